"""Which streams there are, and which records were erased from them."""

from collections.abc import Iterable
from typing import Any

import msgspec

from database.database import Connection, Sql

EXISTING = Sql(
    sqlite="SELECT id FROM stream WHERE id IN (SELECT value FROM json_each($1))",
    postgresql="""
        SELECT id FROM stream WHERE id = ANY(ARRAY(SELECT value::bigint
          FROM json_array_elements_text($1::json)))""",
)
ERASED = Sql(
    sqlite="""
        SELECT stream, record FROM json_each($1) AS place
        CROSS JOIN record ON stream = place.value ->> 0 AND record = place.value ->> 1
          WHERE state = 3""",
    postgresql="""
        SELECT stream, record FROM json_array_elements($1::json) AS place
        JOIN record ON stream = (place ->> 0)::bigint AND record = place ->> 1 WHERE state = 3""",
)


async def existing_streams(connection: Connection, streams: Iterable[int]) -> set[int]:
    """Return those of the streams that exist."""
    return {id_ for (id_,) in await connection.rows(EXISTING, _json(list(streams)))}


async def erased_places(
    connection: Connection, places: Iterable[tuple[int, str]]
) -> set[tuple[int, str]]:
    """Return those of these places from which a record was erased."""
    wanted = _json(list(places))
    return {(stream, record) for stream, record in await connection.rows(ERASED, wanted)}


def _json(values: list[Any]) -> str:
    return msgspec.json.encode(values).decode()
