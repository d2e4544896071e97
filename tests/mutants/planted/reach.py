"""Bugs that put a screen out of reach: too wide for its phone, or without a pointer."""

from tests.mutants.mutant import Mutant

LONG_WORDS = "tests/e2e/test_long_words.py"

REACH = (
    Mutant(
        name="a_word_widens_the_screen",
        why="One pasted link among the coping lines would push Help now and the bars off a narrow phone.",
        file="web/src/app.css",
        before="overflow-wrap: anywhere;",
        after="overflow-wrap: normal;",
        tests=(
            f"{LONG_WORDS}::test_one_long_word_hides_neither_help_now_nor_the_bars[sqlite]",
            f"{LONG_WORDS}::test_a_meeting_with_a_long_name_is_as_wide_as_the_phone[sqlite]",
        ),
    ),
)
