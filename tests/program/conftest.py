"""A small program with its people, on each engine, and a clock that stands still."""

import itertools
import random
from collections.abc import Callable, Iterator

import pytest

from program.newcomers import add_newcomer
from storage import people
from storage.database import Database
from storage.people.persons import Role
from tests.program.house import NOW, House


@pytest.fixture
def new_id() -> Callable[[], str]:
    count: Iterator[int] = itertools.count(1)
    return lambda: f"00000000-0000-7000-8000-{next(count):012x}"


@pytest.fixture
async def house(database: Database, new_id: Callable[[], str]) -> House:
    async with database.transaction() as connection:
        program = await people.add_program(
            connection, slug="lantern", name="Lantern", time_zone="America/Chicago", languages=["en"], now=NOW
        )
    house = House(database, program, new_id, random.Random(1).randbytes, {})
    staff: dict[str, Role] = {"admin": "admin", "marcus": "peer", "elena": "peer", "ruth": "supervisor", "jo": "curator"}
    for name, role in staff.items():
        house.people[name] = await add_newcomer(database, program, role, name.title(), now=NOW, new_id=new_id)
    return house
