"""Bugs in what is said of a meeting: where, when, and which one."""

from tests.mutants.mutant import Mutant

LIBRARY = (
    Mutant(
        name="closed_place_is_open",
        why="Someone stands before a church that has been closed for months.",
        file="domain/attendance.py",
        before='    if "TC" in types:',
        after='    if "TC" in types and not meeting.address:',
        tests=("tests/domain/test_attendance.py::test_nobody_is_sent_to_a_closed_place",),
    ),
    Mutant(
        name="closed_place_is_open_on_the_phone",
        why="The phone would send someone to a place that the list says is closed.",
        file="web/src/screens/library/attendance.ts",
        before="if (types.has('TC'))",
        after="if (types.has('TC') && !can_join)",
        tests=("web/tests/ui/attendance.test.ts::nobody is sent to a closed place",),
    ),
    Mutant(
        name="half_day_for_the_end_alone",
        why=(
            "A meeting at seven in the evening would be listed twelve hours earlier, "
            "and nobody told."
        ),
        file="library/spelled_time.py",
        before="start = first.minutes if not first.has_halves else _before(first, last)",
        after="start = first.minutes",
        tests=(
            (
                "tests/library/test_spelled_time.py"
                "::test_a_short_meeting_with_one_half_day_is_read_rightly_or_not_at_all"
            ),
            (
                "tests/library/test_meeting_row_times.py"
                "::test_the_half_day_of_one_time_holds_for_the_other"
            ),
        ),
    ),
    Mutant(
        name="half_day_for_the_end_alone_on_the_phone",
        why="Who searches for seven in the evening would be shown the morning.",
        file="web/src/screens/library/spelled_time.ts",
        before="hasHalves(first) ? before(first, last) : first.minutes",
        after="first.minutes",
        tests=("web/tests/ui/spelled_time.test.ts::the half-day of an end holds for its start",),
    ),
    Mutant(
        name="meeting_by_the_wall_there",
        why="A person in Chicago would be told seven for a meeting in New York that begins at six.",
        file="web/src/screens/library/sittings.ts",
        before="time: timeAt(sitting.at, here),",
        after="time: each.time,",
        tests=(
            (
                "web/tests/ui/sittings.test.ts::a meeting in New York is on today of a phone "
                "in Chicago at the phone’s own time"
            ),
        ),
    ),
    Mutant(
        name="over_at_midnight",
        why=(
            "At ten past midnight the meeting that goes on until half past would be gone from "
            "the list."
        ),
        file="web/src/screens/library/sittings.ts",
        before="(at >= from && at < to) || (at <= now && until > now)",
        after="at >= from && at < to",
        tests=(
            "web/tests/ui/sittings.test.ts::ten past midnight, what began yesterday is still on",
        ),
    ),
    Mutant(
        name="a_meeting_is_its_place_in_the_feed",
        why="A star would move to another meeting when the next feed comes in another order.",
        file="library/importing.py",
        before=(
            "    wanted = recognise(\n"
            "        reading.entries,\n"
            "        held,\n"
            "        edited,\n"
            "        lambda key: entry_record_id(program_slug, reading.source, key),\n"
            "    )\n"
        ),
        after=(
            "    wanted = {\n"
            '        entry_record_id(program_slug, reading.source, f"{n}"): entry\n'
            "        for n, entry in enumerate(reading.entries)\n"
            "    }\n"
        ),
        tests=(
            (
                "tests/library/test_recognising.py"
                "::test_an_import_in_another_order_writes_nothing[sqlite]"
            ),
            (
                "tests/library/test_recognising.py"
                "::test_an_import_in_another_order_writes_nothing[postgresql]"
            ),
        ),
    ),
)
