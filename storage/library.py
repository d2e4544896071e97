"""What a program's library holds: by its source, or by its kind."""

from typing import Any

import msgspec

from storage.database import Connection, Sql

OF_SOURCE = Sql(
    sqlite="""
        SELECT record FROM record WHERE stream = $1 AND entity = 'resource' AND state = 0
        AND json_extract(body, '$.content.source') = $2""",
    postgresql="""
        SELECT record FROM record WHERE stream = $1 AND entity = 'resource' AND state = 0
        AND body::json -> 'content' ->> 'source' = $2""",
)


async def resources_of_source(connection: Connection, stream: int, source: str) -> list[str]:
    """The ids of the live resources that came from a source. Reads the whole library: for imports, not for requests."""
    return [row[0] for row in await connection.rows(OF_SOURCE, stream, source)]


async def bodies_of(connection: Connection, stream: int, entity: str) -> list[dict[str, Any]]:
    """What the live records of an entity hold, by group."""
    statement = "SELECT body FROM record WHERE stream = $1 AND entity = $2 AND state = 0"
    return [msgspec.json.decode(row[0]) for row in await connection.rows(statement, stream, entity)]
