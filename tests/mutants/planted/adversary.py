"""Bugs that the adversary finds (`docs/adversary.md`).

What two acts that meet, a number or a mass of them would reach again.
"""

from tests.mutants.mutant import Mutant

ADVERSARY_FINDS = "tests/simulation/adversary/test_adversary.py::"
HISTORY = ADVERSARY_FINDS + "test_what_people_once_could_do[sqlite-"
SEEDS = ADVERSARY_FINDS + "test_no_seed_reaches_what_it_must_not["

ADVERSARY = (
    Mutant(
        name="twin_falls_wherever_its_eraser_writes",
        why=(
            "A participant would erase the note that a peer wrote to them, "
            "by a goal of their own under its id."
        ),
        file="domain/erasure.py",
        before=(
            "    return (\n"
            "        stream is not None\n"
            "        and spec is not None\n"
            "        and stream.kind in spec.policy.streams\n"
            "        and may_erase(spec, stream.role)\n"
            "    )\n"
        ),
        after=(
            "    return stream is not None and spec is not None and stream.kind in "
            "spec.policy.streams\n"
        ),
        tests=(HISTORY + "a_participant_erases_what_the_peer_wrote]", SEEDS + "1-25]"),
    ),
    Mutant(
        name="twin_falls_again_with_the_ledger",
        why=(
            "A restore would take every row of an erased id in all streams of the person, "
            "whoever wrote it."
        ),
        file="recovery/replay_erase.py",
        before=(
            "        gone = {\n"
            "            (row.stream, row.record): row\n"
            "            for id_ in entry.records\n"
            "            for row in erased_with(id_, found, streams)\n"
            "        }\n"
        ),
        after=(
            "        gone = {(row.stream, row.record): "
            "row for id_ in entry.records for row in found.under(id_)}\n"
        ),
        tests=(HISTORY + "a_twin_is_erased_again_by_the_ledger]",),
    ),
    Mutant(
        name="clock_below_all_time",
        why=(
            "A note of the year 1 less as much again would have a key that no phone can read: "
            "every sync of its reader would fail."
        ),
        file="sync/decide/clock.py",
        before="max(EARLIEST, min(corrected, arrival.received_at))",
        after="max(2 * EARLIEST, min(corrected, arrival.received_at))",
        tests=(HISTORY + "a_clock_before_all_time]", SEEDS + "1-25]"),
    ),
    Mutant(
        name="told_key_below_all_time",
        why=(
            "A base or a first answer that a phone made up would do the same, "
            "and stop housekeeping and a restore."
        ),
        file="domain/keys.py",
        before=(
            "        return Key(max(EARLIEST, min(self.ms, latest)), *(max(0, "
            "count) for count in counts))\n"
        ),
        after="        return Key(min(self.ms, latest), *(max(0, count) for count in counts))\n",
        tests=(HISTORY + "poisoned_rows_and_time]",),
    ),
    Mutant(
        name="dismissal_of_one_empty_register",
        why=(
            "Whoever owns one group of a record could move it and fill its history for ever, "
            "without writing anything."
        ),
        file="domain/admission.py",
        before="            if not any(mutation.base.values()):\n",
        after="            if not mutation.base:\n",
        tests=(HISTORY + "a_dismissal_of_nothing]",),
    ),
    Mutant(
        name="dismissal_without_a_base",
        why=(
            "A participant could move every note of their peer's, "
            "and a peer would be given a seal for what they may not write."
        ),
        file="domain/admission.py",
        before="            if not any(mutation.base.values()):\n",
        after="            if mutation.base and not any(mutation.base.values()):\n",
        tests=(HISTORY + "a_dismissal_of_nothing]",),
    ),
    Mutant(
        name="tombstones_of_the_program_name_heads",
        why=(
            "What the program had written would tell every reader, after it was taken away, "
            "when and how often it was."
        ),
        file="records/encoding.py",
        before='        if body == "{}" or reading.has_sets or',
        after="        if reading.has_sets or",
        tests=(HISTORY + "what_a_curator_takes_away]",),
    ),
    Mutant(
        name="device_in_the_key",
        why="A peer would see from which phone a participant writes.",
        file="records/encoding.py",
        before="{counter if device == n == 0 else 0},0,0]]]'",
        after="{counter if device == n == 0 else 0},{device},0]]]'",
        tests=(HISTORY + "what_was_there_before_it_was_shared]", SEEDS + "1-25]"),
    ),
    Mutant(
        name="result_of_anyone",
        why=(
            "Who sends another's mutation id would be told what became of it, "
            "with the proof that a restored server believes."
        ),
        file="sync/decide/resolve.py",
        before=(
            "    if earlier and (own or (record and push.actor.has_sent(earlier, "
            "record.stream))):\n"
        ),
        after="    if earlier:\n",
        tests=(HISTORY + "anothers_mutation_id]",),
    ),
    Mutant(
        name="no_entity_at_all",
        why="A mutation without an entity would end in an error for the whole push.",
        file="domain/records.py",
        before="    entity: Annotated[str, Meta(min_length=1, max_length=40)]\n",
        after="    entity: Annotated[str, Meta(max_length=40)]\n",
        tests=(HISTORY + "numbers_at_their_edges]",),
    ),
    Mutant(
        name="refused_without_its_place",
        why="Words of an erased goal would stay in what a peer was refused of it.",
        file="sync/decide/resolve.py",
        before=(
            "    place = mutation.stream if mutation.stream in push.actor.only_reads else None\n"
        ),
        after="    place = None\n",
        tests=(HISTORY + "words_in_a_peers_refused_write]",),
    ),
    Mutant(
        name="parts_left_behind",
        why=(
            "A goal that is hidden and shared in one push would leave its steps where a peer "
            "reads them."
        ),
        file="sync/decide/moving.py",
        before=(
            "        for row in push.found.parts_of(whole):\n"
            "            move_part_to_whole(row, push)\n"
        ),
        after=(
            "        for row in push.found.parts_of(whole)[1:]:\n"
            "            move_part_to_whole(row, push)\n"
        ),
        tests=(
            HISTORY + "acts_against_each_other_in_one_push]",
            HISTORY + "acts_against_each_other_over_several]",
        ),
    ),
    Mutant(
        name="shelf_left_behind",
        why=(
            "After a move the older receipts would be looked for at the place that was left, "
            "and a repetition be applied again."
        ),
        file="domain/standing.py",
        before='    shelf = "" if record.shelf else None\n',
        after="    shelf = None\n",
        tests=(HISTORY + "what_was_sent_before_a_move]",),
    ),
    Mutant(
        name="receipts_on_the_shelf_not_asked_for",
        why="Whatever has left a long history would be new to the server when a phone repeats it.",
        file="sync/touching.py",
        before=(
            "            [each.id, *(base.id for named in each.base.values() for base in named)]\n"
        ),
        after=("            [base.id for named in each.base.values() for base in named]\n"),
        tests=(HISTORY + "what_was_sent_before_a_move]",),
    ),
)
