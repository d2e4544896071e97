"""Who has checked in on a day.

Asked at the last moment, for reminders that such a day does not need.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from database.database import Connection, Sql
from database.fragments import NUMBERS

OnDay = tuple[int, str]
"""A person or a stream, and a local date (YYYY-MM-DD)."""
EARLIER_MS = 2 * 24 * 3600 * 1000
"""A calendar day begins somewhere on earth less than one day before it does in UTC."""

_OF_DAY = """
    {join} record r ON r.stream = s.id AND r.record >= $3 AND r.entity = 'check_in'
      AND r.state = 0 AND {day} = $2"""
_CHECKED_IN = f"""
    SELECT DISTINCT s.person FROM stream s {_OF_DAY}
    WHERE s.person IN {{ids}} AND s.kind IN ('own', 'shared') AND s.kind <> 'library'
      AND s.assignment IS NULL"""
_SHOWN = f"""
    SELECT DISTINCT t.id FROM stream t {{join}} assignment a ON a.id = t.assignment
    {{join}} stream s ON s.person = a.participant AND s.kind = 'shared' AND s.kind <> 'library'
      AND s.assignment IS NULL
    {{join}} reader shown ON shown.stream = s.id AND shown.person = a.peer {_OF_DAY}
      WHERE t.id IN {{ids}}"""


def _both(template: str) -> Sql:
    """Return the statement for both engines.

    It goes by the record's id, which begins with the time by the clock that also gave its day: an
    index on the day itself would cost every check-in more than this look. CROSS JOIN keeps the
    order on SQLite, which would otherwise walk through the check-ins of everyone.
    """
    return Sql(
        sqlite=template.format(
            join="CROSS JOIN",
            ids=f"({NUMBERS.sqlite})",
            day="json_extract(r.body, '$.answers.local_date')",
        ),
        postgresql=template.format(
            join="JOIN",
            ids=f"({NUMBERS.postgresql})",
            day="""substring(r.body, '"local_date":"([0-9-]{10})"')""",
        ),
    )


CHECKED_IN, SHOWN = _both(_CHECKED_IN), _both(_SHOWN)


async def checked_in(connection: Connection, asked: Iterable[OnDay]) -> set[OnDay]:
    """Return which participants have a check-in of their local date, shared or not.

    A removed one does not count.
    """
    return await _found(connection, CHECKED_IN, asked)


async def peers_who_see(connection: Connection, asked: Iterable[OnDay]) -> set[OnDay]:
    """Return the assignments, by stream, whose peer may read a check-in of the given local date."""
    return await _found(connection, SHOWN, asked)


async def _found(connection: Connection, statement: Sql, asked: Iterable[OnDay]) -> set[OnDay]:
    """Ask about each day once, whoever is asked about."""
    ids: dict[str, set[int]] = defaultdict(set)
    for id_, day in asked:
        ids[day].add(id_)
    return {
        (found, day)
        for day in sorted(ids)
        for (found,) in await connection.rows(
            statement, json.dumps(sorted(ids[day])), day, _first_id(day)
        )
    }


def _first_id(day: str) -> str:
    """Return an id (UUIDv7) that no record of that day is below."""
    began = round(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
    return str(uuid.UUID(int=max(began - EARLIER_MS, 0) << 80))
