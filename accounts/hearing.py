"""Who may be told of which stream now, read anew in one statement for the live stream."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from database.database import Connection, Sql

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

TEXTS = {
    "sqlite": "SELECT value FROM json_each({})",
    "postgresql": "SELECT json_array_elements_text({}::json)",
}
NUMBERS = {
    "sqlite": "SELECT value FROM json_each({})",
    "postgresql": "SELECT value::bigint FROM json_array_elements_text({}::json)",
}


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


def _both(statement: str, **joined: str) -> Sql:
    spelled = {
        dialect: statement.format(
            open=OPEN.format(
                tokens=TEXTS[dialect].format("$1"),
                join=joined.get("join", ""),
                of_streams=joined.get("of_streams", "").format(NUMBERS[dialect].format("$3")),
            ),
            streams=NUMBERS[dialect].format("$1"),
        )
        for dialect in TEXTS
    }
    return Sql(**spelled)


def _json(values: Iterable[str] | Iterable[int]) -> str:
    return json.dumps(list(values))


_STANDINGS = _both(STANDINGS, join="LEFT JOIN reader")
_MAY_HEAR = _both(MAY_HEAR, join="JOIN reader", of_streams="AND r.stream IN ({})")
_HEADS = _both(HEADS)
