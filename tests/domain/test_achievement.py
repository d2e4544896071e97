"""A goal that was reached once stays so.

What stands on an achievement has its rank, however long the chain and in whatever order.
"""

from domain.achievement import is_ranked, pass_on_rank, rank_of, store_receipt
from domain.entities import SPECS
from domain.keys import Key
from domain.receipts import Receipt, Result
from domain.records import Record


def receipt(*bases: str, rank: int = 0, group: str = "status") -> Receipt:
    result = Result(id="", outcome="applied", key=Key(1, 0, 1, 1))
    return Receipt(result=result, bases={group: list(bases)} if bases else {}, rank=rank)


def record(**receipts: Receipt) -> Record:
    return Record(stream=1, record="goal", entity="goal", recent=receipts)


def ranks(of: Record) -> dict[str, int]:
    return {name: found.rank for name in of.recent if (found := of.receipt(name))}


def test_only_a_status_has_a_rank() -> None:
    spec = SPECS["goal"]
    assert [name for name in (*spec.groups, "tags/walk", "life") if is_ranked(spec, name)] == [
        "status"
    ]


def test_a_rank_is_that_of_the_greatest_below_or_of_what_is_written() -> None:
    goal = record(low=receipt(), high=receipt(rank=1))
    assert rank_of(goal, {"low"}, achieved=False) == 0
    assert rank_of(goal, {"low", "high"}, achieved=False) == 1
    assert rank_of(goal, {"low"}, achieved=True) == 1
    assert rank_of(goal, set(), achieved=False) == 0
    assert rank_of(goal, {"never came"}, achieved=False) == 0


def test_an_achievement_that_comes_late_raises_everything_that_stands_on_it() -> None:
    """Through any number of others, in both arms of a fork, and nothing beside it."""
    goal = record(
        b=receipt("a"),
        c=receipt("b"),
        d=receipt("c", "z"),
        e=receipt("b"),
        z=receipt(),
        beside=receipt("z"),
        other=receipt("a", group="words"),
    )
    assert pass_on_rank(goal, "status", "a")
    assert ranks(goal) == {"b": 1, "c": 1, "d": 1, "e": 1, "z": 0, "beside": 0, "other": 0}


def test_what_has_its_rank_already_is_not_raised_again() -> None:
    goal = record(b=receipt("a", rank=1), c=receipt("b"))
    assert not pass_on_rank(goal, "status", "a")
    assert ranks(goal) == {"b": 1, "c": 0}


def test_nothing_stands_on_it_nothing_is_raised() -> None:
    goal = record(b=receipt("z"))
    assert not pass_on_rank(goal, "status", "a")
    assert ranks(goal) == {"b": 0}


def test_what_is_noted_in_the_same_push_counts_too() -> None:
    """After what stands on what was worked out once, and before."""
    goal = record(b=receipt("a"))
    assert not pass_on_rank(goal, "status", "nothing")
    store_receipt(goal, "c", receipt("b"))
    store_receipt(goal, "d", receipt("c"))
    assert pass_on_rank(goal, "status", "a")
    assert ranks(goal) == {"b": 1, "c": 1, "d": 1}


def test_receipts_of_former_pushes_are_raised_too() -> None:
    goal = Record(stream=1, record="goal", entity="goal")
    goal.recall({})
    goal.opened().receipts = {"b": receipt("a"), "c": receipt("b")}
    assert pass_on_rank(goal, "status", "a")
    assert [found.rank for name in ("b", "c") if (found := goal.receipt(name))] == [1, 1]
