"""Who may be told of which stream now, read anew in one statement for the live stream."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from database.database import Connection, Sql
from database.fragments import NUMBERS, for_both, numbers_in, texts_in

OPEN = """session s JOIN device d ON d.id = s.device JOIN person p ON p.id = s.person
    {join} r ON r.person = s.person {of_streams}
    WHERE s.token_hash IN ({tokens}) AND s.expires_at > $2 AND d.revoked_at IS NULL
      AND p.status = 'active'"""
"""The same condition by which `accounts.sessions` finds a session for a request."""
STANDINGS = """
    SELECT s.token_hash, count(r.stream), CAST(COALESCE(sum(r.grant_no), 0) AS bigint),
      CAST(COALESCE(sum(r.stream), 0) AS bigint)
    FROM {open} GROUP BY s.token_hash"""
MAY_HEAR = "SELECT s.token_hash, r.stream FROM {open}"
HEADS = "SELECT id, head FROM stream WHERE id IN ({streams})"


class ReadRights(NamedTuple):
    """Equal as long as the same streams may be read under the same grants.

    A new grant has a greater number than all before.
    """

    streams: int
    grants: int
    ids: int


async def read_rights_of_sessions(
    connection: Connection, tokens: Iterable[str], now: int
) -> dict[str, ReadRights]:
    """Return the standing of the sessions that are open, by token hash; `now` in ms."""
    # Many sessions in one statement: asked one by one every 0.4 s, they would fill the event loop.
    rows = await connection.rows(_STANDINGS, _json(tokens), now)
    return {
        token: ReadRights(streams, int(grants), int(ids)) for token, streams, grants, ids in rows
    }


async def readable_by_sessions(
    connection: Connection, tokens: Iterable[str], streams: Iterable[int], now: int
) -> list[tuple[str, int]]:
    """Return which of the sessions may read which of the streams, as (token hash, stream)."""
    return [
        (row[0], row[1])
        for row in await connection.rows(_MAY_HEAR, _json(tokens), now, _json(streams))
    ]


async def heads_of(connection: Connection, streams: Iterable[int]) -> dict[int, int]:
    """Return the heads of these streams."""
    return {row[0]: row[1] for row in await connection.rows(_HEADS, _json(streams))}


def _of_sessions(statement: str, join: str, of_streams: str = "") -> Sql:
    opened = OPEN.format(tokens="{tokens}", join=join, of_streams=of_streams)
    return for_both(statement.format(open=opened), tokens=texts_in(1), streams=numbers_in(3))


def _json(values: Iterable[str] | Iterable[int]) -> str:
    return json.dumps(list(values))


_STANDINGS = _of_sessions(STANDINGS, "LEFT JOIN reader")
_MAY_HEAR = _of_sessions(MAY_HEAR, "JOIN reader", "AND r.stream IN ({streams})")
_HEADS = for_both(HEADS, streams=NUMBERS)
