"""What a serving process does beside its requests.

It replays the ledger, sets its clock, deletes daily what is too old, scrubs the file after an
erase, and copies a newly chosen name to where others read it.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from api.ids import new_id
from api.logs import error_trace
from api.problems import FAULTS
from database.clock import Clock, DatabaseClock, may_forget
from database.database import Database
from domain.errors import AlongsideError
from library.healing import repair_zones
from program.following_names import follow_names
from recovery.erased_elsewhere import erase_refusals_of_erased
from recovery.retention import apply_retention
from recovery.startup_recovery import catch_up, write_alive_mark

FIRST_SECONDS = 60.0
"""After the start, so that a restart is not slowed."""
DAILY_SECONDS = 86_400.0
SETTLE_SECONDS = 1.0
"""After an erase: others that come along with it need no scrubbing of their own."""
BUSY_SECONDS = 0.1
SCRUBS = 50
"""A reader is done within a second. After so many tries the next erase or the next day scrubs."""

AGAIN_SECONDS = 15.0
"""After names could not follow."""

SET_SECONDS = 60.0
OLD_COPY = (
    "the database was older than its ledger, an old copy: "
    "what the ledger says was done again, under a new epoch"
)
LEAPT = (
    "by the clock more than 7 days have passed since house was kept: "
    "nothing is deleted until `alongside confirm-clock`"
)

log = logging.getLogger("alongside.keeping")


@asynccontextmanager
async def maintained(database: Database, clock: Clock) -> AsyncIterator[None]:
    """Run the maintenance loops around whatever serves.

    Raises NotReady where the ledger is missing or of another deployment, before anyone is served.
    """
    if isinstance(clock, DatabaseClock):
        await clock.ask(database)
    await recover_from_ledger(database, clock())
    works = (
        _daily(DailyMaintenance(database, clock)),
        _scrubbing(database, clock),
        _naming(database, clock),
        _setting(clock, database),
    )
    loops = [asyncio.create_task(work) for work in works]
    # An erase whose scrub was cut off by a stop is scrubbed now.
    database.ledger.erased.set()
    try:
        yield
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        FAULTS.say_all()
        await _try(_marked, database)


async def recover_from_ledger(database: Database, now: int) -> None:
    """Replay the ledger before anyone is served; log where the database was an old copy.

    Raises NotReady as `catch_up`.
    """
    if await catch_up(database, epoch=secrets.token_hex(8), now=now):
        log.warning(OLD_COPY)


async def scrub(database: Database) -> bool:
    """Overwrite what was erased in SQLite's files; return False where a reader was in the way."""
    for _ in range(SCRUBS):
        if await database.scrub():
            return True
        await asyncio.sleep(BUSY_SECONDS)
    return False


class DailyMaintenance:
    """The daily maintenance.

    Nothing is deleted after a leap of the clock; that is logged once.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._told = False

    async def keep(self) -> None:
        """Do one daily round."""
        now = self._clock()
        async with self._database.transaction() as connection:
            # A clock that jumped ahead would make everything look too old: nobody could undo that
            # deletion.
            is_sound = await may_forget(connection, now)
        if is_sound:
            kept = await apply_retention(self._database, now=now)
            log.info(
                "kept house: %d emptied, %d let go, %d refused",
                kept.emptied,
                kept.let_go,
                kept.refused,
            )
        elif not self._told:
            log.error(LEAPT)
        self._told = not is_sound
        # Each by itself: one that fails must not keep the others from their day.
        await _try(_heal, self._database, now)
        await _try(_follow_erase, self._database, self._clock)
        await _try(_follow_names, self._database, self._clock)
        await _marked(self._database)
        await scrub(self._database)


async def _heal(database: Database, now: int) -> None:
    for healed in await repair_zones(database, now=now, new_id=new_id):
        log.warning(
            "the library of program %d: %d entries of a time zone that is none are of %s now",
            *healed,
        )


async def _daily(household: DailyMaintenance) -> None:
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        await _try(household.keep)
        await asyncio.sleep(DAILY_SECONDS)


async def _setting(clock: Clock, database: Database) -> None:
    """Set the clock every minute: a machine's seconds drift, and one that slept counts none."""
    while isinstance(clock, DatabaseClock):
        await asyncio.sleep(SET_SECONDS)
        await _try(clock.ask, database)


async def _scrubbing(database: Database, clock: Clock) -> None:
    while True:
        await database.ledger.erased.wait()
        # Cleared before it is followed: the next erase, at any moment, sets it again.
        database.ledger.erased.clear()
        await _try(_follow_erase, database, clock)
        await asyncio.sleep(SETTLE_SECONDS)
        await _try(scrub, database)


async def _follow_erase(database: Database, clock: Clock) -> None:
    await erase_refusals_of_erased(database, now=clock())


async def _naming(database: Database, clock: Clock) -> None:
    """Copy chosen names for ever; first everyone's, as one may have been missed earlier."""
    people: set[int] | None = None
    while True:
        if await _try(_follow_names, database, clock, people):
            people = await database.renamed.wait()
        else:
            await asyncio.sleep(AGAIN_SECONDS)


async def _follow_names(database: Database, clock: Clock, people: set[int] | None = None) -> None:
    await follow_names(database, now=clock(), people=people)


async def _marked(database: Database) -> None:
    async with database.transaction() as connection:
        await write_alive_mark(connection)


async def _try(work: Callable[..., Awaitable[object]], *args: object) -> bool:
    """Return whether the work was done.

    A database that does not answer now is asked again the next time, and a bug of ours ends no
    round: the server goes on.
    """
    try:
        await work(*args)
        return True
    except AlongsideError as error:
        log.warning("keeping: %s", error.code)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next day is kept too
        log.error("keeping failed: %s", error_trace(error))
    return False
