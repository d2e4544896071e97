"""Every history of up to three mutations, in every order in which a server can receive it, against the model."""

import itertools

import pytest

from tests.model import sync_model as model
from tests.sync.histories import Server, expected

FAMILIES = ("words", "two", "remove", "remove1", "restore", "strict", "status", "multi", "kept")


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
            assert server.outcome(names) == expected(told), (model.show(history), [mutation.id for mutation in order])
    assert orders >= len(list(model.orders(history)))


@pytest.mark.parametrize("family", ["words", "remove", "restore", "status", "strict"])
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
    """A device's own mutations may overtake each other on the way: what names an unsent base waits for it."""
    seen = 0
    for history in model.histories(3, "words"):
        if len({m.dev for m in history}) > 1 or not all(history[i].id in history[i + 1].body["g"][0] for i in range(2)):
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
