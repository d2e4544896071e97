"""A push costs about four thousand rows, a base that is named half a row.

What is dear alone goes alone (section 5).
"""

import pytest

from domain.records import Base, Mutation
from sync.decide.budget import BUDGET, NAME, ROW, count_within_budget
from sync.decide.push_state import NotApplied
from tests.sync.deciding import a_mutation, push_of

ROWS = 4_000


def naming(count: int) -> Mutation:
    """In two registers, of which one may be empty."""
    named = [Base(f"{number}") for number in range(count)]
    return a_mutation("m", bases={"words": named[: count // 2], "status": named[count // 2 :]})


@pytest.mark.parametrize(("bases", "fit"), [(0, ROWS), (2, ROWS // 2), (14, ROWS // 8)])
def test_as_many_are_looked_at_as_the_budget_has_rows(bases: int, fit: int) -> None:
    assert (BUDGET, 2 * NAME) == (ROWS * ROW, ROW)
    assert count_within_budget([naming(bases)] * (fit + 5)) == fit
    assert count_within_budget([naming(bases)] * fit) == fit
    assert count_within_budget([naming(bases)] * (fit - 1)) == fit - 1


def test_the_first_is_looked_at_whatever_it_names() -> None:
    dear = naming(3 * ROWS)
    assert count_within_budget([dear]) == 1
    assert count_within_budget([dear, naming(0)]) == 1
    assert count_within_budget([naming(0), dear]) == 1
    assert count_within_budget([]) == 0


def test_the_first_is_decided_whatever_it_costs_and_the_next_as_far_as_there_is_room() -> None:
    push = push_of()
    push.spend(2 * BUDGET)
    push = push_of()
    push.spend(BUDGET - ROW)
    push.done = 1
    push.spend(ROW)
    with pytest.raises(NotApplied) as put_off:
        push.spend(1)
    assert (put_off.value.outcome, push.left) == ("deferred", 0)
