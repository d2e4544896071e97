"""SQLite's own promises: durable, in order, never waiting on the loop."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from database.database import Database
from database.engines import sqlite_writer
from database.engines.sqlite import SqliteConnections
from database.engines.sqlite_writer import SHARED
from database.errors import Busy, Unavailable
from domain.errors import BadInput, NotReady
from tests.fixtures.opening import open_database

INSERT = "INSERT INTO attempt (bucket, window_start, tries) VALUES ($1, 0, 1)"


def writer_of(database: Database) -> sqlite_writer.Writer:
    assert isinstance(database._connections, SqliteConnections)
    assert database._connections._writer is not None
    return database._connections._writer


class Watched:
    """The writing connection, with its COMMITs counted, and made to fail on demand."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self.commits = 0
        self.failing = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)

    def execute(self, statement: str, args: Any = ()) -> sqlite3.Cursor:
        if statement == "COMMIT":
            self.commits += 1
            if self.failing:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
        return self.raw.execute(statement, args)


@pytest.fixture
def watched(sqlite_database: Database) -> Watched:
    writer = writer_of(sqlite_database)
    watched = Watched(writer.raw)
    writer.raw = watched  # type: ignore[assignment]
    return watched


async def write(database: Database, bucket: str) -> str:
    async with database.transaction() as connection:
        await connection.run(INSERT, bucket)
    return bucket


