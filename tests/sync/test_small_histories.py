"""Every history of up to three mutations, against the model.

In every order in which a server can receive it.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from tests.model import sync_model as model
from tests.sync import several_bases
from tests.sync.histories import RECEIVED, Server, expected

FAMILIES = (
    "words",
    "two",
    "remove",
    "remove1",
    "restore",
    "strict",
    "status",
    "multi",
    "kept",
    "set",
    "set0",
)
SEVERAL = {
    "strict": ("p",),
    "set": ("x",),
    "set that was empty": ("y",),
    "words": ("g",),
    "restore": ("g", "life"),
}
"""Groups in which a mutation names several heads."""
OFFERED_AGAIN = {
    "words": 1,
    "strict": 1,
    "set": 1,
    "set0": 1,
    "status": 11,
    "remove1": 7,
    "restore": 9,
    "kept": 3,
    "multi": 43,
}
"""Families, and that every so many of their histories are played."""
EARLY = 2
"""Clocks of three mutations say 1, 2 and 3."""


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("length", [2, 3])
def test_every_admissible_order_ends_as_the_model_says(family: str, length: int) -> None:
    orders = 0
    for history in model.histories(length, family):
        for order in model.orders(history):
            told = model.run(model.REPAIRED, model.GROUPS[family], model.START, order)
            if told is None:
                continue
            orders += 1
            server = Server(model.GROUPS[family])
            for mutation in order:
                assert server.apply(mutation) == "applied"
            names = [mutation.id for mutation in history]
            assert server.outcome(names) == expected(told), (
                model.show(history),
                [mutation.id for mutation in order],
            )
    assert orders >= len(list(model.orders(history)))


@pytest.mark.parametrize(
    ("length", "every"),
    [
        (3, 5),
        pytest.param(3, 1, marks=pytest.mark.soak),
        pytest.param(4, 97, marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize("family", SEVERAL)
@pytest.mark.timeout(3600)
def test_naming_several_heads_ends_as_the_model_says(family: str, length: int, every: int) -> None:
    groups, several = SEVERAL[family], 0
    for history in itertools.islice(
        several_bases.histories(length, groups),
        0,
        None,
        every if family == "restore" or length > 3 else 1,
    ):
        for order in model.orders(history):
            told = model.run(model.REPAIRED, groups, model.START, order)
            if told is None:
                continue
            several += any(len(bases) > 1 for m in order for bases, _ in m.body.values())
            server = Server(groups)
            for mutation in order:
                assert server.apply(mutation) == "applied"
            names = [mutation.id for mutation in history]
            assert server.outcome(names) == expected(told), (
                model.show(history),
                [mutation.id for mutation in order],
            )
    assert several > 100


@pytest.mark.parametrize("family", OFFERED_AGAIN)
def test_what_a_restored_server_is_offered_again_ends_as_before(family: str) -> None:
    """A backup holds the first few.

    The devices offer the rest, each in its own order, with what was answered at first.

    That was when the server's clock stood before some of the devices' clocks, which it no longer
    does.
    """
    groups, restores = model.GROUPS[family], 0
    for history in itertools.islice(model.histories(3, family), 0, None, OFFERED_AGAIN[family]):
        for order in model.orders(history):
            if model.run(model.REPAIRED, groups, model.START, order) is None:
                continue
            former = played(groups, order, EARLY)
            for cut in range(len(order)):
                for rest in model.orders(order[cut:], "reoffer"):
                    restores += 1
                    restored = played(groups, order[:cut], EARLY)
                    restored.received = RECEIVED
                    assert [restored.apply(mutation, former) for mutation in rest] == [
                        "applied"
                    ] * len(rest)
                    names = [mutation.id for mutation in history]
                    assert restored.outcome(names) == former.outcome(names), (
                        model.show(history),
                        cut,
                        [m.id for m in rest],
                    )
                    assert restored.heads() == former.heads(), (
                        model.show(history),
                        cut,
                        [m.id for m in rest],
                    )
    assert restores > 100


def played(groups: Sequence[str], order: list[Any], received: int) -> Server:
    server = Server(groups, received)
    for mutation in order:
        server.apply(mutation)
    return server


@pytest.mark.parametrize("family", ["words", "remove", "restore", "status", "strict", "set"])
def test_any_repetition_equals_one_delivery_and_answers_the_same(family: str) -> None:
    for history in itertools.islice(model.histories(3, family), 0, None, 7):
        for order in itertools.islice(model.orders(history), 3):
            if model.run(model.REPAIRED, model.GROUPS[family], model.START, order) is None:
                continue
            once, twice = Server(model.GROUPS[family]), Server(model.GROUPS[family])
            for mutation in order:
                once.apply(mutation)
                twice.apply(mutation)
                assert twice.apply(mutation) == "duplicate"
            for mutation in order:
                assert twice.apply(mutation) == "duplicate"
            assert once.records == twice.records


def test_an_order_that_starts_late_converges_when_what_it_waited_for_has_come() -> None:
    """A device's own mutations may overtake each other on the way.

    What names an unsent base waits for it.
    """
    seen = 0
    for history in model.histories(3, "words"):
        if len({m.dev for m in history}) > 1 or not all(
            history[i].id in history[i + 1].body["g"][0] for i in range(2)
        ):
            continue
        seen += 1
        straight, crossed = Server("g"), Server("g")
        for mutation in history:
            straight.apply(mutation)
        assert crossed.apply(history[1]) == "deferred"
        for mutation in history:
            crossed.apply(mutation)
        assert crossed.records == straight.records
    assert seen
