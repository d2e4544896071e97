"""PostgreSQL's own traps.

Aborted transactions, cancelled statements, killed back ends, an exhausted pool.
"""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest

from database.database import Database
from database.engines import postgresql_pool
from database.engines.postgresql_pool import CONNECTIONS
from database.errors import AlreadyThere, Busy, Unavailable
from domain.errors import NotReady
from tests.fixtures.opening import open_database
from tests.rooms import ROOMS

INSERT = "INSERT INTO attempt (bucket, window_start, tries) VALUES ($1, 0, 1)"
OTHER_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE $1"
)


async def write(database: Database, bucket: str) -> None:
    async with database.transaction() as connection:
        await connection.run(INSERT, bucket)


async def count(database: Database) -> int:
    async with database.reading() as connection:
        return int(await connection.value("SELECT count(*) FROM attempt"))


async def test_a_swallowed_error_is_no_silent_rollback(postgresql_database: Database) -> None:
    with pytest.raises(RuntimeError, match="nothing of it was committed"):
        async with postgresql_database.transaction() as connection:
            await connection.run(INSERT, "a")
            with pytest.raises(AlreadyThere):
                await connection.run(INSERT, "a")
    assert await count(postgresql_database) == 0


async def test_a_statement_cancelled_midway_leaves_no_connection_behind(
    postgresql_database: Database,
) -> None:
    async def sleep() -> None:
        async with postgresql_database.transaction() as connection:
            await connection.run(INSERT, "a")
            await connection.rows("SELECT pg_sleep(30)")

    for _ in range(CONNECTIONS + 2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sleep(), 0.03)
    await write(postgresql_database, "b")
    async with postgresql_database.reading() as connection:
        assert await connection.value(OTHER_SESSIONS, "idle in transaction%") == 0
        assert (
            await connection.value(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' "
                "AND state = 'active'"
            )
            == 0
        )
    assert await count(postgresql_database) == 1


async def test_a_reading_cancelled_midway_leaves_its_connection_usable(
    postgresql_database: Database,
) -> None:
    async def sleep() -> None:
        async with postgresql_database.reading() as connection:
            await connection.rows("SELECT pg_sleep(30)")

    for _ in range(CONNECTIONS + 2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sleep(), 0.02)
        assert await count(postgresql_database) == 0
    assert (
        await asyncio.gather(*(count(postgresql_database) for _ in range(3 * CONNECTIONS)))
        == [0] * 3 * CONNECTIONS
    )


async def test_a_connection_that_lay_idle_for_long_is_opened_anew(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def back_end() -> int:
        async with postgresql_database.transaction() as connection:
            return int(await connection.value("SELECT pg_backend_pid()"))

    first = await back_end()
    assert await back_end() == first
    monkeypatch.setattr(postgresql_pool, "IDLE_SECONDS", 0)
    assert await back_end() != first


async def test_a_killed_back_end_is_an_error_once(postgresql_database: Database) -> None:
    async def kill(pid: int) -> None:
        async with postgresql_database.transaction() as connection:
            await connection.run("SELECT pg_terminate_backend($1)", pid)

    for _ in range(CONNECTIONS + 2):
        with pytest.raises(Unavailable):
            async with postgresql_database.transaction() as connection:
                await connection.run(INSERT, "a")
                await asyncio.create_task(kill(await connection.value("SELECT pg_backend_pid()")))
                await connection.rows(
                    "SELECT pg_sleep(30)"
                )  # whether it was told already or is told now
        assert not connection.is_mine()
    await write(postgresql_database, "c")
    assert await count(postgresql_database) == 1


async def test_back_ends_killed_while_idle_are_replaced(postgresql_database: Database) -> None:
    await asyncio.gather(*(count(postgresql_database) for _ in range(CONNECTIONS)))
    async with postgresql_database.transaction() as connection:
        await connection.run(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND application_name = 'alongside'"""
        )
    await asyncio.sleep(0.1)
    assert (
        await asyncio.gather(*(count(postgresql_database) for _ in range(CONNECTIONS)))
        == [0] * CONNECTIONS
    )


async def test_a_deadlock_is_busy_for_one_and_nothing_for_the_other(
    postgresql_database: Database,
) -> None:
    await write(postgresql_database, "a")
    await write(postgresql_database, "b")
    both = asyncio.Barrier(2)

    async def cross(first: str, second: str) -> None:
        async with postgresql_database.transaction() as connection:
            await connection.run("SET LOCAL deadlock_timeout = '20ms'")
            await connection.run("UPDATE attempt SET tries = tries + 1 WHERE bucket = $1", first)
            await both.wait()
            await connection.run("UPDATE attempt SET tries = tries + 1 WHERE bucket = $1", second)

    outcomes = await asyncio.gather(cross("a", "b"), cross("b", "a"), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Busy", "NoneType"]


async def test_an_exhausted_pool_is_busy_after_a_while(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "WAIT_SECONDS", 0.05)
    released = asyncio.Event()

    async def hold() -> None:
        async with postgresql_database.transaction():
            await released.wait()

    holding = [asyncio.create_task(hold()) for _ in range(CONNECTIONS)]
    await asyncio.sleep(0.2)
    with pytest.raises(Busy):
        await write(postgresql_database, "a")
    released.set()
    await asyncio.gather(*holding)
    await write(postgresql_database, "a")


async def test_commits_are_synchronous_and_times_are_utc(postgresql_database: Database) -> None:
    async with postgresql_database.transaction() as connection:
        assert await connection.value("SHOW synchronous_commit") == "on"
        assert await connection.value("SHOW timezone") == "UTC"


def test_no_statement_leaves_anything_on_a_session() -> None:
    """Connections go back to the pool without a reset, so nothing may need one."""
    lasting = re.compile(
        r"""["'\s](SET (?!LOCAL|TRANSACTION)\w+ (=|TO) |LISTEN |PREPARE |DECLARE """
        r"""|pg_(try_)?advisory_lock)"""
    )
    statements = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"')
    for package in ROOMS:
        for path in Path(package).rglob("*.py"):
            for text in statements.findall(path.read_text()):
                assert "UPDATE" in text or not lasting.search(text), f"{path}: {text}"


async def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(Unavailable):
        await open_database("postgresql://nobody@127.0.0.1:1/none").start()


async def test_a_stopped_database_takes_nothing(postgresql_database: Database) -> None:
    await postgresql_database.stop()
    with pytest.raises(NotReady):
        await write(postgresql_database, "a")
    with pytest.raises(NotReady):
        await count(postgresql_database)


async def test_errors_do_not_repeat_what_was_written(postgresql_database: Database) -> None:
    await write(postgresql_database, "words of a person")
    with pytest.raises(AlreadyThere) as caught:
        await write(postgresql_database, "words of a person")
    assert "words" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert not isinstance(caught.value, asyncpg.PostgresError)
