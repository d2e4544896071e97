"""The ledger: a file beside the database of what must survive its loss.

What was erased, revoked, no longer shared, ended.

A backup knows nothing of what came after it. Every entry is on disk before the transaction that it
belongs to commits, and `recovery/startup_recovery.py` brings a database that came back to what the
file says before anyone is served (docs/decisions/0022-a-ledger-beside-the-database.md). Entries
hold ids and times, never a word of anyone. An entry whose transaction did not commit does no harm:
each of them only ever takes away, and after a rollback it is voided.

The database keeps a copy of every entry (`ledger` table), in the entry's own transaction: what the
file has and the table lacks is what this database has not lived through.
"""

import asyncio
import fcntl
import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from database.connection import Connection, LedgerFile, Sql
from database.errors import Unavailable
from database.tables import Deployment
from database.tables import Ledger as LedgerRow
from domain.errors import NotReady
from domain.ledger_entries import AnyEntry, Began, Erased, Void

PUT = "INSERT INTO ledger (entry, content) VALUES ($1, $2) ON CONFLICT DO NOTHING"
STAND_STILL = Sql(sqlite="SELECT 1", postgresql="LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE")
"""Waits for those who have noted and not committed.

On SQLite whoever may write is alone anyway.
"""

_decoder: msgspec.json.Decoder[AnyEntry] = msgspec.json.Decoder(AnyEntry)


class Ledger:
    """The file.

    Several processes may write to it; it is made when the first of them has something to say.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.erased = asyncio.Event()
        """Set by each erase once it is committed: its places on the disk are then scrubbed."""

    def read(self) -> list[AnyEntry]:
        """Return every entry, the oldest first, without lines that were torn by a crash.

        Raises `Unavailable`.
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable() from error
        return [entry for line in lines if line and (entry := _decoded(line))]

    def append(self, entries: Iterable[AnyEntry], first: Began | None = None) -> None:
        """Write entries to the disk; a new file begins with `first`.

        Blocks for as long as the disk takes. Raises `Unavailable`.
        """
        try:
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # Commands write to it beside the server; two appends must not mix within a line.
                fcntl.flock(file, fcntl.LOCK_EX)
                if first is not None and os.fstat(file).st_size == 0:
                    entries = [first, *entries]
                    _sync_folder(self.path.parent)
                _write(file, entries)
                # Before the commit: an erase that a restore would undo must never be confirmed to
                # the phone.
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise self._unusable() from error

    def _unusable(self) -> Unavailable:
        return Unavailable(f"The ledger beside the database cannot be used: {self.path}")


async def note(connection: Connection, *entries: AnyEntry) -> None:
    """Write entries to the ledger on disk, and into its copy in this transaction.

    Call it in the transaction that does what the entries say, before the commit; the event loop
    goes on meanwhile. Raises `Unavailable` where the file cannot be written: then nothing may be
    taken away either, since a restore would bring it back.
    """
    if not entries or connection.doing_again:
        return
    now = time.time_ns() // 1_000_000
    named = [
        msgspec.structs.replace(entry, at=entry.at or now, id=secrets.token_hex(8))
        for entry in entries
    ]
    connection.noted += [entry.id for entry in named]
    await keep(connection, named)
    ledger = connection.resources.ledger
    await asyncio.to_thread(ledger.append, named, await beginning(connection))
    if any(isinstance(entry, Erased) for entry in named):
        connection.after_commit(ledger.erased.set)


async def take_back(ledger: LedgerFile, noted: list[str]) -> None:
    """Void the entries of a transaction that was rolled back.

    Where this cannot be written, a restart takes away what was about to be taken away: no harm.
    """
    with suppress(Unavailable):
        await asyncio.to_thread(
            ledger.append, [Void(at=time.time_ns() // 1_000_000, entries=noted)]
        )


async def keep(connection: Connection, entries: Iterable[AnyEntry]) -> None:
    """Put entries into the database's own copy.

    Before the file's line: whoever holds the table still then sees both or neither.
    """
    await connection.run_many(
        PUT, [(entry.id, msgspec.json.encode(entry).decode()) for entry in entries]
    )


async def kept(connection: Connection) -> dict[str, AnyEntry]:
    """Return what this database has lived through, by id."""
    return {
        row["entry"]: _decoder.decode(row["content"])
        for row in await connection.query(LedgerRow.select().order_by(LedgerRow.entry))
    }


async def beginning(connection: Connection) -> Began:
    """Return the first line of a ledger of this deployment.

    Raises `NotReady` where the database has no deployment yet.
    """
    rows = await connection.query(
        Deployment.select(Deployment.created_at).where(Deployment.id == 1)
    )
    if not rows:
        raise NotReady(
            "The database is not at this version's tables: run `alongside migrate` first."
        )
    made = rows[0]["created_at"]
    return Began(at=made, deployment=made, id="began")


def _decoded(line: bytes) -> AnyEntry | None:
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError:
        return None


def _write(file: int, entries: Iterable[AnyEntry]) -> None:
    """Write lines, after a line of its own where a crash has torn the last one.

    What is written in part is taken back.
    """
    size = os.fstat(file).st_size
    torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
    text = b"\n" * torn + b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
    if os.write(file, text) != len(text):
        os.ftruncate(file, size)
        raise OSError("the ledger's disk is full")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
