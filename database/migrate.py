"""Brings a database to the code's tables: `alongside migrate`, never at start-up.

Steps only add.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

import database.migrations
from database.connection import Connection, Sql
from database.database import Database
from domain.errors import NotReady

LOCK = 0x616C6F6E67
"""Of PostgreSQL's advisory locks, the one held while migrating.

On SQLite the write lock is enough.
"""
MARKS = "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at bigint NOT NULL)"

MARKED = Sql(
    sqlite="SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
    postgresql="""
        SELECT count(*) FROM information_schema.tables
          WHERE table_schema = current_schema AND table_name = 'migration'""",
)


async def migrate(
    database: Database, *, epoch: str | None = None, now: int | None = None
) -> list[str]:
    """Do the steps that are missing, each with its mark in one transaction; return their names.

    Any number of processes may run it at once. A new database gets its `epoch`. `now` is in
    milliseconds. Raises `NotReady` where the database is newer than the code.
    """
    now = time.time_ns() // 1_000_000 if now is None else now
    done = []
    for name in steps():
        async with database.transaction() as connection:
            # Asked inside the transaction and under its lock: another machine may have just done
            # this step.
            if name not in await _applied(connection):
                await _forwards(name)(connection)
                await connection.run(
                    "INSERT INTO migration (name, applied_at) VALUES ($1, $2)", name, now
                )
                done.append(name)
    async with database.transaction() as connection:
        begin = """
            INSERT INTO deployment (id, epoch, created_at, secret) VALUES (1, $1, $2, $3)
              ON CONFLICT DO NOTHING"""
        await connection.run(begin, epoch or secrets.token_hex(8), now, secrets.token_hex(32))
    return done


async def has_begun(database: Database) -> bool:
    """Return whether the database has Alongside's tables.

    Nothing is written into one that may be somebody else's.
    """
    async with database.reading() as connection:
        return bool(await connection.value(MARKED))


async def pending(database: Database) -> list[str]:
    """Return the steps that the database still needs.

    Raises `NotReady` where it is newer than the code.
    """
    if not await has_begun(database):
        return steps()
    async with database.transaction() as connection:
        applied = await _applied(connection)
    return [name for name in steps() if name not in applied]


def steps() -> list[str]:
    """Return the names of all steps, in order."""
    return sorted(module.name for module in iter_modules(database.migrations.__path__))


def _forwards(name: str) -> Callable[[Connection], Awaitable[None]]:
    return cast(
        Callable[[Connection], Awaitable[None]],
        import_module(f"database.migrations.{name}").forwards,
    )


async def _applied(connection: Connection) -> set[str]:
    if connection.dialect == "postgresql":
        await connection.run(f"SELECT pg_advisory_xact_lock({LOCK})")
    await connection.run(MARKS)
    applied = {name for (name,) in await connection.rows("SELECT name FROM migration")}
    if newer := sorted(applied - set(steps())):
        raise NotReady(f"The database is newer than this program: it knows {', '.join(newer)}.")
    return applied
