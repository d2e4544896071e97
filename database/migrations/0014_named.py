"""What a record names is a column.

A part its whole, a refused write what it would have changed and the whole of that; and how long it
is. Until now it was looked for in the words of every such record (`records/streams.py`). A record
that an earlier version of the program writes while both run has no value there, and is found by an
index of those that have none.
"""

from typing import Any

import msgspec

from database.connection import Connection

# The last with OR: SQLite tries a list of values for every row that is written, for 2 microseconds
STATEMENTS = (
    "ALTER TABLE record ADD COLUMN about text",
    "ALTER TABLE record ADD COLUMN whole text",
    "ALTER TABLE record ADD COLUMN bulk bigint",
    "CREATE INDEX record_about ON record (stream, about, record, bulk) WHERE about IS NOT NULL",
    "CREATE INDEX record_of_whole ON record (stream, whole, record, bulk) WHERE whole IS NOT NULL",
    """CREATE INDEX record_unnamed ON record (stream, record)
        WHERE (entity = 'goal_progress' OR entity = 'goal_step' OR entity = 'recovery_period'
          OR entity = 'refused_write')
        AND whole IS NULL""",
)
WHOLES = {
    "goal_step": ("goal", "goal"),
    "goal_progress": ("words", "goal"),
    "recovery_period": ("clock", "clock"),
}
NEXT = """
    SELECT stream, record, entity, body FROM record
    WHERE (entity = 'goal_progress' OR entity = 'goal_step' OR entity = 'recovery_period'
      OR entity = 'refused_write')
    AND whole IS NULL LIMIT 1000"""
SET = "UPDATE record SET about = $3, whole = $4, bulk = $5 WHERE stream = $1 AND record = $2"
ID_LENGTH = 36


async def forwards(connection: Connection) -> None:
    """Add the columns and fill them."""
    for statement in STATEMENTS:
        await connection.run(statement)
    while rows := await connection.rows(NEXT):
        await connection.run_many(
            SET,
            [
                (stream, record, *_named(entity, body), len(body))
                for stream, record, entity, body in rows
            ],
        )


def _named(entity: str, body: str) -> tuple[str, str]:
    groups = _object(body)
    if entity in WHOLES:
        return "", _whole(entity, groups)
    what = groups.get("what")
    what = what if isinstance(what, dict) else {}
    return _id(what.get("record")), _whole(what.get("entity"), _object(what.get("words")))


def _whole(entity: Any, groups: dict[str, Any]) -> str:
    group, field = WHOLES.get(entity, ("", "")) if isinstance(entity, str) else ("", "")
    value = groups.get(group)
    return _id(value.get(field)) if isinstance(value, dict) else ""


def _object(text: Any) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text) if isinstance(text, str) else None
    except msgspec.DecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _id(value: Any) -> str:
    return value if isinstance(value, str) and len(value) == ID_LENGTH else ""
