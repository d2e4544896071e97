"""Bugs by which what a person wrote does not arrive as it was written, or is lost before."""

from tests.mutants.mutant import Mutant

WALL = "web/tests/wall.test.ts"

KEPT_WORDS = (
    Mutant(
        name="locale_taken_for_a_format",
        why=(
            "On a browser that writes en-CA in another order every check-in would be refused, "
            "and its trend stay empty."
        ),
        file="web/src/words/when.ts",
        before="export const localDate = dateAt;",
        after="export const localDate = (at: number | Date, zone?: string): string =>\n"
        "  said('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }, at, zone);",
        tests=(
            f"{WALL}::a browser that writes a day in another order changes no day",
            f"{WALL}::no data of the app comes from how a locale writes",
        ),
    ),
    Mutant(
        name="mood_left_out_of_what_was_refused",
        why=(
            "A person whose check-in was not taken in would not read how they had felt, "
            "and could not say it again."
        ),
        file="web/src/screens/me/refused.ts",
        before=("    entity === 'check_in'\n"),
        after=("    entity === 'check-in'\n"),
        tests=(
            (
                "web/tests/ui/refused.test.ts"
                "::a refused check-in is told as it was given, with its mood"
            ),
        ),
    ),
    Mutant(
        name="day_of_a_fast_clock_left",
        why=(
            "A check-in by a phone that is a day fast would count for tomorrow, "
            "and its person be reminded of what they have done."
        ),
        file="domain/instants.py",
        before="        if instant.day and instant.zone:",
        after="        if instant.day and instant.told in changes and instant.zone is None:",
        tests=(
            (
                "tests/sync/test_instants.py"
                "::test_where_the_zone_is_unknown_the_day_is_that_of_the_phones_own_offset"
                "[sqlite]"
            ),
            (
                "tests/sync/test_instants.py"
                "::test_where_the_zone_is_unknown_the_day_is_that_of_the_phones_own_offset"
                "[postgresql]"
            ),
        ),
    ),
    Mutant(
        name="code_spent_before_the_store_is_tried",
        why="In a private window the one-time code would be used up, and open nothing anywhere.",
        file="web/src/session/session.svelte.ts",
        before="  await tryStore();\n",
        after="",
        tests=(
            (
                "web/tests/coming_in.test.ts"
                "::where this browser keeps nothing no code is spent, of whichever kind"
            ),
        ),
    ),
    Mutant(
        name="zone_without_a_way_out",
        why=(
            "A person whose browser calls its zone Etc/Unknown would never be told of a note: "
            "it would stay due, with an error a minute."
        ),
        file="domain/zones.py",
        before="        except UnknownZone:\n            continue\n    return ZoneInfo(",
        after="        except UnknownZone:\n            raise\n    return ZoneInfo(",
        tests=(
            (
                "tests/notifications/test_hostile_values.py"
                "::test_whatever_a_profile_calls_its_zone[sqlite-Etc/Unknown]"
            ),
            (
                "tests/notifications/test_hostile_values.py"
                "::test_whatever_a_profile_calls_its_zone[postgresql-CST]"
            ),
        ),
    ),
    Mutant(
        name="drafts_in_memory_alone",
        why=(
            "A phone that is short of memory reloads the page, "
            "and a long note that was nearly done would be gone."
        ),
        file="web/src/ui/half_written.ts",
        before="keepDraft(name, written === JSON.stringify(empty) ? null : written);",
        after="keepDraft(name, null);",
        tests=(
            "web/tests/half_written.test.ts::half-written words are there again after a reload",
            "web/tests/half_written.test.ts::a yes to sharing is not taken back with them",
        ),
    ),
    Mutant(
        name="sharing_kept_with_the_draft",
        why=(
            "A yes to showing a peer one's use, given once and not sent, "
            "would be given again by itself the next day."
        ),
        file="web/src/ui/half_written.ts",
        before=(
            "    field in empty &&\n"
            "    !never.includes(field as keyof T) &&\n"
            "    Array.isArray(value) === Array.isArray(empty[field as keyof T]);\n"
        ),
        after=(
            "    field in empty && "
            "Array.isArray(value) === Array.isArray(empty[field as keyof T]);\n"
        ),
        tests=("web/tests/half_written.test.ts::a yes to sharing is not taken back with them",),
    ),
    Mutant(
        name="drafts_that_sleep_with_the_form",
        why=(
            "What was sent would stand in the form again after a reload, "
            "a note to oneself among it, and new words would not be kept."
        ),
        file="web/src/ui/draft.svelte.ts",
        before="queueMicrotask(() =>",
        after="((begin: () => void) => begin())(() =>",
        tests=("tests/e2e/test_half_written.py::test_what_was_saved_is_no_draft[-sqlite]",),
    ),
)
