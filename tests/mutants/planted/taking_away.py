"""Bugs in erasing, hiding and moving: words that stay where they must not.

`docs/sync.md`, sections 2 and 4.
"""

from tests.mutants.mutant import Mutant

NO_WORD = (
    "tests/sync/test_erase.py"
    "::test_no_word_is_left_of_body_versions_parts_or_what_was_refused[sqlite]"
)

TAKING_AWAY = (
    Mutant(
        name="erase_leaves_the_body",
        why="The record would be hidden, not erased.",
        file="domain/erasure.py",
        before="        record.body,\n",
        after="",
        tests=(NO_WORD,),
    ),
    Mutant(
        name="erase_leaves_the_kept_version",
        why="The words of the other phone would stay in the database.",
        file="domain/erasure.py",
        before="        record.kept,\n",
        after="",
        tests=(NO_WORD,),
    ),
    Mutant(
        name="erase_leaves_the_receipt",
        why="What comes again would be answered as if the record were there.",
        file="domain/erasure.py",
        before="""    record.history = "{}"\n""",
        after="",
        tests=(
            (
                "tests/sync/test_erase.py"
                "::test_what_comes_later_is_gone_and_its_words_are_kept_nowhere[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="erase_leaves_a_part",
        why="The steps of an erased goal would stay.",
        file="domain/erasure.py",
        before="for row in (*wholes, *parts, *in_account)}",
        after="for row in (*wholes, *in_account)}",
        tests=(NO_WORD,),
    ),
    Mutant(
        name="erase_leaves_refused_words",
        why="What was refused of an erased goal would stay among the author's refused writes.",
        file="domain/erasure.py",
        before="for row in (*wholes, *parts, *in_account)}",
        after="for row in (*wholes, *parts)}",
        tests=(NO_WORD,),
    ),
    Mutant(
        name="erased_record_begins_anew",
        why="A phone that was offline would bring an erased record back.",
        file="sync/decide/resolve.py",
        before="""    if record is not None and record.state is State.ERASED:
        raise NotApplied("gone")
""",
        after="",
        tests=(
            (
                "tests/sync/test_erase.py"
                "::test_what_comes_later_is_gone_and_its_words_are_kept_nowhere[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="erase_not_in_the_ledger",
        why="A restored backup would bring erased words back for good.",
        file="sync/push.py",
        before="    await ledger.note(writer.connection, *erased, *hidden)\n",
        after="    await ledger.note(writer.connection, *hidden)\n",
        tests=("tests/sync/test_erase.py::test_the_ledger_knows_of_it[sqlite]",),
    ),
    Mutant(
        name="hidden_leaves_the_body",
        why="What was hidden would still stand in a place that the peer may read.",
        file="domain/standing.py",
        before=("        shelf=shelf,\n"),
        after=("        shelf=shelf,\n        body=record.body,\n"),
        tests=(
            (
                "tests/sync/test_hidden_rows.py"
                "::test_what_was_hidden_leaves_no_word_in_its_former_row[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="parts_not_moved",
        why="A goal would be hidden and its steps stay with the peer.",
        file="sync/decide/resolve.py",
        before="    move_parts(push)\n",
        after="",
        tests=(
            (
                "tests/sync/test_moves.py"
                "::test_a_record_that_is_hidden_leaves_nothing_where_its_peer_could_read_it"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="part_made_where_it_asks",
        why="A step that a phone writes for a goal that was hidden meanwhile would reach the peer.",
        file="sync/decide/resolve.py",
        before="    return record.stream\n",
        after="    return mutation.stream or record.stream\n",
        tests=(
            (
                "tests/sync/test_moves.py::test_a_part_that_was_made_for_the_shared_stream"
                "_stands_where_its_whole_was_hidden[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="hidden_not_in_the_ledger",
        why="A restored backup would show the peer again what was hidden.",
        file="sync/push.py",
        before="    await ledger.note(writer.connection, *erased, *hidden)\n",
        after="    await ledger.note(writer.connection, *erased)\n",
        tests=(
            (
                "tests/recovery/test_startup_recovery_sharing.py"
                "::test_what_was_hidden_stays_hidden_with_its_parts[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="removed_words_travel",
        why="What a person deleted would stay on every other phone, and with the peer.",
        file="records/encoding.py",
        before="    if state:\n        return f",
        after="    if state > 1:\n        return f",
        tests=(
            (
                "tests/sync/test_exchange.py"
                "::test_a_remove_takes_the_words_off_every_phone_and_a_restore_brings_them_back"
                "[sqlite]"
            ),
        ),
    ),
)
