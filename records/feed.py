"""Reads what changed: rows above a number, undecoded, and those of a first sync in order."""

from itertools import groupby
from operator import itemgetter
from typing import Any, cast

import msgspec

from accounts import ReadableStream
from database.database import Connection, Sql
from database.fragments import NUMBERS, numbers_in
from domain.cursor import BEGINNING, FirstRead
from domain.declare import FirstSync, Role, StreamKind
from domain.entities import SPECS
from domain.permissions import written_by
from records.encoding import encode_changes
from records.record_rows import WIRE_COLUMNS, Wired

CHANGES = f"""
    SELECT {WIRE_COLUMNS} FROM record r WHERE r.stream = $1 AND r.seq > $2
      ORDER BY r.seq LIMIT $3"""
CHANGES_BY_RIGHT = f"""
    SELECT -1, NULL, NULL, NULL, CAST(t.head AS text), NULL, NULL, NULL FROM reader
      JOIN stream t ON t.id = reader.stream
    WHERE reader.person = $4 AND reader.stream = $1 AND reader.grant_no = $5
    UNION ALL ({CHANGES})"""
"""For PostgreSQL, where each statement sees a moment of its own.

With the head of that moment, if the right is still there.
"""

RANKS = {kind: rank for rank, kind in enumerate(FirstSync)}
OLDER_CHECK_INS = RANKS[FirstSync.REST]
_RANK = "CASE {} ELSE {} END".format(
    " ".join(
        f"WHEN entity = '{spec.name}' THEN "
        + (
            f"CASE WHEN record < $2 THEN {OLDER_CHECK_INS} ELSE {rank} END"
            if spec.policy.first_sync is FirstSync.CHECK_INS
            else str(rank)
        )
        for spec in SPECS.values()
        for rank in [RANKS[spec.policy.first_sync]]
    ),
    OLDER_CHECK_INS,
)
_WRITTEN = numbers_in(7)
_PLACES = f"""
    SELECT rank, stream, seq, place FROM (
        SELECT {_RANK} AS rank, r.stream, r.seq, {{place}} AS place FROM {{pinned}} AS pinned
          CROSS JOIN record r
        WHERE r.stream = CAST(pinned.key AS bigint) AND r.seq <= CAST(pinned.value AS bigint)
        AND (r.state = 0 OR r.state = 3 AND r.stream IN ({{written}}))) AS unread
    WHERE (rank, stream, seq) > (CAST($3 AS int), CAST($4 AS bigint), CAST($5 AS bigint))
      ORDER BY rank, stream, seq LIMIT $6"""
_ROWS = f"""
    SELECT first.rank, first.stream, {WIRE_COLUMNS} FROM ({_PLACES}) AS first CROSS JOIN record r
      WHERE {{same}}"""
FIRST_ROWS = Sql(
    sqlite=_ROWS.format(
        place="r.rowid",
        pinned="json_each($1)",
        written=_WRITTEN.sqlite,
        same="r.rowid = first.place",
    ),
    postgresql=_ROWS.format(
        place="0",
        pinned="json_each_text($1::json)",
        written=_WRITTEN.postgresql,
        same="r.stream = first.stream AND r.seq = first.seq",
    ),
)
"""Places are sorted before their rows are read: what is sorted is small.

The rows themselves come in no order.
"""

_ALL = f"""
    SELECT 0, r.stream, {WIRE_COLUMNS} FROM record r
      WHERE (r.state = 0 OR r.state = 3 AND r.stream IN ({{written}})) AND r.stream"""
ALL_ROWS = Sql(
    sqlite=(f"{_ALL.format(written=numbers_in(3).sqlite)} IN ({NUMBERS.sqlite}) LIMIT $2"),
    postgresql=(
        f"{_ALL.format(written=numbers_in(3).postgresql)} = "
        f"ANY(ARRAY({NUMBERS.postgresql})) LIMIT $2"
    ),
)
"""What one page holds needs no rank, and is sorted here: that takes a third of the time."""
_BY_PLACE, _BY_SEQ, _STREAM = itemgetter(1, 2), itemgetter(0), itemgetter(1)

