"""Reading what changed: the rows of a stream above a number, undecoded, and those of a first sync in its order."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from msgspec import Raw

from domain.declare import EntitySpec, FirstSync, Role, StreamKind
from domain.entities import SPECS
from domain.permissions import sees_kept_versions
from storage.database import Connection, Sql
from storage.people import ReadableStream
from storage.record_rows import STATES, WIRE_COLUMNS, Wired

CHANGES = f"SELECT {WIRE_COLUMNS} FROM record r WHERE r.stream = $1 AND r.seq > $2 ORDER BY r.seq LIMIT $3"

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
_PLACES = f"""
    SELECT rank, stream, seq, place FROM (
        SELECT {_RANK} AS rank, r.stream, r.seq, {{place}} AS place FROM {{pinned}} AS pinned CROSS JOIN record r
        WHERE r.stream = CAST(pinned.key AS bigint) AND r.seq <= CAST(pinned.value AS bigint) AND r.state IN (0, 3)) AS unread
    WHERE (rank, stream, seq) > (CAST($3 AS int), CAST($4 AS bigint), CAST($5 AS bigint)) ORDER BY rank, stream, seq LIMIT $6"""
_ROWS = f"SELECT first.rank, first.stream, {WIRE_COLUMNS} FROM ({_PLACES}) AS first CROSS JOIN record r WHERE {{same}}"
FIRST_ROWS = Sql(
    sqlite=_ROWS.format(place="r.rowid", pinned="json_each($1)", same="r.rowid = first.place"),
    postgresql=_ROWS.format(place="0", pinned="json_each_text($1::json)", same="r.stream = first.stream AND r.seq = first.seq"),
)
"""Places are put in order before their rows are read: what is sorted is small. The rows themselves come in no order."""

FirstRow = tuple[int, int, int, str, str, int, str, str, str | None, str | None]
"""Rank and stream, which with the number are its place in the order, then what is `Wired`."""


async def changes(connection: Connection, stream: int, after: int, limit: int) -> list[Wired]:
    """A stream's rows above a number, in order, tombstones included."""
    return cast(list[Wired], await connection.rows(CHANGES, stream, after, limit))


async def first_rows(connection: Connection, pinned: dict[int, int], since: str, after: tuple[int, int, int], limit: int) -> list[FirstRow]:
    """The live and the erased rows of several streams up to their pinned heads, in the order of a first sync.

    A new device must know what was erased: a singleton begins anew in its next generation, and what it kept may have to go.

    `since` is the least record id (UUIDv7) of a check-in that counts as recent.
    """
    rows = await connection.rows(FIRST_ROWS, msgspec.json.encode(pinned).decode(), since, *after, limit)
    return sorted(cast(list[FirstRow], rows))


def told(change: Sequence[Any], right: ReadableStream) -> bytes:
    """A change (`Wired`) as it travels, its JSON as it is stored: decoding a page and encoding it again took twice as long as reading it.

    Only a live record's words travel. Kept versions, and those that were let go, go to the owner of their group alone.
    """
    seq, record, entity, state, heads, body, kept, dismissed = change
    if state:
        return f'["{record}",{seq},"{entity}","{STATES[state]}",{heads},{{}},null]'.encode()
    if (kept or dismissed) and right.kind not in (StreamKind.OWN, StreamKind.ACCOUNT):
        kept, dismissed = (_of_role(versions, SPECS[entity], Role(right.role)) for versions in (kept, dismissed))
    more = f",{dismissed}" if dismissed else ""
    return f'["{record}",{seq},"{entity}","live",{heads},{body},{kept or "null"}{more}]'.encode()


def _of_role(versions: str | None, spec: EntitySpec, role: Role) -> str | None:
    held = msgspec.json.decode(versions, type=dict[str, Raw]) if versions else {}
    own = {name: value for name, value in held.items() if sees_kept_versions(spec.groups[name.partition("/")[0]], role)}
    return msgspec.json.encode(own).decode() if own else None
