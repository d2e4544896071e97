"""SQLite: one connection that writes, lent in order, a few that read, on the event loop.

The loop runs the statements itself because they are shorter than a hop to a thread; only COMMIT,
which waits for the disk, runs in one (docs/decisions/0005-own-engines-under-piccolo.md).
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from database.connection import Connection, Dialect, Sql, numbered
from database.engines.connection_pool import Lending
from database.engines.sqlite_writer import Writer
from database.errors import Unavailable, translated
from domain.errors import NotReady

READERS = 3
OLDEST = (3, 35, 0)
"""The first SQLite with RETURNING."""
BUSY_MS = 5_000
STOP_SECONDS = 10


class SqliteConnection(Connection):
    """A connection in one transaction or reading of SQLite."""

    dialect: Dialect = "sqlite"

    def __init__(self, raw: sqlite3.Connection, writer: Writer | None = None) -> None:
        super().__init__(writes=writer is not None)
        self.raw = raw
        self.writer = writer

    async def rows(self, sql: str | Sql, *args: Any) -> list[tuple[Any, ...]]:
        """Return all rows."""
        return self._execute(_text(sql), args).fetchall()

    async def row(self, sql: str | Sql, *args: Any) -> tuple[Any, ...] | None:
        """Return the first row."""
        found = self._execute(_text(sql), args).fetchall()
        return found[0] if found else None

    async def run(self, sql: str | Sql, *args: Any) -> None:
        """Run one statement."""
        self._execute(_text(sql), args)

    async def run_many(self, sql: str | Sql, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once for each row."""
        self._claim()
        try:
            self.raw.executemany(_text(sql), rows)
        except sqlite3.Error as error:
            raise translated(error) from None

    async def dicts(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows by column."""
        cursor = self._execute(sql, args)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _execute(self, statement: str, args: Sequence[Any]) -> sqlite3.Cursor:
        self._claim()
        try:
            return self.raw.execute(statement, args)
        except sqlite3.Error as error:
            raise translated(error) from None

    def _claim(self) -> None:
        self.claim()
        if not self.raw.in_transaction:
            # A full disk makes SQLite end the transaction by itself; the next statement would
            # commit on its own.
            raise Unavailable("The transaction was lost.", retry_after=5)


class SqliteConnections:
    """The engine for SQLite."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._writer: Writer | None = None
        self._readers: Lending[sqlite3.Connection] = Lending()

    async def start(self) -> None:
        """Open the file, for its owner alone."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise NotReady(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed.")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(
                mode=0o600
            )  # SQLite makes it readable by all; its other two files take the mode of this one
            self._writer = Writer(_open_writer(self._path))
            self._readers = Lending(_open_reader(self._path) for _ in range(READERS))
        except (OSError, sqlite3.Error) as error:
            raise _unopened(error) from error

    async def stop(self) -> None:
        """Close everything, when it is on disk."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        async with asyncio.timeout(STOP_SECONDS):
            for _ in range(READERS):
                (await self._readers.take()).close()
            await writer.close()

    async def begin(self) -> Connection:
        """Begin a transaction, in order of arrival."""
        if (writer := self._writer) is None:
            raise NotReady("The database is not open.")
        await writer.begin()
        return SqliteConnection(writer.raw, writer)

    async def commit(self, connection: Connection) -> None:
        """Commit; several may share one COMMIT."""
        connection.close()
        await _writer_of(connection).commit(connection.made_durable)

    async def rollback(self, connection: Connection) -> None:
        """Roll back."""
        connection.close()
        _writer_of(connection).rollback()

    async def scrub(self) -> bool:
        """Empty the log, in which the former pages of deleted words still stand.

        In the file they are overwritten as it is written (`secure_delete`).
        """
        if (writer := self._writer) is None:
            raise NotReady("The database is not open.")
        return await writer.checkpoint()

    async def begin_reading(self) -> Connection:
        """Begin a reading of one snapshot."""
        if self._writer is None:
            raise NotReady("The database is not open.")
        raw = self._readers.take_idle() or await self._readers.take()
        try:
            raw.execute("BEGIN")
        except sqlite3.Error as error:
            self._readers.give(raw)
            raise translated(error) from None
        return SqliteConnection(raw)

    async def end_reading(self, connection: Connection) -> None:
        """End the reading and give its connection back."""
        assert isinstance(connection, SqliteConnection)
        connection.close()
        try:
            if connection.raw.in_transaction:
                connection.raw.execute("ROLLBACK")
        finally:
            self._readers.give(connection.raw)


def _unopened(error: Exception) -> Exception:
    mapped = translated(error) if isinstance(error, sqlite3.Error) else error
    return (
        mapped
        if isinstance(mapped, NotReady)
        else Unavailable("The database file cannot be opened.")
    )


def _writer_of(connection: Connection) -> Writer:
    assert isinstance(connection, SqliteConnection)
    assert connection.writer is not None
    return connection.writer


def _text(sql: str | Sql) -> str:
    return numbered(sql if isinstance(sql, str) else sql.sqlite)


def _open_writer(path: Path) -> sqlite3.Connection:
    raw = _open(path)
    raw.execute("PRAGMA journal_mode = WAL")
    # With WAL the default (NORMAL) may lose the last commits at a power cut.
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(
        "PRAGMA secure_delete = ON"
    )  # FAST leaves words on pages that fall free; it saved nothing that could be measured
    raw.execute(
        "PRAGMA busy_timeout = 0"
    )  # it waits between attempts, off the loop: `Writer.begin`
    return raw


def _open_reader(path: Path) -> sqlite3.Connection:
    raw = _open(path)
    raw.execute("PRAGMA query_only = ON")
    return raw


def _open(path: Path) -> sqlite3.Connection:
    # detect_types stays 0: the tables hold integers and texts alone, and converters cost more than
    # the queries.
    raw = sqlite3.connect(
        path,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA cache_size = -16384")
    return raw
