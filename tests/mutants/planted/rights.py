"""Bugs in who may read and write what, at which moment (`docs/sync.md`, sections 2 and 5)."""

from tests.mutants.mutant import Mutant

RIGHTS = (
    Mutant(
        name="pull_without_owner_filter",
        why="Everyone would read what anyone shares with their own peer.",
        file="accounts/readable.py",
        before='_OF = "FROM reader r JOIN stream t ON t.id = r.stream WHERE r.person = "',
        after=(
            '_OF = "FROM reader r JOIN stream t ON t.id = r.stream '
            "WHERE t.kind = 'shared' OR r.person = \""
        ),
        tests=(
            (
                "tests/api/test_canaries.py"
                "::test_every_text_comes_back_to_its_author_and_to_no_one_else[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="rows_of_any_stream",
        why="A page would hold rows of other people.",
        file="records/feed.py",
        before="WHERE r.stream = $1 AND r.seq > $2",
        after="WHERE r.stream >= $1 AND r.seq > $2",
        tests=(
            (
                "tests/sync/test_nobody_elses.py"
                "::test_a_phone_that_reads_on_reads_no_one_elses_rows[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="push_without_owner_filter",
        why="A peer could set a participant's goals.",
        file="domain/admission.py",
        before="        if not may_write(group, role):\n",
        after="        if role is None:\n",
        tests=("tests/sync/test_rights.py::test_no_one_writes_what_another_role_owns[sqlite]",),
    ),
    Mutant(
        name="receipts_of_anyone",
        why=(
            "An id that someone else used first would answer for this person's words, "
            "and they would be lost."
        ),
        file="records/receipts.py",
        before="""    sqlite=\"""
        SELECT mutation, result FROM receipt WHERE person = $1 AND (""",
        after="""    sqlite=\"""
        SELECT mutation, result FROM receipt WHERE person > 0 * $1 AND (""",
        tests=(
            (
                "tests/sync/test_nobody_elses.py"
                "::test_an_id_that_was_refused_for_someone_else_is_not_refused[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="rights_from_the_payload",
        why="Whoever names a stream in a mutation could write into it.",
        file="sync/exchange.py",
        before="        sealed = await _sealed(connection, rights.secret, mutations)\n",
        after=(
            "        sealed = {each.id: each.stream for each in mutations if each.stream and "
            "each.stream not in rights.streams}\n"
        ),
        tests=(
            "tests/sync/test_offered_again.py::test_a_seal_opens_no_door_for_anything_else[sqlite]",
        ),
    ),
    Mutant(
        name="rights_cached",
        why="A peer who was unassigned would read on for as long as the cache lives.",
        file="accounts/readable.py",
        before="    return _rights(*found)\n",
        after="""    fresh = _rights(*found)
    known = globals().setdefault("_CACHE", {}).setdefault(person, {})
    known.update(fresh.streams)
    return Rights(fresh.epoch, fresh.secret, known)
""",
        tests=(
            (
                "tests/sync/test_rights.py"
                "::test_a_peer_reads_what_is_shared_after_a_yes_and_nothing_after_the_end"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="rights_read_before_the_lock",
        why=(
            "A push that waited for the stream while the peer was unassigned would be taken "
            "all the same."
        ),
        file="sync/exchange.py",
        before="        caller, rights = await sender.authenticate(writer.connection)\n",
        after="",
        tests=(
            (
                "tests/sync/test_one_commit.py"
                "::test_a_right_that_ends_while_a_push_waits_for_the_stream_is_no_right[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="stale_grant",
        why="After a revocation and a new yes the phone would never get what it had to throw away.",
        file="sync/pull.py",
        before=("        if stream in readable and readable[stream].grant_no != grant\n"),
        after=("        if stream in readable and readable[stream].grant_no < grant\n"),
        tests=(
            (
                "tests/sync/test_rights.py"
                "::test_a_right_that_was_lost_and_regained_is_told_as_lost_and_then_as_new"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="revoked_stream_read_on",
        why="A cursor that knows a stream would open it after the right has ended.",
        file="accounts/rights.py",
        before="ReaderRow.delete().where(ReaderRow.person == person, ReaderRow.stream == stream)",
        after="ReaderRow.delete().where(ReaderRow.person == person, ReaderRow.grant_no < 0)",
        tests=(
            (
                "tests/sync/test_one_commit.py"
                "::test_a_right_that_ends_while_a_push_waits_for_the_stream_is_no_right[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="seal_not_checked",
        why="A former peer could write with any made-up proof.",
        file="domain/seal.py",
        before=(
            "        if hmac.compare_digest(told.seal, seal(secret, each, each.stream, "
            "told.key)):\n"
        ),
        after="        if told.seal:\n",
        tests=(
            "tests/sync/test_offered_again.py::test_a_seal_opens_no_door_for_anything_else[sqlite]",
        ),
    ),
    Mutant(
        name="kept_versions_to_the_peer",
        why="Words that their author did not choose to show would reach the peer.",
        file="records/encoding.py",
        before="(_own_versions(versions, reading) for versions in (kept, dismissed))",
        after="(kept, dismissed)",
        tests=("tests/sync/test_rights.py::test_kept_versions_do_not_travel_to_the_peer[sqlite]",),
    ),
    Mutant(
        name="another_device_of_the_session",
        why="A request could be counted as any other device's.",
        file="sync/exchange.py",
        before="        if request.device != caller.device:\n",
        after="        if request.device < 0:\n",
        tests=("tests/sync/test_rights.py::test_a_request_of_another_device_is_refused[sqlite]",),
    ),
    Mutant(
        name="poke_without_rights",
        why="A former peer would go on hearing when a participant writes.",
        file="api/live.py",
        before=(
            "        for token, stream in await readable_by_sessions(connection, tokens, heads, "
            "self._clock()):\n"
        ),
        after=(
            "        for token, stream in [(token, "
            "stream) for token in tokens for stream in heads]:\n"
        ),
        tests=(
            "tests/api/test_events.py::test_rights_are_read_at_delivery_and_not_remembered[sqlite]",
        ),
    ),
)
