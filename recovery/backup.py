"""Backup and restore: a copy counts only once it was read back.

A restore goes into an empty database only, under a new epoch, and follows the ledger before it
counts (`recovery/startup_recovery.py`). Devices see the new epoch, read everything again and offer
what the backup lacks (`docs/sync.md`).
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from database.clock import confirm, time_of
from database.database import Database, open_database
from database.errors import Unavailable, translated
from database.ledger import Ledger
from database.migrate import migrate, pending
from domain.errors import BadInput, Conflict, NotReady
from projections.registered import PROJECTIONS
from recovery.client_programs import run
from recovery.startup_recovery import catch_up, write_alive_mark

TABLES = {
    "sqlite": "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
    "postgresql": "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
}


async def backup(database: Database, path: Path) -> None:
    """Write a consistent copy to a new file, readable by its owner alone, without stopping.

    SQLite: a database file. PostgreSQL: an archive of `pg_dump`, which must be installed. Raises
    `Conflict` where the file is there already, `Unavailable` where it cannot be written or read
    back, and leaves no file behind then.
    """
    if await asyncio.to_thread(path.exists):
        raise Conflict("There is such a file already; a backup never replaces one.", where="path")
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        if database.dialect == "sqlite":
            await asyncio.to_thread(_copy_sqlite, sqlite_path(database.url), unfinished)
        else:
            await run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--file={unfinished}",
                url=database.url,
            )
        await _read_back(database.dialect, unfinished)
        _sync(unfinished)
        # Last: a file of this name is a whole and verified backup, whatever was cut off.
        unfinished.rename(path)
        await _live_on(database)
    except OSError as error:
        raise Unavailable("The backup cannot be written there.", where="path") from error
    finally:
        unfinished.unlink(missing_ok=True)


async def restore(
    url: str,
    path: Path,
    *,
    epoch: str,
    ledger: Path | None = None,
    others: Sequence[Path] = (),
    without_ledger: bool = False,
) -> None:
    """Bring a backup into an empty database, under a new epoch, and to what the ledger says.

    It is migrated to this version's tables. The ledger is the one beside the database (`ledger`, or
    where `open_database` looks for it), to which `others` are added first. Raises `Conflict` where
    the database holds tables, `BadInput` where the file is no backup for it, `NotReady` where the
    backup is newer than the program, and where there is no ledger at all, unless it is to go on
    without.
    """
    database = open_database(url, ledger=ledger, projections=PROJECTIONS)
    await _refuse_unless_empty(database)
    await asyncio.to_thread(
        _bring_together, database.ledger, [Ledger(other) for other in others], without_ledger
    )
    await _copy_back(database, path)
    await database.start()
    try:
        await _bring_up_to_date(database, epoch, without_ledger)
    finally:
        await database.stop()


async def _copy_back(database: Database, path: Path) -> None:
    """Copy the backup into the empty database; raises BadInput where it is none for it."""
    try:
        await _read_back(database.dialect, path)
    except Unavailable as error:
        raise BadInput(
            "The file is no backup that can be read into this database.", where="path"
        ) from error
    if database.dialect == "sqlite":
        await asyncio.to_thread(_copy_sqlite, path, sqlite_path(database.url))
    else:
        await run(
            "pg_restore",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            f"{path}",
            url=database.url,
        )


async def _bring_up_to_date(database: Database, epoch: str, without_ledger: bool) -> None:
    await migrate(database)
    now = await time_of(database, time.time_ns() // 1_000_000)
    await catch_up(database, epoch=epoch, now=now, restored=True, anew=without_ledger)
    async with database.transaction() as connection:
        # Weeks may have passed since the backup, and someone is there who knows.
        await confirm(connection, now)
    # What the replay erased still stands in free pages of the restored file.
    await database.scrub()


def _bring_together(ledger: Ledger, others: Sequence[Ledger], without: bool) -> None:
    """Merge the ledgers before the database is there.

    Whenever this is cut off, the next start finds all of it beside the database.
    """
    found = ledger.read()
    there = {entry.id for entry in found}
    for other in others:
        entries = other.read()
        if not entries:
            raise BadInput(f"{other.path} is no ledger.", where="ledger")
        ledger.append([entry for entry in entries if entry.id not in there])
        there |= {entry.id for entry in entries}
    if not there and not without:
        raise NotReady(
            f"There is no ledger at {ledger.path}: what was erased or revoked since the "
            "backup would come back. "
            "Put it there, or name it with --ledger. Only where it is lost, say --without-ledger."
        )


async def _live_on(database: Database) -> None:
    """Mark that the database lived on after the copy.

    One whose tables are older than the ledger has no mark.
    """
    try:
        has_ledger = not await pending(database)
    except NotReady:
        return
    if has_ledger:
        async with database.transaction() as connection:
            await write_alive_mark(connection)


def sqlite_path(url: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(url.removeprefix("sqlite:///"))


async def _refuse_unless_empty(database: Database) -> None:
    await database.start()
    try:
        async with database.reading() as connection:
            if await connection.value(TABLES[database.dialect]):
                raise Conflict(
                    "The database is not empty; a backup is restored into a new one.",
                    where="database_url",
                )
    finally:
        await database.stop()


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy one snapshot; writers go on meanwhile."""
    try:
        reading, writing = (
            sqlite3.connect(f"file:{source}?mode=ro", uri=True),
            sqlite3.connect(target),
        )
        try:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")  # so that the copy is one file
        finally:
            writing.close()
            reading.close()
    except sqlite3.Error as error:
        raise _unavailable(error) from error


async def _read_back(dialect: str, path: Path) -> None:
    if dialect == "sqlite":
        await asyncio.to_thread(_check_sqlite, path)
    else:
        await run("pg_restore", "--list", f"{path}")


def _check_sqlite(path: Path) -> None:
    try:
        copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            migrated = copy.execute("SELECT count(*) FROM migration").fetchone()[0]
        finally:
            copy.close()
    except sqlite3.Error as error:
        raise _unavailable(error) from error
    if not sound or not migrated:
        raise Unavailable("The copy is damaged.")


def _unavailable(error: sqlite3.Error) -> Exception:
    mapped = translated(error)
    return (
        mapped if isinstance(mapped, Unavailable) else Unavailable("The database cannot be read.")
    )


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
