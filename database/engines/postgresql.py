"""PostgreSQL: one pool for transactions and a read-only one, over asyncpg."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import asyncpg

from database.connection import Connection, Dialect, Sql
from database.engines.postgresql_pool import Pool, Slot
from database.errors import Unavailable, translated, why_unreachable
from domain.errors import NotReady

IDLE_MS = 60_000
"""A transaction that its process has forgotten holds its locks no longer than this."""

Failure = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class PostgresqlConnection(Connection):
    """A connection in one transaction or reading of PostgreSQL."""

    dialect: Dialect = "postgresql"

    def __init__(self, pool: Pool, slot: Slot, *, writes: bool) -> None:
        super().__init__(writes=writes)
        self.pool = pool
        self.slot = slot
        self.raw = slot.raw

    async def rows(self, sql: str | Sql, *args: Any) -> list[tuple[Any, ...]]:
        """Return all rows."""
        return list(map(tuple, await self._do(self.raw.fetch, _text(sql), *args)))

    async def row(self, sql: str | Sql, *args: Any) -> tuple[Any, ...] | None:
        """Return the first row."""
        found = await self._do(self.raw.fetchrow, _text(sql), *args)
        return tuple(found) if found is not None else None

    async def run(self, sql: str | Sql, *args: Any) -> None:
        """Run one statement, or several without placeholders."""
        await self._do(self.raw.execute, _text(sql), *args)

    async def run_many(self, sql: str | Sql, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once for each row."""
        await self._do(self.raw.executemany, _text(sql), rows)

    async def dicts(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows by column."""
        return list(map(dict, await self._do(self.raw.fetch, sql, *args)))

    async def _do(self, call: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
        self.claim()
        try:
            return await call(*args)
        except Failure as error:
            mapped = translated(error)
            if isinstance(mapped, Unavailable):
                self.pool.drop(self.slot)
            raise mapped from None


class PostgresqlConnections:
    """The engine for PostgreSQL: a pool that writes and one that only reads."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._writers: Pool | None = None
        self._readers: Pool | None = None

    async def start(self) -> None:
        """Connect both pools."""
        writers = Pool(self._url, idle_in_transaction_session_timeout=str(IDLE_MS))
        # So that a statement that writes fails here as it does on SQLite.
        readers = Pool(self._url, default_transaction_read_only="on")
        try:
            await writers.start()
            await readers.start()
        except (*Failure, TimeoutError, ValueError) as error:
            await writers.stop()
            raise Unavailable(why_unreachable(error)) from None
        self._writers, self._readers = writers, readers

    async def stop(self) -> None:
        """Close both pools."""
        pools = [pool for pool in (self._writers, self._readers) if pool is not None]
        self._writers = self._readers = None
        for pool in pools:
            await pool.stop()

    async def begin(self) -> Connection:
        """Begin a transaction on a connection of the pool."""
        pool, slot = await _take(self._writers)
        try:
            await slot.raw.execute("BEGIN")
        except BaseException as error:
            pool.drop(slot)
            pool.give(slot)
            if isinstance(error, Failure):
                raise translated(error) from None
            raise
        return PostgresqlConnection(pool, slot, writes=True)

    async def commit(self, connection: Connection) -> None:
        """Commit to the end even when the caller is cancelled, so that `after_commit` happens."""
        connection.close()
        await asyncio.shield(_commit(connection))

    async def rollback(self, connection: Connection) -> None:
        """Roll back."""
        connection.close()
        await asyncio.shield(_rollback(connection))

    async def scrub(self) -> bool:
        """Free the space of former versions, so that it is written over."""
        pool, slot = await _take(self._writers)
        try:
            await slot.raw.execute("VACUUM record")
        except Failure as error:
            raise translated(error) from None
        finally:
            pool.give(slot)
        return True

    async def begin_reading(self) -> Connection:
        """Take a connection that only reads."""
        pool, slot = await _take(self._readers)
        return PostgresqlConnection(pool, slot, writes=False)

    async def end_reading(self, connection: Connection) -> None:
        """Give it back."""
        assert isinstance(connection, PostgresqlConnection)
        connection.close()
        connection.pool.give(connection.slot)


async def _take(pool: Pool | None) -> tuple[Pool, Slot]:
    if pool is None:
        raise NotReady("The database is not open.")
    try:
        return pool, await pool.take()
    except (*Failure, TimeoutError) as error:
        raise Unavailable(why_unreachable(error), retry_after=5) from None


async def _commit(connection: Connection) -> None:
    assert isinstance(connection, PostgresqlConnection)
    try:
        tag = await connection.raw.execute("COMMIT")
    except Failure as error:
        raise translated(error) from None
    finally:
        connection.pool.give(connection.slot)
    if tag != "COMMIT":
        # PostgreSQL says ROLLBACK, and raises nothing, when the error of an earlier statement was
        # swallowed.
        raise RuntimeError(
            "A statement of this transaction had failed, so nothing of it was committed"
        )
    if connection.calls:
        connection.made_durable()
        await asyncio.sleep(0)


async def _rollback(connection: Connection) -> None:
    assert isinstance(connection, PostgresqlConnection)
    try:
        await connection.raw.execute("ROLLBACK")
    except Failure:
        connection.pool.drop(connection.slot)  # the error that led here is the one to tell
    connection.pool.give(connection.slot)


def _text(sql: str | Sql) -> str:
    return sql if isinstance(sql, str) else sql.postgresql
