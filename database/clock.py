"""Which time it is for all processes of a deployment, and whether it may be believed where something is deleted for its age."""

import time
from collections.abc import Callable

from database.connection import Connection, Sql
from database.database import Database

Clock = Callable[[], int]
"""Milliseconds since 1970 UTC."""


def system_clock() -> int:
    """Milliseconds since 1970 UTC, by this machine's clock."""
    return time.time_ns() // 1_000_000


NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
LEAP = 7 * 86_400_000
"""Milliseconds. House is kept every day; more than this since the last time is likelier a clock that is wrong than a week without."""
MARK = Sql(
    sqlite="SELECT clock_mark FROM deployment WHERE id = 1",
    postgresql="SELECT clock_mark FROM deployment WHERE id = 1 FOR NO KEY UPDATE",
)
GO_ON = (
    "UPDATE deployment SET clock_mark = $1 WHERE id = 1 AND (clock_mark IS NULL OR clock_mark < $1)"
)
CONFIRM = "UPDATE deployment SET clock_mark = $1 WHERE id = 1"


async def ahead_of(connection: Connection, local: int) -> int:
    """How many milliseconds the database's clock is ahead of this process's, which shows `local`. A file has the clock of its process."""
    if connection.dialect == "sqlite":
        return 0
    return int(await connection.value(NOW)) - local


async def time_of(database: Database, local: int) -> int:
    """The time by the database's clock, by this process's for a file."""
    async with database.reading() as connection:
        return local + await ahead_of(connection, local)


def counted() -> int:
    """Milliseconds that this machine has counted since some instant, whatever its clock is set to."""
    return time.monotonic_ns() // 1_000_000


class DatabaseClock:
    """The database's clock as it was last asked, and what was counted since: no process goes by a clock of its own that is wrong."""

    def __init__(self, local: Clock, count: Clock = counted) -> None:
        self._local = local
        self._count = count
        self._ahead: int | None = None

    def __call__(self) -> int:
        return self._local() if self._ahead is None else self._count() + self._ahead

    async def ask(self, database: Database) -> None:
        async with database.reading() as connection:
            self._ahead = await ahead_of(connection, self._count())


def shared_clock(database: Database, local: Clock) -> Clock:
    """One for all processes of a deployment. A file has one process, and its clock."""
    return DatabaseClock(local) if database.dialect == "postgresql" else local


async def may_forget(connection: Connection, now: int) -> bool:
    """Whether what is too old at `now` may be deleted, and if so notes that it was so late. False after a leap, until `confirm`."""
    mark = await connection.value(MARK)
    if mark is not None and now - mark > LEAP:
        return False
    await connection.run(GO_ON, now)
    return True


async def confirm(connection: Connection, now: int) -> None:
    """Someone has looked at a clock: it is as late as that."""
    await connection.run(CONFIRM, now)
