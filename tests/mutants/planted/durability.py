"""Bugs in what is written when: numbers, locks, commits, receipts, digests.

`docs/sync.md`, section 2.
"""

from tests.mutants.mutant import Mutant

COMPLETE = (
    "tests/sync/test_cursor_completeness.py"
    "::test_a_reader_misses_nothing_while_others_write[postgresql]"
)

DURABILITY = (
    Mutant(
        name="sequence_as_cursor",
        why=(
            "Numbers that commit out of order: a reader passes one that is not there yet, "
            "and never sees it."
        ),
        file="records/locked_streams.py",
        before="    rows = await connection.rows(LOCK, named)\n",
        after="""    high = "1000 * nextval('notice_id_seq') AS head,"
    numbered = LOCK.postgresql.replace("head,", high)
    numbered = numbered.replace(" FOR UPDATE", "")
    rows = await connection.rows(LOCK if connection.dialect == "sqlite" else numbered, named)
""",
        tests=(COMPLETE,),
    ),
    Mutant(
        name="head_not_locked",
        why="Two pushes would number from the same head.",
        file="records/locked_streams.py",
        before="          ORDER BY id FOR UPDATE",
        after="          ORDER BY id",
        tests=(COMPLETE,),
    ),
    Mutant(
        name="normal_instead_of_full",
        why="A power cut would take what the phone was told is safe.",
        file="database/engines/sqlite.py",
        before="PRAGMA synchronous = FULL",
        after="PRAGMA synchronous = NORMAL",
        tests=("tests/database/test_sqlite.py::test_the_pragmas_are_really_set",),
    ),
    Mutant(
        name="asynchronous_commit",
        why="The same on PostgreSQL.",
        file="database/engines/postgresql_pool.py",
        before='"synchronous_commit": "on"',
        after='"synchronous_commit": "off"',
        tests=(
            "tests/database/test_postgresql.py::test_commits_are_synchronous_and_times_are_utc",
        ),
    ),
    Mutant(
        name="answer_before_the_commit",
        why="A server that dies between the two has confirmed what it does not have.",
        file="database/engines/sqlite_writer.py",
        before="        await settled\n",
        after="        del settled\n",
        tests=(
            (
                "tests/database/test_transactions.py"
                "::test_calls_after_commit_come_once_it_is_durable_and_only_then[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="receipt_stored_after_the_answer",
        why="A server that dies between the two takes the same mutation a second time.",
        file="sync/push.py",
        before=(
            "    await receipts.save_receipts(\n"
            "        writer.connection, caller.person, caller.program, "
            "push.refused | push.accepted\n"
            "    )\n"
        ),
        after=(
            "\n"
            "    async def later() -> None:\n"
            "        import gc\n"
            "\n"
            "        from database.database import Database\n"
            "\n"
            "        [database] = [\n"
            "            each for each in gc.get_objects()\n"
            "            if isinstance(each, Database)\n"
            "            and each._resources is writer.connection.resources\n"
            "        ]\n"
            "        async with database.transaction() as connection:\n"
            "            await receipts.save_receipts(\n"
            "                connection, caller.person, caller.program, "
            "push.refused | push.accepted\n"
            "            )\n"
            "\n"
            "    def soon() -> None:\n"
            "        import asyncio\n"
            "\n"
            "        caller_tasks.add(asyncio.get_running_loop().create_task(later()))\n"
            "\n"
            "    caller_tasks: set[object] = set()\n"
            "    writer.connection.after_commit(soon)\n"
        ),
        tests=(
            "tests/sync/test_one_commit.py::test_receipts_commit_with_what_they_are_of[sqlite]",
        ),
    ),
    Mutant(
        name="ledger_noted_after_the_commit",
        why="What was erased in the last moment before a crash would come back with the backup.",
        file="database/ledger.py",
        before="    await asyncio.to_thread(ledger.append, named, await beginning(connection))\n",
        after="""    first = await beginning(connection)
    connection.after_commit(lambda: ledger.append(named, first))
""",
        tests=(
            (
                "tests/database/test_ledger.py"
                "::test_what_is_taken_away_is_on_disk_before_it_commits[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="digest_over_the_wrong_rows",
        why=(
            "Phones would read whole streams anew, again and again, "
            "or never notice that a row is missing."
        ),
        file="records/streams.py",
        before="        if record.state is State.LIVE:\n            stream.take",
        after="        if record.state is not State.ERASED:\n            stream.take",
        tests=(
            (
                "tests/sync/test_pull.py"
                "::test_the_digest_is_of_the_live_rows_whatever_way_they_went[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="epoch_not_checked",
        why="After a restore a phone would go on from a number that stands for other words now.",
        file="domain/cursor.py",
        before=(
            "    return (\n"
            "        cursor if (cursor.epoch, cursor.person, cursor.device) == (epoch, person, "
            "device) else fresh\n"
            "    )\n"
        ),
        after=(
            "    return cursor if (cursor.person, cursor.device) == (person, device) else fresh\n"
        ),
        tests=("tests/sync/test_epoch.py::test_a_cursor_of_another_epoch_starts_over[sqlite]",),
    ),
    Mutant(
        name="fork_not_noticed",
        why=(
            "Two copies of one phone would count the same numbers, "
            "and keys would no longer be unique."
        ),
        file="records/receipts.py",
        before="    if any(known.get(n, end) != end for n, end in sent.items()):",
        after="    if any(known.get(n, end) != end for n, end in sent.items() if n < 0):",
        tests=(
            (
                "tests/sync/test_forks.py"
                "::test_a_clone_is_noticed_and_nothing_of_its_push_is_taken[sqlite]"
            ),
        ),
    ),
)
