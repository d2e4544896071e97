"""A small program with its people, on each engine, and a clock that stands still."""

import itertools
import random
from collections.abc import Callable, Iterator

import pytest

from program.newcomers import add_newcomer
from storage import people
from storage.database import Database
from storage.people.persons import Role
from tests.program.house import NOW, House, found


@pytest.fixture
def new_id() -> Callable[[], str]:
    count: Iterator[int] = itertools.count(1)
    return lambda: f"00000000-0000-7000-8000-{next(count):012x}"


@pytest.fixture
async def house(database: Database, new_id: Callable[[], str]) -> House:
    token_bytes = random.Random(1).randbytes
    founded = await found(database, "lantern", new_id)
    async with database.reading() as connection:
        admin = await people.person(connection, founded.admin.person)
    assert admin
    house = House(database, founded.program, new_id, token_bytes, {"admin": admin})
    staff: dict[str, Role] = {"marcus": "peer", "elena": "peer", "ruth": "supervisor", "jo": "curator"}
    for name, role in staff.items():
        house.people[name] = await add_newcomer(database, founded.program, role, name.title(), now=NOW, new_id=new_id)
    return house
