"""A small program with its people, on each engine, beside another one, and a clock that stands still."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from storage.database import Database
from tests.program.house import House, house_of, lived_in


@pytest.fixture
def new_id() -> Callable[[], str]:
    count: Iterator[int] = itertools.count(1)
    return lambda: f"00000000-0000-7000-8000-{next(count):012x}"


@pytest.fixture
async def house(database: Database, new_id: Callable[[], str]) -> House:
    """The other program is there before it and grows beside it, so that neither is the first of everything."""
    elsewhere = await house_of(database, "quay", new_id)
    house = await house_of(database, "lantern", new_id)
    house.elsewhere = await lived_in(elsewhere)
    return house
