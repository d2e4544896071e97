"""What time it is for all processes of a deployment, and whether to believe it when deleting."""

import time
from collections.abc import Callable

from database.connection import Connection, Sql
from database.database import Database
from database.tables import Deployment

Clock = Callable[[], int]
"""Milliseconds since 1970 UTC."""


def system_clock() -> int:
    """Return milliseconds since 1970 UTC, by this machine's clock."""
    return time.time_ns() // 1_000_000


NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
LEAP = 7 * 86_400_000
"""Milliseconds.

Maintenance runs every day; more than this since the last time is likelier a wrong clock than a week
without it.
"""
MARK = Sql(
    sqlite="SELECT clock_mark FROM deployment WHERE id = 1",
    postgresql="SELECT clock_mark FROM deployment WHERE id = 1 FOR NO KEY UPDATE",
)
GO_ON = (
    "UPDATE deployment SET clock_mark = $1 WHERE id = 1 AND (clock_mark IS NULL OR clock_mark < $1)"
)


async def ahead_of(connection: Connection, local: int) -> int:
    """Return how many ms the database's clock is ahead of this process's, which shows `local`.

    A SQLite file has the clock of its process.
    """
    if connection.dialect == "sqlite":
        return 0
    return int(await connection.value(NOW)) - local


async def time_of(database: Database, local: int) -> int:
    """Return the time by the database's clock, by this process's for a file."""
    async with database.reading() as connection:
        return local + await ahead_of(connection, local)


def counted() -> int:
    """Return milliseconds since some instant, counted whatever the clock is set to."""
    return time.monotonic_ns() // 1_000_000


class DatabaseClock:
    """The database's clock as it was last asked, plus what was counted since.

    So no process goes by a wrong clock of its own.
    """

    def __init__(self, local: Clock, count: Clock = counted) -> None:
        self._local = local
        self._count = count
        self._ahead: int | None = None

    def __call__(self) -> int:
        return self._local() if self._ahead is None else self._count() + self._ahead

    async def ask(self, database: Database) -> None:
        """Ask the database what time it is."""
        async with database.reading() as connection:
            self._ahead = await ahead_of(connection, self._count())


def shared_clock(database: Database, local: Clock) -> Clock:
    """Return one clock for all processes of a deployment.

    A SQLite file has one process, and its clock.
    """
    return DatabaseClock(local) if database.dialect == "postgresql" else local


async def may_forget(connection: Connection, now: int) -> bool:
    """Return whether what is too old at `now` may be deleted, and if so remember `now`.

    False after a leap, until `confirm`.
    """
    mark = await connection.value(MARK)
    if mark is not None and now - mark > LEAP:
        return False
    await connection.run(GO_ON, now)
    return True


async def confirm(connection: Connection, now: int) -> None:
    """Record that someone has looked at a clock and finds it right."""
    await connection.query(
        Deployment.update({Deployment.clock_mark: now}).where(Deployment.id == 1)
    )
