"""What a program's library holds: by its source, or by its kind."""

from typing import Any

import msgspec

from database.database import Connection
from database.tables import Record as RecordRow
from domain.records import State
from records.record_rows import CODES, read_heads


async def resources(
    connection: Connection, stream: int
) -> list[tuple[str, bool, bool, dict[str, Any]]]:
    """Return each resource: record id, whether live, whether a person wrote any of it, its groups.

    Removed ones too. For imports, not for requests. A row that cannot be read is left out: it is
    set aside, and holds up no other.
    """
    states = [CODES[State.LIVE], CODES[State.REMOVED]]
    rows = await connection.query(
        RecordRow.select(RecordRow.record, RecordRow.state, RecordRow.heads, RecordRow.body).where(
            RecordRow.stream == stream,
            RecordRow.entity == "resource",
            RecordRow.state.is_in(states),
        )
    )
    read = [(row["record"], row["state"], _read(row["heads"], row["body"])) for row in rows]
    return [(id_, state == CODES[State.LIVE], *held) for id_, state, held in read if held]


def _read(heads: str, body: str) -> tuple[bool, dict[str, Any]] | None:
    try:
        return _by_a_person(heads), msgspec.json.decode(body, type=dict[str, dict[str, Any]])
    except msgspec.DecodeError:
        return None


def _by_a_person(heads: str) -> bool:
    """Return whether a person wrote any of the heads; the system writes as device 0."""
    return any(
        head.key.device != 0 for of_register in read_heads(heads).values() for head in of_register
    )


async def bodies_of(connection: Connection, stream: int, entity: str) -> list[dict[str, Any]]:
    """Return what the live records of an entity hold, by group."""
    live = RecordRow.select(RecordRow.body).where(
        RecordRow.stream == stream,
        RecordRow.entity == entity,
        RecordRow.state == CODES[State.LIVE],
    )
    return [msgspec.json.decode(row["body"]) for row in await connection.query(live)]
