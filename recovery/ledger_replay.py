"""Does again what the ledger says, on a database that came back without it.

All of it may be done twice. Records go through the stream writer, so that devices see what became
of them, and digests and heads are right.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import accounts
from database.connection import Connection
from domain.declare import StreamKind
from domain.ledger_entries import (
    AliveMark,
    AnyEntry,
    AssignmentEnded,
    Away,
    Began,
    DeviceRevocation,
    Erased,
    PersonRemoved,
    RightEnded,
    SessionsEnded,
    Unshared,
    Void,
)
from program.assignment_end import end_assignment
from records.streams import lock_streams
from recovery.replay_erase import erase_again
from recovery.replay_unshare import close_again, hide_again
from recovery.replay_writes import mutation_of


async def replay_entries(connection: Connection, entries: Iterable[AnyEntry], *, now: int) -> None:
    """Replay entries, noting none of it a second time.

    `now` in milliseconds. What is not there is passed over.
    """
    # Else each replayed act would be appended to the ledger again, at every start.
    connection.doing_again = True
    try:
        for entry in entries:
            await _do(connection, entry, now)
    finally:
        connection.doing_again = False


async def _do(connection: Connection, entry: AnyEntry, now: int) -> None:
    match entry:
        case Erased():
            await erase_again(connection, entry, now)
        case Unshared(record=""):
            await close_again(connection, entry, now)
        case Unshared():
            await hide_again(connection, entry, now)
        case AssignmentEnded():
            await _end(connection, entry, now)
        case _:
            await _shut_out(connection, entry)


async def _shut_out(connection: Connection, entry: Away | Began | AliveMark | Void) -> None:
    match entry:
        case DeviceRevocation():
            await accounts.revoke_device(connection, entry.device, entry.at, sealed=entry.sealed)
        case SessionsEnded():
            await (
                accounts.end_sessions_on(connection, entry.device)
                if entry.device
                else accounts.end_sessions_of(connection, entry.person)
            )
        case RightEnded():
            await (
                accounts.revoke(connection, entry.person, entry.stream)
                if entry.stream
                else accounts.revoke_all(connection, entry.person)
            )
        case PersonRemoved():
            await accounts.set_status(connection, entry.person, entry.status)
        case Began() | AliveMark() | Void():
            pass
        case _:
            assert_never(entry)


async def _end(connection: Connection, entry: AssignmentEnded, now: int) -> None:
    made = await accounts.assignment(connection, entry.assignment)
    if made is None or made.status == "ended":
        return
    shared = await accounts.stream_of(connection, made.participant, StreamKind.SHARED)
    async with lock_streams(
        connection, [stream for stream in (shared, made.stream) if stream is not None], now=now
    ) as writer:
        await end_assignment(
            writer, made, date.fromisoformat(entry.ends_on), mutation=mutation_of(entry)
        )