async def buckets(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [
            bucket
            for (bucket,) in await connection.rows("SELECT bucket FROM attempt ORDER BY rowid")
        ]


async def test_the_pragmas_are_really_set(sqlite_database: Database) -> None:
    async def pragma(name: str) -> tuple[Any, Any]:
        async with sqlite_database.transaction() as connection:
            written = await connection.value(f"PRAGMA {name}")
        async with sqlite_database.reading() as connection:
            return written, await connection.value(f"PRAGMA {name}")

    assert await pragma("journal_mode") == ("wal", "wal")
    assert (await pragma("synchronous"))[0] == 2  # FULL
    assert await pragma("foreign_keys") == (1, 1)
    assert await pragma("query_only") == (0, 1)
    assert await pragma("busy_timeout") == (0, 5_000)


async def test_writers_are_served_in_the_order_in_which_they_came(
    sqlite_database: Database,
) -> None:
    names = [f"{number:03}" for number in range(50)]
    await asyncio.gather(*(write(sqlite_database, name) for name in names))
    assert await buckets(sqlite_database) == names


async def test_a_turn_given_to_one_who_is_cancelled_goes_to_the_next(
    sqlite_database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with sqlite_database.transaction():
            given, after = [
                asyncio.create_task(write(sqlite_database, name)) for name in ("given", "after")
            ]
            await asyncio.sleep(0)
            _ = 1 / 0
    given.cancel()  # its turn was given by the rollback, and it has not run since
    with pytest.raises(asyncio.CancelledError):
        await given
    assert await asyncio.wait_for(after, 5) == "after"
    assert await buckets(sqlite_database) == ["after"]


async def test_those_who_wait_share_a_commit(sqlite_database: Database, watched: Watched) -> None:
    await asyncio.gather(*(write(sqlite_database, str(number)) for number in range(1 + 2 * SHARED)))
    assert watched.commits == 3, "the first found nobody waiting"
    assert len(await buckets(sqlite_database)) == 1 + 2 * SHARED


async def test_a_commit_that_fails_fails_everyone_who_shared_it(
    sqlite_database: Database, watched: Watched
) -> None:
    watched.failing = True
    outcomes = await asyncio.gather(
        *(write(sqlite_database, str(number)) for number in range(5)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 5
    watched.failing = False
    assert await write(sqlite_database, "later") == "later"
    assert await buckets(sqlite_database) == ["later"]


async def test_a_transaction_that_sqlite_ended_by_itself_commits_nothing_and_tells_everyone(
    sqlite_database: Database,
) -> None:
    async def lose() -> None:
        async with sqlite_database.transaction() as connection:
            await connection.run(INSERT, "lost")
            writer_of(sqlite_database).raw.execute("ROLLBACK")
            with pytest.raises(Unavailable):
                await connection.run(INSERT, "alone, it would commit at once")

    first, before, lost, after = await asyncio.gather(
        write(sqlite_database, "first"),
        write(sqlite_database, "before"),
        lose(),
        write(sqlite_database, "after"),
        return_exceptions=True,
    )
    assert (first, after) == ("first", "after")
    assert isinstance(before, Unavailable), "it shared the commit that was lost"
    assert isinstance(lost, Unavailable)
    assert await buckets(sqlite_database) == ["first", "after"]


async def test_a_full_disk_is_an_error_and_the_next_write_is_sound(
    sqlite_database: Database,
) -> None:
    async def fill(connection: Any) -> None:
        for number in range(1_000):
            await connection.run(INSERT, f"{number}" * 1_000)

    raw = writer_of(sqlite_database).raw
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(Unavailable):
        async with sqlite_database.transaction() as connection:
            await fill(connection)
    raw.execute("PRAGMA max_page_count = 1000000")
    await write(sqlite_database, "small")
    assert await buckets(sqlite_database) == ["small"]


async def test_a_begin_that_fails_leaves_no_thread_and_no_turn_behind(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "BUSY_SECONDS", 0.02)
    await write(sqlite_database, "first")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    threads = threading.active_count()
    outcomes = await asyncio.gather(
        *(write(sqlite_database, str(number)) for number in range(5)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [Busy] * 5
    assert threading.active_count() == threads
    other.execute("ROLLBACK")
    other.close()
    assert await write(sqlite_database, "second") == "second"


async def test_the_loop_goes_on_while_another_process_writes(
    sqlite_database: Database, sqlite_url: str
) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(write(sqlite_database, "waited"))
    for _ in range(10):
        await asyncio.sleep(0.005)
        assert await buckets(sqlite_database) == []
    other.execute("ROLLBACK")
    other.close()
    assert await waiting == "waited"


async def test_the_loop_goes_on_while_the_disk_syncs(sqlite_database: Database) -> None:
    writer = writer_of(sqlite_database)
    syncing, go_on = threading.Event(), threading.Event()

    class Slow(Watched):
        def execute(self, statement: str, args: Any = ()) -> sqlite3.Cursor:
            if statement == "COMMIT":
                syncing.set()
                go_on.wait(5)
            return super().execute(statement, args)

    writer.raw = Slow(writer.raw)  # type: ignore[assignment]
    waiting = asyncio.create_task(write(sqlite_database, "slow"))
    await asyncio.to_thread(syncing.wait, 5)
    assert await buckets(sqlite_database) == []
    assert not waiting.done()
    go_on.set()
    assert await waiting == "slow"
    assert await buckets(sqlite_database) == ["slow"]


async def test_reading_is_one_snapshot(sqlite_database: Database) -> None:
    async with sqlite_database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM attempt") == 0
        await asyncio.create_task(write(sqlite_database, "meanwhile"))
        assert await connection.value("SELECT count(*) FROM attempt") == 0
    assert await buckets(sqlite_database) == ["meanwhile"]


async def test_more_readers_than_connections_take_turns(sqlite_database: Database) -> None:
    async def read() -> int:
        async with sqlite_database.reading() as connection:
            await asyncio.sleep(0.001)
            return int(await connection.value("SELECT 7"))

    assert await asyncio.gather(*(read() for _ in range(20))) == [7] * 20


async def test_stopping_waits_for_what_is_being_committed(
    sqlite_database: Database, sqlite_url: str
) -> None:
    writing = [asyncio.create_task(write(sqlite_database, str(number))) for number in range(5)]
    await asyncio.sleep(0)
    await sqlite_database.stop()
    assert await asyncio.gather(*writing) == ["0", "1", "2", "3", "4"]
    with pytest.raises(NotReady):
        await write(sqlite_database, "too late")
    with pytest.raises(NotReady):
        await buckets(sqlite_database)


async def test_a_database_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unavailable):
        await open_database(f"sqlite:///{tmp_path}/file/alongside.sqlite").start()
    (tmp_path / "text.sqlite").write_text(
        "not a database, though it is long enough to look like one at first" * 20
    )
    with pytest.raises(Unavailable):
        await open_database(f"sqlite:///{tmp_path}/text.sqlite").start()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "mysql://localhost/x", "alongside.sqlite", ""]
)
def test_an_address_that_is_neither_engine_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        open_database(url)
