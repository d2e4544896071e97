"""Moves a support flag on: seen, contacted, handed over, closed.

Online only, so that two who answer it see one another.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

import accounts
from accounts import Session
from database.database import Database
from domain.declare import Role
from domain.entities.support_flag import FLAG_MACHINE, FlagState, SupportFlag
from domain.errors import Conflict, NotFound
from domain.records import Record, State
from domain.values import NewId
from program.rights import require_role
from records.streams import StreamWriter, stream_transaction, write_system

ANSWERING = ("peer", "supervisor")


class FlagMoved(Struct, frozen=True, kw_only=True):
    """Where the flag stands now, and where a device will read that."""

    state: FlagState
    stream: int
    seq: int


async def move_flag(
    database: Database, actor: Session, *, flag: str, to: FlagState, now: int, new_id: NewId
) -> FlagMoved:
    """Bring a flag to a state; where it stands there already, nothing changes.

    Raises NotAllowed; NotFound where there is no such flag for the actor; Conflict where it cannot
    go there from where it is.
    """
    require_role(actor, *ANSWERING)
    async with database.reading() as connection:
        stream = await accounts.flag_stream(connection, actor.person, flag)
    if stream is None:
        raise _unknown()
    async with stream_transaction(database, [stream], now=now) as writer:
        record = await _flag(writer, actor, stream, flag)
        came_from = _state_of(record)
        if to == came_from:
            return FlagMoved(state=to, stream=stream, seq=record.seq)
        if not FLAG_MACHINE.allows(came_from, to):
            raise Conflict("The flag cannot go there from where it stands now.", where="to")
        state = await _state(writer, actor, came_from, to)
        written = await write_system(
            writer, stream, "support_flag", flag, {"state": state}, mutation=new_id()
        )
        return FlagMoved(state=to, stream=stream, seq=written.seq)


async def _flag(writer: StreamWriter, actor: Session, stream: int, flag: str) -> Record:
    """Return the flag and check the right to it, both under the stream's lock.

    An assignment may have ended meanwhile. Raises NotFound.
    """
    roles = [
        reader.role
        for reader in await accounts.readers_of(writer.connection, stream)
        if reader.person == actor.person
    ]
    record = (await writer.records([flag])).get((stream, flag))
    if (
        record is None
        or record.state is not State.LIVE
        or not {Role.PEER, Role.READER}.intersection(roles)
    ):
        raise _unknown()
    return record


def _state_of(record: Record) -> FlagState:
    """Return the flag's state, by default the one in which it was raised."""
    groups = [msgspec.json.decode(value) for value in record.body.values()]
    return msgspec.convert(
        {name: value for group in groups for name, value in group.items()}, SupportFlag
    ).state


async def _state(
    writer: StreamWriter, actor: Session, came_from: FlagState, to: FlagState
) -> dict[str, Any]:
    person = await accounts.person(writer.connection, actor.person)
    assert person, "a session has a person"
    moved_at = datetime.fromtimestamp(writer.now / 1000, UTC)
    return {
        "state": to,
        "came_from": came_from,
        "moved_at": moved_at,
        "moved_by": person.display_name,
    }


def _unknown() -> NotFound:
    return NotFound("There is no such flag.", where="flag")