_AHEAD = """
    SELECT t.id FROM stream t JOIN {pinned} AS pinned ON t.id = CAST(pinned.key AS bigint)
      WHERE t.head > CAST(pinned.value AS bigint)"""
AHEAD = Sql(
    sqlite=_AHEAD.format(pinned="json_each($1)"),
    postgresql=_AHEAD.format(pinned="json_each_text($1::json)"),
)

FirstRow = tuple[int, int, int, str, str, int, str, str, str | None, str | None]
"""Rank and stream, which with the number are its place in the order, then what is `Wired`."""


async def changes(
    connection: Connection, person: int, right: ReadableStream, after: int, limit: int
) -> tuple[list[Wired], int | None]:
    """Return a stream's rows above a number, in order, and its head at that moment.

    Tombstones included. The head is None where the right has ended.
    """
    if connection.dialect == "sqlite":
        return cast(list[Wired], await connection.rows(CHANGES, right.id, after, limit)), right.head
    found = sorted(
        await connection.rows(CHANGES_BY_RIGHT, right.id, after, limit, person, right.grant_no),
        key=_BY_SEQ,
    )
    return (
        (cast(list[Wired], found[1:]), int(found[0][4]))
        if found and found[0][0] < 0
        else ([], None)
    )


async def first_page(
    connection: Connection,
    pinned: dict[int, int],
    first: FirstRead,
    readable: dict[int, ReadableStream],
    *,
    limit: int,
    room: int,
) -> tuple[list[FirstRow], list[bytes]]:
    """Return what a first sync goes on with, and each row as it travels.

    In order where `limit` (rows) and `room` (bytes) do not hold it all.
    """
    written = [stream for stream in pinned if writes(readable[stream])]
    if (
        first.after == BEGINNING
        and (rows := await all_first_rows(connection, pinned, written, limit)) is not None
    ):
        every = _told(rows, readable)
        # Most first syncs fit into one page; only larger ones pay for the sorted way.
        if sum(map(len, every)) < room:
            return rows, every
    rows = await first_rows(connection, pinned, written, first.since, first.after, limit)
    return rows, _told(rows, readable)


def _told(rows: list[FirstRow], readable: dict[int, ReadableStream]) -> list[bytes]:
    by_stream = groupby(rows, key=_STREAM)
    return [
        change
        for stream, together in by_stream
        for change in encode_changes([row[2:] for row in together], readable[stream])
    ]


def writes(right: ReadableStream) -> bool:
    """Return whether this role writes anything at all where it reads."""
    return bool(written_by(StreamKind(right.kind), Role(right.role)))


async def first_rows(
    connection: Connection,
    pinned: dict[int, int],
    written: list[int],
    since: str,
    after: tuple[int, int, int],
    limit: int,
) -> list[FirstRow]:
    """Return the rows of a first sync of several streams, in its order, up to their pinned heads.

    The live ones, and the erased ones of the streams that this person writes: a new device must
    know what was erased, since a singleton begins anew in its next generation, and what it kept may
    have to go. Who only reads is told nothing of what was there before them. `since` is the least
    record id (UUIDv7) of a check-in that counts as recent.
    """
    return sorted(
        cast(
            list[FirstRow],
            await connection.rows(FIRST_ROWS, _json(pinned), since, *after, limit, _json(written)),
        )
    )


async def all_first_rows(
    connection: Connection, pinned: dict[int, int], written: list[int], limit: int
) -> list[FirstRow] | None:
    """Return the same from the beginning, by stream and number; None where there are too many.

    Under rank 0. Too many are `limit` or more.
    """
    rows = cast(
        list[FirstRow], await connection.rows(ALL_ROWS, _json(list(pinned)), limit, _json(written))
    )
    return (
        sorted([row for row in rows if row[2] <= pinned[row[1]]], key=_BY_PLACE)
        if len(rows) < limit
        else None
    )


async def ahead(connection: Connection, read: dict[int, int]) -> set[int]:
    """Return the streams whose head has passed the number up to which they were read."""
    return {stream for (stream,) in await connection.rows(AHEAD, _json(read))}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
