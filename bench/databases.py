"""Empty databases to measure on: SQLite files, or PostgreSQL databases that are dropped after."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.fixtures.postgresql import LOCAL, PostgreSQL

ENGINES = ("sqlite", "postgresql")
VARIABLE = "ALONGSIDE_BENCH_POSTGRESQL"
SYNCED = ("fsync", "synchronous_commit")


def postgresql() -> PostgreSQL:
    """Return the server that the tests use."""
    return PostgreSQL(os.environ.get(VARIABLE, LOCAL))


@asynccontextmanager
async def databases_of(engine: str, folder: str, count: int = 1) -> AsyncIterator[list[str]]:
    """Yield the addresses of as many empty databases.

    Refuses a PostgreSQL that does not sync to disk: its figures would be worth nothing.
    """
    if engine == "sqlite":
        yield [f"sqlite:///{folder}/bench{number}.sqlite" for number in range(count)]
        return
    server = postgresql()
    names = [await server.make() for _ in range(count)]
    connection = await asyncpg.connect(server.url)
    assert [await connection.fetchval(f"SHOW {setting}") for setting in SYNCED] == ["on", "on"], (
        "PostgreSQL does not sync to disk"
    )
    await connection.close()
    try:
        yield [server.address(name) for name in names]
    finally:
        for name in names:
            await server.drop(name)
