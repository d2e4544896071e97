"""What a transaction promises on both engines.

Each trap of the stock engines is a test of its own.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from database.database import Connection, Database, Sql
from database.errors import AlreadyThere, Unavailable

READ_FOR_UPDATE = Sql(
    sqlite="SELECT tally FROM thing WHERE id = 1",
    postgresql="SELECT tally FROM thing WHERE id = 1 FOR UPDATE",
)
BROKEN_REFERENCE = (sqlite3.IntegrityError, asyncpg.ForeignKeyViolationError)


class Stop(Exception):
    """What a block under test raises."""


@pytest.fixture
async def things(database: Database) -> AsyncIterator[Database]:
    """A database with a table to write to, and one of deferred references.

    A broken one of those is found only by COMMIT.
    """
    async with database.transaction() as connection:
        await connection.run(
            "CREATE TABLE thing (id bigint PRIMARY KEY, tally bigint NOT NULL DEFAULT 0)"
        )
        await connection.run(
            "CREATE TABLE part (id bigint, thing bigint REFERENCES thing (id) DEFERRABLE "
            "INITIALLY DEFERRED)"
        )
    yield database
    async with database.reading():
        pass


async def insert(connection: Connection, id_: int) -> None:
    await connection.run("INSERT INTO thing (id) VALUES ($1)", id_)


async def ids(database: Database) -> list[int]:
    async with database.reading() as connection:
        return [id_ for (id_,) in await connection.rows("SELECT id FROM thing ORDER BY id")]


async def test_statements_answer_with_plain_tuples(things: Database) -> None:
    async with things.transaction() as connection:
        await connection.run_many(
            "INSERT INTO thing (id, tally) VALUES ($1, $2)", [(1, 10), (2, 20)]
        )
        assert await connection.rows("SELECT id, tally FROM thing ORDER BY id") == [
            (1, 10),
            (2, 20),
        ]
        assert await connection.row(
            "SELECT tally FROM thing WHERE id = $2 AND tally > $1", 5, 2
        ) == (20,)
        assert await connection.row("SELECT tally FROM thing WHERE id = $1", 3) is None
        assert await connection.value("SELECT tally FROM thing WHERE id = $1", 1) == 10
        assert await connection.value("SELECT tally FROM thing WHERE id = $1", 3) is None
        assert type((await connection.rows("SELECT id FROM thing"))[0]) is tuple


async def test_what_raises_is_rolled_back(things: Database) -> None:
    with pytest.raises(Stop):
        async with things.transaction() as connection:
            await insert(connection, 1)
            raise Stop
    assert await ids(things) == []


async def test_a_savepoint_that_raises_takes_its_own_rows_back_and_no_others(
    things: Database,
) -> None:
    async with things.transaction() as connection:
        await insert(connection, 1)
        with pytest.raises(Stop):
            async with connection.savepoint():
                await insert(connection, 2)
                async with connection.savepoint():
                    await insert(connection, 3)
                raise Stop
        await insert(connection, 4)
    assert await ids(things) == [1, 4]


async def test_a_statement_that_fails_in_a_savepoint_leaves_the_transaction_usable(
    things: Database,
) -> None:
    async with things.transaction() as connection:
        await insert(connection, 1)
        with pytest.raises(AlreadyThere):
            async with connection.savepoint():
                await insert(connection, 1)
        await insert(connection, 2)
    assert await ids(things) == [1, 2]


async def test_a_failed_commit_gives_the_connection_back_and_says_so(things: Database) -> None:
    for _ in range(20):
        with pytest.raises(BROKEN_REFERENCE):
            async with things.transaction() as connection:
                await insert(connection, 1)
                await connection.run("INSERT INTO part (id, thing) VALUES (1, 99)")
        assert not connection.is_mine()
    assert await ids(things) == []
    with pytest.raises(Stop):
        async with things.transaction() as connection:
            await insert(connection, 2)
            raise Stop
    assert await ids(things) == []


async def test_concurrent_reading_then_writing_loses_nothing(things: Database) -> None:
    async with things.transaction() as connection:
        await insert(connection, 1)

    async def add_one() -> None:
        async with things.transaction() as connection:
            tally = await connection.value(READ_FOR_UPDATE)
            await asyncio.sleep(0)
            await connection.run("UPDATE thing SET tally = $1 WHERE id = 1", tally + 1)

    await asyncio.gather(*(add_one() for _ in range(50)))
    async with things.reading() as connection:
        assert await connection.value("SELECT tally FROM thing") == 50


async def test_one_that_fails_takes_none_of_its_neighbours_along(things: Database) -> None:
    async def write(id_: int) -> None:
        async with things.transaction() as connection:
            await insert(connection, id_)
            await asyncio.sleep(0)
            if id_ % 3 == 0:
                raise Stop

    outcomes = await asyncio.gather(*(write(id_) for id_ in range(40)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        Stop if id_ % 3 == 0 else type(None) for id_ in range(40)
    ]
    assert await ids(things) == [id_ for id_ in range(40) if id_ % 3]


async def test_a_task_started_in_a_transaction_is_not_in_it(things: Database) -> None:
    async def use(connection: Connection) -> None:
        await insert(connection, 1)

    async def is_mine(connection: Connection) -> bool:
        return connection.is_mine()

    async with things.transaction() as connection:
        assert connection.is_mine()
        assert not await asyncio.create_task(is_mine(connection))
        with pytest.raises(RuntimeError, match="belongs to the task"):
            await asyncio.create_task(use(connection))
    assert await ids(things) == []


async def test_a_connection_takes_nothing_after_its_transaction(things: Database) -> None:
    async with things.transaction() as connection:
        pass
    with pytest.raises(RuntimeError, match="belongs to the task"):
        await insert(connection, 1)


async def test_reading_cannot_write(things: Database) -> None:
    with pytest.raises((Unavailable, asyncpg.ReadOnlySQLTransactionError)):
        async with things.reading() as connection:
            await insert(connection, 1)
    with pytest.raises(RuntimeError, match="no savepoints"):
        async with things.reading() as connection, connection.savepoint():
            pass
    assert await ids(things) == []


async def test_a_transaction_sees_its_rows_and_another_task_does_not(things: Database) -> None:
    async with things.transaction() as connection:
        await insert(connection, 1)
        assert await connection.rows("SELECT id FROM thing") == [(1,)]
        assert await asyncio.create_task(ids(things)) == []


@pytest.mark.parametrize("outer", ["transaction", "reading"])
@pytest.mark.parametrize("inner", ["transaction", "reading"])
async def test_a_task_has_one_open_and_another_one_is_an_error_at_once(
    things: Database, outer: str, inner: str
) -> None:
    """On SQLite a second transaction would wait for the first for ever."""
    async with getattr(things, outer)() as connection:
        with pytest.raises(RuntimeError, match="pass its connection on"):
            async with getattr(things, inner)():
                pass
        assert connection.is_mine()
    async with getattr(things, inner)():
        pass


async def test_two_databases_may_be_open_in_one_task(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    async with sqlite_database.transaction() as one, postgresql_database.reading() as other:
        assert (await one.value("SELECT 1"), await other.value("SELECT 1")) == (1, 1)


async def test_calls_after_commit_come_once_it_is_durable_and_only_then(things: Database) -> None:
    called: list[object] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: called.append((name, connection.is_mine()))

    async with things.transaction() as connection:
        connection.after_commit(note("outer"))
        with pytest.raises(Stop):
            async with connection.savepoint():
                connection.after_commit(note("undone"))
                raise Stop
        async with connection.savepoint():
            connection.after_commit(note("inner"))
        assert called == []
    assert called == [("outer", False), ("inner", False)]
    with pytest.raises(Stop):
        async with things.transaction() as connection:
            connection.after_commit(note("rolled back"))
            raise Stop
    assert len(called) == 2


async def test_a_cancelled_transaction_is_rolled_back_and_gives_its_connection_back(
    things: Database,
) -> None:
    async def hang() -> None:
        async with things.transaction() as connection:
            await insert(connection, 1)
            await asyncio.Event().wait()

    for _ in range(20):
        task = asyncio.create_task(hang())
        await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with things.transaction() as connection:
        await insert(connection, 1)
    assert await ids(things) == [1]


async def test_cancelling_at_any_moment_leaves_the_database_usable_and_every_answer_true(
    things: Database,
) -> None:
    written: set[int] = set()

    async def write(id_: int) -> None:
        async with things.transaction() as connection:
            await insert(connection, id_)
        written.add(id_)

    for round_ in range(30):
        tasks = [asyncio.create_task(write(round_ * 10 + place)) for place in range(10)]
        for _ in range(round_):
            await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with things.transaction() as connection:
        await insert(connection, 1_000)
    assert written <= set(await ids(things))
    assert {id_ for id_ in range(300) if id_ % 2} <= written
