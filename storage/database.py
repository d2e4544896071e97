"""The database of one deployment: transactions, reading, and the same SQL door on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Protocol

from domain.errors import BadInput
from storage.connection import Connection, Dialect, Sql

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
        """Opens the connections and binds Piccolo's tables to this database. Raises `Unavailable`."""
        from storage.engines.piccolo import bind

        await self._connections.start()
        bind(self)

    async def stop(self) -> None:
        """Waits for what is being committed, then closes every connection."""
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
            async with _savepoint(outer):
                yield outer
            return
        connection = await self._connections.begin()
        token = self._current.set(connection)
        try:
            yield connection
        except BaseException:
            self._current.reset(token)
            await self._connections.rollback(connection)
            raise
        self._current.reset(token)
        await self._connections.commit(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Reads: one snapshot on SQLite, one for each statement on PostgreSQL. Inside a transaction, that transaction."""
        if (outer := self.current()) is not None:
            yield outer
            return
        connection = await self._connections.begin_reading()
        token = self._current.set(connection)
        try:
            yield connection
        finally:
            self._current.reset(token)
            await self._connections.end_reading(connection)


@asynccontextmanager
async def _savepoint(connection: Connection) -> AsyncIterator[None]:
    if not connection.writes:
        raise RuntimeError("A transaction cannot begin inside reading()")
    name, calls = f"nested_{connection.depth}", len(connection.calls)
    await connection.run(f"SAVEPOINT {name}")
    connection.depth += 1
    try:
        yield
    except BaseException:
        del connection.calls[calls:]
        await connection.run(f"ROLLBACK TO SAVEPOINT {name}")
        await connection.run(f"RELEASE SAVEPOINT {name}")
        raise
    else:
        await connection.run(f"RELEASE SAVEPOINT {name}")
    finally:
        connection.depth -= 1


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
