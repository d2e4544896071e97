"""The database of one deployment: transactions, reading, and the same SQL door on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Protocol

from domain.errors import BadInput
from storage.connection import INNERMOST, Connection, Dialect, Sql, savepoint
from storage.engines.piccolo import ENGINE

__all__ = ["Connection", "Database", "Dialect", "Sql", "open_database"]


class Connections(Protocol):
    """What an engine does. `commit`, `rollback` and `end_reading` give the connection back whatever happens in them."""

    dialect: Dialect

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def begin(self) -> Connection: ...
    async def commit(self, connection: Connection) -> None: ...
    async def rollback(self, connection: Connection) -> None: ...
    async def begin_reading(self) -> Connection: ...
    async def end_reading(self, connection: Connection) -> None: ...


class Database:
    """One per process. Nothing connects before `start`.

    A task that is started inside a transaction is not in it: a transaction belongs to one task.
    """

    def __init__(self, url: str, connections: Connections) -> None:
        self.url = url
        self.dialect = connections.dialect
        self._connections = connections
        self._current: ContextVar[Connection | None] = ContextVar(f"connection to {connections.dialect}", default=None)

    async def start(self) -> None:
        """Opens the connections; Piccolo's queries outside of transactions go to the database started last. Raises `Unavailable`."""
        await self._connections.start()
        ENGINE.started.append(self)

    async def stop(self) -> None:
        """Waits for what is being committed, then closes every connection."""
        if self in ENGINE.started:
            ENGINE.started.remove(self)
        await self._connections.stop()

    def current(self) -> Connection | None:
        """The connection of this task's open transaction or reading."""
        connection = self._current.get()
        return connection if connection is not None and connection.is_mine() else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Writes, durable when the block is left without an error; nested in the same task, a savepoint.

        On SQLite several may share one COMMIT; each still returns only when its own is on disk.
        """
        if (outer := self.current()) is not None:
            async with savepoint(outer):
                yield outer
            return
        connection = await self._connections.begin()
        try:
            with self._entered(connection):
                yield connection
        except BaseException:
            await self._connections.rollback(connection)
            raise
        await self._connections.commit(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Reads: one snapshot on SQLite, one for each statement on PostgreSQL. Inside a transaction, that transaction."""
        if (outer := self.current()) is not None:
            yield outer
            return
        connection = await self._connections.begin_reading()
        try:
            with self._entered(connection):
                yield connection
        finally:
            await self._connections.end_reading(connection)

    @contextmanager
    def _entered(self, connection: Connection) -> Iterator[None]:
        here, last = self._current.set(connection), INNERMOST.set(connection)
        try:
            yield
        finally:
            INNERMOST.reset(last)
            self._current.reset(here)


def open_database(url: str) -> Database:
    """`sqlite:///path/to/file.sqlite` (four slashes for an absolute path) or `postgresql://…`. Raises `BadInput` for any other."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from storage.engines.sqlite import SqliteConnections

        return Database(url, SqliteConnections(rest[1:]))
    if scheme in ("postgresql", "postgres"):
        from storage.engines.postgresql import PostgresqlConnections

        return Database(url, PostgresqlConnections(url))
    raise BadInput("A database is sqlite:///path or postgresql://user@host/name.", where="database_url")
