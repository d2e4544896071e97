"""No push costs more than its budget, whatever one person has stored.

Rules: `docs/sync.md`, section 5; security: B24.

The figure itself is measured by `make bench` on a quiet machine. Here each of the dearest pushes
must stay far below what it cost when work grew with a product: between 0.5 and 20 seconds.
"""

import pytest

from bench.worst import cost_of
from bench.worst_cases import CASES
from tests.sync.town import Town

NAMES = (
    "an_ordinary_push",
    "status_edits_over_unnamed_heads",
    "quiet_hours_over_unnamed_heads",
    "every_group_over_unnamed_heads",
    "edits_beside_what_was_let_go",
    "elements_of_a_set",
    "elements_taken_from_a_set",
    "erases_beside_refused_writes",
    "erase_of_a_whole",
    "moves_of_a_whole",
    "a_chain_of_refused",
    "edits_naming_a_chain_of_refused",
    "bases_in_a_long_history",
    "unknown_bases",
)
MOST_MS = 400
"""More than twice the budget.

Other programs share the processor's caches, and a test must not fail for that.
"""


def test_every_dear_push_is_tried() -> None:
    assert set(NAMES) == CASES.keys()


@pytest.mark.parametrize("name", NAMES)
async def test_a_push_costs_no_more_than_its_budget(name: str, town: Town) -> None:
    least, answer = await cost_of(town, CASES[name])
    for _ in range(2):
        if least > MOST_MS:
            least = min(least, (await cost_of(town, CASES[name]))[0])

    assert least < MOST_MS
    assert answer.results[0].outcome in ("applied", "adjusted") or answer.changes, (
        "however dear it is, a push gets on"
    )
