"""Bugs by which one push would cost more than it names, or a bound lose what it must keep.

`docs/sync.md`, section 4.
"""

from tests.mutants.mutant import Mutant

BOUNDS = "tests/sync/test_bounds.py::"

COST = (
    Mutant(
        name="push_without_a_budget",
        why="Pushes that each name a million bases would take turns in holding the server up.",
        file="sync/decide/budget.py",
        before="        if left < 0 and count:\n            return count\n",
        after="",
        tests=(
            BOUNDS + "test_what_is_too_dear_for_one_push_is_deferred_and_taken_by_the_next[sqlite]",
        ),
    ),
    Mutant(
        name="displaced_and_not_taken_up",
        why="Many looser wishes would push a stop out of what counts.",
        file="sync/decide/versions.py",
        before="held = take_up(self.group, held, self._held(self.heads.pop()))",
        after="self.heads.pop()",
        tests=(BOUNDS + "test_a_stop_is_never_displaced[sqlite]",),
    ),
    Mutant(
        name="least_version_dropped",
        why="At the bound the words of the version that makes room would be nowhere.",
        file="sync/decide/versions.py",
        before="            self._set_aside(least)\n",
        after="            self.values.pop(least.id)\n",
        tests=(BOUNDS + "test_the_least_version_is_let_go_and_no_word_is_lost[sqlite]",),
    ),
    Mutant(
        name="parts_erased_before_what_was_refused_of_them",
        why=(
            "An erase that takes several pushes would leave the refused words of steps that "
            "are gone, and say that all is erased."
        ),
        file="sync/touching.py",
        before=(
            "        *(row._replace(named=parts[row.named].named) for row in of_parts),\n"
            "        *parts.values(),\n"
        ),
        after=(
            "        *parts.values(),\n"
            "        *(row._replace(named=parts[row.named].named) for row in of_parts),\n"
        ),
        tests=(
            (
                "tests/sync/test_parts_in_number.py"
                "::test_an_erase_of_more_than_one_push_takes_is_finished_by_the_next[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="past_receipts_not_recalled",
        why="A phone that repeats what it sent long ago would write it a second time.",
        file="sync/touching.py",
        before="        await load_past_receipts(writer.connection, shelved, _asked(mutations))\n",
        after="        await load_past_receipts(writer.connection, shelved, {})\n",
        tests=(
            (
                "tests/records/test_past_receipts.py"
                "::test_every_repetition_is_answered_as_the_first[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_circle_of_refused_is_followed",
        why="Two refused edits that name each other would hold the server for ever.",
        file="sync/decide/naming.py",
        before=(
            "    if (refused, register) in asking.followed or len(asking.followed) >= CHAIN:\n"
            "        return\n"
        ),
        after="    if len(asking.followed) >= 10**7:\n        return\n",
        tests=(BOUNDS + "test_refused_edits_that_name_each_other_hold_no_one_up[sqlite]",),
    ),
)
