"""PostgreSQL: a pool for transactions and a read-only pool, over asyncpg.

Connections go back without asyncpg's reset query, a round trip each time. Nothing is left on them to reset: every statement
goes through `Connection`, and the product's SQL sets nothing for a session (no SET without LOCAL, no session lock, no LISTEN).
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import asyncpg

from domain.errors import NotReady
from storage.connection import Connection, Dialect, Sql
from storage.errors import Busy, Unavailable, translated

CONNECTIONS = 8
"""In each pool. More brought nothing on two cores."""
CONNECT_SECONDS = 10
WAIT_SECONDS = 30
STOP_SECONDS = 10
IDLE_MS = 60_000
"""A transaction that its process has forgotten holds its locks no longer than this."""

Failure = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class PostgresqlConnection(Connection):
    dialect: Dialect = "postgresql"

    def __init__(self, pool: Any, raw: Any, *, writes: bool) -> None:
        super().__init__(writes=writes)
        self.pool = pool
        self.raw = raw

    async def rows(self, sql: str | Sql, *args: Any) -> list[tuple[Any, ...]]:
        return list(map(tuple, await self._do(self.raw.fetch, _text(sql), *args)))

    async def row(self, sql: str | Sql, *args: Any) -> tuple[Any, ...] | None:
        found = await self._do(self.raw.fetchrow, _text(sql), *args)
        return tuple(found) if found is not None else None

    async def run(self, sql: str | Sql, *args: Any) -> None:
        await self._do(self.raw.execute, _text(sql), *args)

    async def run_many(self, sql: str | Sql, rows: Sequence[tuple[Any, ...]]) -> None:
        await self._do(self.raw.executemany, _text(sql), rows)

    async def dicts(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        return list(map(dict, await self._do(self.raw.fetch, sql, *args)))

    async def _do(self, call: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
        self.claim()
        try:
            return await call(*args)
        except Failure as error:
            raise translated(error) from None


class PostgresqlConnections:
    dialect: Dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._writers: Any = None
        self._readers: Any = None

    async def start(self) -> None:
        try:
            self._writers = await self._pool(idle_in_transaction_session_timeout=str(IDLE_MS))
            self._readers = await self._pool(default_transaction_read_only="on")
        except (*Failure, TimeoutError) as error:
            raise Unavailable("PostgreSQL cannot be reached.") from error

    async def stop(self) -> None:
        pools = [pool for pool in (self._writers, self._readers) if pool is not None]
        self._writers = self._readers = None
        async with asyncio.timeout(STOP_SECONDS):
            for pool in pools:
                await pool.close()

    async def begin(self) -> Connection:
        pool = self._writers
        raw = await _acquire(pool)
        try:
            await raw.execute("BEGIN")
        except BaseException as error:
            await pool.release(raw)
            if isinstance(error, Failure):
                raise translated(error) from None
            raise
        return PostgresqlConnection(pool, raw, writes=True)

    async def commit(self, connection: Connection) -> None:
        """Goes on to its end when the caller is cancelled, so that what waits for the commit is told of it."""
        connection.close()
        await asyncio.shield(_commit(connection))

    async def rollback(self, connection: Connection) -> None:
        connection.close()
        await asyncio.shield(_rollback(connection))

    async def begin_reading(self) -> Connection:
        return PostgresqlConnection(self._readers, await _acquire(self._readers), writes=False)

    async def end_reading(self, connection: Connection) -> None:
        assert isinstance(connection, PostgresqlConnection)
        connection.close()
        await connection.pool.release(connection.raw)

    async def _pool(self, **settings: str) -> Any:
        return await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            reset=_nothing_to_reset,
            statement_cache_size=512,
            server_settings={"application_name": "alongside", "synchronous_commit": "on", "timezone": "UTC", "jit": "off", **settings},
        )


async def _nothing_to_reset(_: Any) -> None:
    """See the module: a connection goes back as it came."""


async def _acquire(pool: Any) -> Any:
    if pool is None:
        raise NotReady("The database is not open.")
    try:
        return await pool.acquire(timeout=WAIT_SECONDS)
    except TimeoutError:
        raise Busy("Every connection to the database is in use.", retry_after=1) from None
    except Failure as error:
        raise translated(error) from None


async def _commit(connection: Connection) -> None:
    assert isinstance(connection, PostgresqlConnection)
    try:
        tag = await connection.raw.execute("COMMIT")
    except Failure as error:
        raise translated(error) from None
    finally:
        await connection.pool.release(connection.raw)
    if tag != "COMMIT":
        # PostgreSQL says ROLLBACK, and raises nothing, when the error of an earlier statement was swallowed.
        raise RuntimeError("A statement of this transaction had failed, so nothing of it was committed")
    connection.made_durable()
    await asyncio.sleep(0)


async def _rollback(connection: Connection) -> None:
    assert isinstance(connection, PostgresqlConnection)
    try:
        await connection.raw.execute("ROLLBACK")
    except Failure:
        # The error that led here is the one to tell. A connection that was lost is gone from its pool already.
        with suppress(asyncpg.InterfaceError):
            connection.raw.terminate()
    finally:
        await connection.pool.release(connection.raw)


def _text(sql: str | Sql) -> str:
    return sql if isinstance(sql, str) else sql.postgresql
