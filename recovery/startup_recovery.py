"""Before anyone is served, replays the ledger on a database that is older than it.

Under a new epoch. That is a restored backup, and just as well an old file that somebody copied back
by hand: the ledger has entries, or at least a mark, that such a database has not lived through.
"""

import asyncio

from accounts import deployment_epoch
from database.connection import Connection, Sql
from database.database import Database
from database.ledger import STAND_STILL, Ledger, beginning, keep, kept, note
from database.tables import Deployment, EnrolmentCode
from domain.errors import NotReady
from domain.ledger_entries import AliveMark, AnyEntry, Began, Void
from program.following_names import follow_all_names
from recovery.erased_elsewhere import take_all_refused_of_erased
from recovery.ledger_replay import replay_entries

LEAP = Sql(
    sqlite="UPDATE sqlite_sequence SET seq = max(seq, $1)",
    postgresql="""
        SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, $1) FROM pg_sequences
        WHERE schemaname = 'public' AND COALESCE(last_value, 0) < $1""",
)
IDS_BEGIN = 1_767_225_600_000
"""2026-01-01.

After a restore ids go on at the seconds since then, so those of the lost days are never given out
again.
"""


async def catch_up(
    database: Database, *, epoch: str, now: int, restored: bool = False, anew: bool = False
) -> bool:
    """Replay what is missing; return whether the database had come back.

    All of it or nothing, under this new epoch. `restored` says that it has come back, even where
    the ledger has nothing new; `anew` begins the file from the database's own copy where it is
    lost, or where a further machine has none yet. `now` in milliseconds. Raises `NotReady` where
    the file is missing or of another deployment, `Unavailable` where it cannot be read or written.
    """
    async with database.transaction() as connection:
        # First of all: no other machine may write between reading the ledger and following it.
        await connection.run(STAND_STILL)
        lived = await kept(connection)
        written = await _read(connection, database.ledger, bool(lived) and not anew)
        missing = _missing(written, lived)
        came_back = restored or bool(missing)
        if came_back:
            await connection.query(
                Deployment.update({Deployment.epoch: epoch}).where(Deployment.id == 1)
            )
            # A code that was used after the backup would open an account a second time.
            await connection.query(
                EnrolmentCode.update({EnrolmentCode.voided_at: now}).where(
                    EnrolmentCode.used_at.is_null(), EnrolmentCode.voided_at.is_null()
                )
            )
            # Ids of the lost days are on phones and in the ledger: given out again, they would mean
            # two things.
            await connection.run(LEAP, (now - IDS_BEGIN) // 1000)
            await replay_entries(connection, missing, now=now)
            await take_all_refused_of_erased(connection, now=now)
            await follow_all_names(connection, now=now)
            await keep(connection, missing)
        await _complete(connection, database.ledger, written, lived)
        await write_alive_mark(connection)
    return came_back


async def write_alive_mark(connection: Connection) -> None:
    """Note that the database lives: at starts and stops, every day, after a backup.

    A copy from before it is known by lacking it.
    """
    await note(
        connection,
        AliveMark(epoch=await deployment_epoch(connection)),
    )


async def _read(connection: Connection, ledger: Ledger, must_exist: bool) -> list[AnyEntry]:
    """Read the ledger.

    Raises `NotReady` where a file is missing that must be there, or is of another deployment.
    """
    first = await beginning(connection)
    written = await asyncio.to_thread(ledger.read)
    if any(entry.deployment != first.deployment for entry in written if isinstance(entry, Began)):
        raise NotReady(f"The ledger {ledger.path} is of another deployment.")
    if not written and must_exist:
        raise NotReady(
            f"The ledger {ledger.path} is missing: what was erased or revoked could come "
            "back. Put it there. "
            "Where it is lost, or this is a further machine of the same deployment, run "
            "`alongside begin-ledger`."
        )
    return written


def _missing(written: list[AnyEntry], lived: dict[str, AnyEntry]) -> list[AnyEntry]:
    void = {id_ for entry in written if isinstance(entry, Void) for id_ in entry.entries}
    return [
        entry
        for entry in written
        if not isinstance(entry, Began | Void) and entry.id not in lived and entry.id not in void
    ]


async def _complete(
    connection: Connection, ledger: Ledger, written: list[AnyEntry], lived: dict[str, AnyEntry]
) -> None:
    """Take over what the database knows from other machines, or from before the file was lost."""
    there = {entry.id for entry in written}
    if elsewhere := [entry for id_, entry in lived.items() if id_ not in there]:
        await asyncio.to_thread(ledger.append, elsewhere, await beginning(connection))
