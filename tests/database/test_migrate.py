"""Migration: explicit, under a lock, again and again, and nothing is lost on the way.

Security: I4.
"""

import asyncio
import sys
import types
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import import_module

import pytest

from database.database import Connection, Database
from database.migrate import migrate, pending, steps
from database.tables import TABLES
from domain.errors import NotReady
from tests.fixtures.cast import a_program
from tests.fixtures.opening import open_database

ADDED = "9999_added"


class Failed(Exception):
    """What a step raises halfway."""


class Step(types.ModuleType):
    forwards: Callable[[Connection], Awaitable[None]]


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncIterator[Database]:
    database = open_database(empty_database_url)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
def added_step(monkeypatch: pytest.MonkeyPatch) -> Step:
    """One more step than the product has, which adds a column and fills it."""
    module = Step(f"database.migrations.{ADDED}")

    async def forwards(connection: Connection) -> None:
        await connection.run("ALTER TABLE program ADD COLUMN motto text")
        await connection.run("UPDATE program SET motto = name")

    module.forwards = forwards
    monkeypatch.setitem(sys.modules, module.__name__, module)
    known = steps()
    monkeypatch.setattr("database.migrate.steps", lambda: [*known, ADDED])
    return module


async def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.reading() as connection:
        return {
            table._meta.tablename: await connection.rows(
                f"SELECT {', '.join(column._meta.name for column in table._meta.columns)} "
                f"FROM {table._meta.tablename} ORDER BY 1, 2"
            )
            for table in TABLES
        }


async def fill(connection: Connection) -> None:
    """A row in every table, with a value in every column."""
    program = await a_program(connection)
    for table in TABLES:
        columns = [column for column in table._meta.columns if column._meta.name != "id"]
        values = [
            f"{column._meta.name} of {table._meta.tablename}"
            if column.value_type is str
            else program.id
            for column in columns
        ]
        names, places = (
            ", ".join(column._meta.name for column in columns),
            ", ".join(f"${place + 1}" for place in range(len(columns))),
        )
        if table._meta.tablename not in ("deployment", "stream"):
            await connection.run(
                f"INSERT INTO {table._meta.tablename} ({names}) VALUES ({places})", *values
            )


async def test_a_new_database_gets_every_step_and_an_epoch(empty: Database) -> None:
    assert await pending(empty) == steps()
    assert await migrate(empty, epoch="e1", now=7) == steps()
    assert await pending(empty) == []
    async with empty.reading() as connection:
        assert await connection.rows("SELECT id, epoch, created_at FROM deployment") == [
            (1, "e1", 7)
        ]
        assert await connection.rows("SELECT name, applied_at FROM migration ORDER BY name") == [
            (name, 7) for name in steps()
        ]


async def test_a_second_run_changes_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        await fill(connection)
    before = await contents(database)
    assert await migrate(database, epoch="other") == []
    assert await contents(database) == before


async def test_a_further_step_keeps_every_row(database: Database, added_step: Step) -> None:
    async with database.transaction() as connection:
        await fill(connection)
    before = await contents(database)
    assert all(before.values())
    assert await migrate(database) == [ADDED]
    assert await contents(database) == before
    async with database.reading() as connection:
        assert (
            await connection.value("SELECT motto FROM program ORDER BY id LIMIT 1")
            == "Lantern Bridge"
        )


async def test_a_step_that_fails_halfway_leaves_nothing_and_can_be_done_again(
    database: Database, added_step: Step
) -> None:
    whole = added_step.forwards

    async def half(connection: Connection) -> None:
        await whole(connection)
        raise Failed

    added_step.forwards = half
    with pytest.raises(Failed):
        await migrate(database)
    assert await pending(database) == [ADDED]
    added_step.forwards = whole
    assert await migrate(database) == [ADDED]


async def test_any_number_may_migrate_at_once(empty_database_url: str) -> None:
    databases = [open_database(empty_database_url) for _ in range(4)]
    await asyncio.gather(*(database.start() for database in databases))
    done = await asyncio.gather(*(migrate(database) for database in databases))
    assert sorted(name for names in done for name in names) == steps()
    async with databases[0].reading() as connection:
        assert await connection.value("SELECT count(*) FROM deployment") == 1
    await asyncio.gather(*(database.stop() for database in databases))


async def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.run("INSERT INTO migration (name, applied_at) VALUES ('9999_future', 1)")
    with pytest.raises(NotReady, match="9999_future"):
        await migrate(database)
    with pytest.raises(NotReady, match="9999_future"):
        await pending(database)


def test_every_step_goes_forwards_and_is_numbered_in_order() -> None:
    numbers = [int(name[:4]) for name in steps() if name[4] == "_"]
    assert len(set(numbers)) == len(steps()), "two of one number have no order"
    for name in steps():
        assert asyncio.iscoroutinefunction(import_module(f"database.migrations.{name}").forwards)
