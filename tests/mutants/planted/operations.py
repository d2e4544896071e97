"""Bugs that a request, a feed, a clock or the size of a program makes felt.

Errors, stops, and work that grows.
"""

from tests.mutants.mutant import Mutant

OPERATIONS = (
    Mutant(
        name="zone_that_is_a_folder",
        why=(
            "Whoever calls their zone `America` could be given no peer any more, "
            "on a machine whose zones come with the package."
        ),
        file="domain/zones.py",
        before="    except (KeyError, ValueError, OSError) as error:",
        after="    except (KeyError, ValueError) as error:",
        tests=("tests/domain/test_zones.py::test_a_folder_of_the_database_is_no_zone",),
    ),
    Mutant(
        name="days_by_the_persons_zone_alone",
        why=(
            "A person in a zone that is not known here would be reminded of nothing, "
            "and no flag would reach them."
        ),
        file="notifications/queue/reminders.py",
        before="zone_of(one.time_zone, one.program_zone)",
        after="zone_of(one.time_zone)",
        tests=(
            (
                "tests/notifications/test_reminders.py"
                "::test_a_person_in_an_unknown_zone_is_reminded_by_the_clock_of_the_program"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="pattern_that_looks_back",
        why="A feed with links that do not end would hold up the import for minutes.",
        file="library/texts.py",
        before="""_LINK = re.compile(r"<a\\s([^<>]*)>", re.IGNORECASE)""",
        after="""_LINK = re.compile(r"<a\\s((?:[^>]*?)*)>", re.IGNORECASE)""",
        tests=("tests/test_patterns.py::test_links_that_do_not_end_are_no_work",),
    ),
    Mutant(
        name="marks_put_in_order_together",
        why=(
            "A text of marks alone would take a fifth of a second, and 200 of them stop the server."
        ),
        file="domain/composing.py",
        before="MOST_MARKS = 30\n",
        after="MOST_MARKS = 30_000_000\n",
        tests=("tests/test_patterns.py::test_a_letter_with_endless_marks_is_composed_in_time",),
    ),
    Mutant(
        name="leap_of_the_clock_believed",
        why=(
            "One machine whose clock is two years ahead for a minute would end every session "
            "and empty the bin."
        ),
        file="database/clock.py",
        before="    if mark is not None and now - mark > LEAP:\n",
        after="    if mark is not None and now < mark - LEAP:\n",
        tests=(
            (
                "tests/database/test_clock.py"
                "::test_a_clock_two_years_ahead_deletes_no_session_and_says_so_once[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="clock_of_the_machine",
        why=(
            "One replica whose clock is wrong would date what people write, "
            "and end what others still have."
        ),
        file="cli/app.py",
        before="    if clock is system_clock:  # not one that is set by hand\n",
        after="    if clock is None:\n",
        tests=("tests/database/test_clock.py::test_a_served_deployment_goes_by_one_clock",),
    ),
    Mutant(
        name="seal_over_what_no_reader_takes",
        why=(
            "A peer's phone that offers a number beyond all bounds again would get a failure "
            "for its whole outbox."
        ),
        file="domain/seal.py",
        before="    except (msgspec.DecodeError, OverflowError):\n",
        after="    except OverflowError:\n",
        tests=("tests/hostile/test_sync.py::test_a_seal_over_what_no_reader_takes_is_no_seal",),
    ),
    Mutant(
        name="record_id_of_any_length",
        why="On PostgreSQL one mutation that cannot be read would hold up the whole outbox.",
        file="domain/reading.py",
        before='        record=record if is_id(record) else "",\n',
        after="        record=record,\n",
        tests=(
            "tests/hostile/test_sync.py::test_a_record_id_of_any_length_spoils_no_other_mutation",
        ),
    ),
    Mutant(
        name="cursor_of_any_number",
        why=(
            "A phone whose cursor is damaged would get a failure for ever instead of starting over."
        ),
        file="domain/cursor.py",
        before="Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]\n",
        after="Number = Annotated[int, Meta()]\n",
        tests=("tests/hostile/test_sync.py::test_a_cursor_of_ones_own_making_is_no_failure",),
    ),
    Mutant(
        name="everyone_for_each_newcomer",
        why="A code would take longer to redeem with every person who was there before.",
        file="accounts/rights.py",
        before="""    WHERE p.program = $2 AND p.role = 'supervisor' AND p.status = 'active'\n""",
        after=(
            "    WHERE p.program + 0 = $2 AND p.role || '' = 'supervisor' AND p.status = 'active'\n"
        ),
        tests=(
            (
                "tests/growth/test_growth.py"
                "::test_what_is_looked_at_grows_with_what_is_answered_alone[sqlite]"
            ),
        ),
    ),
)
