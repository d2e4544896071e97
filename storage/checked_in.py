"""Who has checked in on a day: asked at the last moment, for reminders that such a day does not need."""

import json
from collections.abc import Mapping

from storage.database import Connection, Sql

CHECKED_IN = Sql(
    sqlite="""
        SELECT DISTINCT s.person FROM json_each($1) AS asked
        JOIN stream s ON s.person = json_extract(asked.value, '$[0]') AND s.kind IN ('own', 'shared')
        JOIN record r ON r.stream = s.id AND r.entity = 'check_in' AND r.state = 0
        AND json_extract(r.body, '$.answers.local_date') = json_extract(asked.value, '$[1]')""",
    postgresql="""
        SELECT DISTINCT s.person FROM json_array_elements($1::json) AS asked
        JOIN stream s ON s.person = (asked ->> 0)::bigint AND s.kind IN ('own', 'shared')
        JOIN record r ON r.stream = s.id AND r.entity = 'check_in' AND r.state = 0
        AND substring(r.body, '"local_date":"([0-9-]{10})"') = asked ->> 1""",
)
"""As the index `check_in_of_day` has it: PostgreSQL makes an index of no expression that reads JSON out of a text."""


async def checked_in(connection: Connection, people: Mapping[int, str]) -> set[int]:
    """Those of these participants who have a check-in, shared or not, of their local date (YYYY-MM-DD). A removed one does not count."""
    if not people:
        return set()
    return {person for (person,) in await connection.rows(CHECKED_IN, json.dumps(list(people.items())))}
