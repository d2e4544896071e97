"""Bugs that put a screen out of reach: too wide for its phone, or without a pointer."""

from tests.mutants.mutant import Mutant

KEYBOARD = "tests/e2e/test_keyboard.py"
LONG_WORDS = "tests/e2e/test_long_words.py"

REACH = (
    Mutant(
        name="a_word_widens_the_screen",
        why=(
            "One pasted link among the coping lines would push Help now and the bars off a "
            "narrow phone."
        ),
        file="web/src/app.css",
        before="overflow-wrap: anywhere;",
        after="overflow-wrap: normal;",
        tests=(
            f"{LONG_WORDS}::test_one_long_word_hides_neither_help_now_nor_the_bars[sqlite]",
            f"{LONG_WORDS}::test_a_meeting_with_a_long_name_is_as_wide_as_the_phone[sqlite]",
        ),
    ),
    Mutant(
        name="focus_falls_to_the_page",
        why=(
            "After Add, Save, Cancel or Remove whoever has no pointer would begin anew at the "
            "top of the page."
        ),
        file="web/src/ui/focus.ts",
        before="    give(to);",
        after="    give(null);",
        tests=(
            f"{KEYBOARD}::test_people_of_the_plan[sqlite]",
            f"{KEYBOARD}::test_quiet_hours_and_sharing[sqlite]",
        ),
    ),
    Mutant(
        name="undo_runs_out_under_the_hand",
        why="The way back would be gone while someone is on it, who reads or types slowly.",
        file="web/src/ui/toast.svelte.ts",
        before="    held = true;\n    clearTimeout(timer);",
        after="    held = true;",
        tests=(f"{KEYBOARD}::test_undo_is_there_at_once_and_has_its_time[sqlite]",),
    ),
    Mutant(
        name="growing_letters_counted_as_typed",
        why="A text that was said to be saved would be refused by the program.",
        file="web/src/ui/fitting.ts",
        before="[...text.normalize('NFC')].length",
        after="[...text].length",
        tests=("web/tests/ui/fitting.test.ts::nothing is kept that the program has no room for",),
    ),
)
