"""Reading what changed: the rows of a stream above a number, undecoded, and those of a first sync in its order."""

import msgspec
from msgspec import Struct

from domain.declare import FirstSync
from domain.entities import SPECS
from domain.records import Change
from storage.database import Connection, Sql
from storage.record_rows import WIRE_COLUMNS, to_change

CHANGES = f"SELECT {WIRE_COLUMNS} FROM record WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3"

RANKS = {kind: rank for rank, kind in enumerate(FirstSync)}
OLDER_CHECK_INS = RANKS[FirstSync.REST]
_RANK = "CASE {} ELSE {} END".format(
    " ".join(
        f"WHEN entity = '{spec.name}' THEN "
        + (f"CASE WHEN record < $2 THEN {OLDER_CHECK_INS} ELSE {rank} END" if spec.policy.first_sync is FirstSync.CHECK_INS else str(rank))
        for spec in SPECS.values()
        for rank in [RANKS[spec.policy.first_sync]]
    ),
    OLDER_CHECK_INS,
)
FIRST_ROWS = Sql(
    sqlite=f"""
        SELECT rank, stream, {WIRE_COLUMNS} FROM (
            SELECT {_RANK} AS rank, r.* FROM json_each($1) AS pinned JOIN record r ON r.stream = CAST(pinned.key AS INTEGER)
            WHERE r.seq <= pinned.value AND r.state = 0)
        WHERE (rank, stream, seq) > ($3, $4, $5) ORDER BY rank, stream, seq LIMIT $6""",
    postgresql=f"""
        SELECT rank, stream, {WIRE_COLUMNS} FROM (
            SELECT {_RANK} AS rank, r.* FROM json_each_text($1::json) AS pinned JOIN record r ON r.stream = pinned.key::bigint
            WHERE r.seq <= pinned.value::bigint AND r.state = 0) AS live
        WHERE (rank, stream, seq) > ($3::int, $4::bigint, $5::bigint) ORDER BY rank, stream, seq LIMIT $6""",
)


class FirstRow(Struct, frozen=True):
    """A row of a first sync, with its place in the order."""

    place: tuple[int, int, int]
    change: Change


async def changes(connection: Connection, stream: int, after: int, limit: int) -> list[Change]:
    """A stream's rows above a number, in order, tombstones included."""
    return [to_change(*row) for row in await connection.rows(CHANGES, stream, after, limit)]


async def first_rows(connection: Connection, pinned: dict[int, int], since: str, after: tuple[int, int, int], limit: int) -> list[FirstRow]:
    """The live rows of several streams up to their pinned heads, in the order of a first sync.

    `since` is the least record id (UUIDv7) of a check-in that counts as recent.
    """
    rows = await connection.rows(FIRST_ROWS, msgspec.json.encode(pinned).decode(), since, *after, limit)
    return [FirstRow((rank, stream, row[1]), to_change(*row)) for rank, stream, *row in rows]
