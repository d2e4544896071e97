"""When a count of tries has done its work, and from where people came in (decision 0030)."""

from database.connection import Connection

STATEMENTS = (
    "ALTER TABLE attempt ADD COLUMN ends_at bigint NOT NULL DEFAULT 0",
    "CREATE TABLE known_source (source text PRIMARY KEY, seen_at bigint NOT NULL)",
)


async def forwards(connection: Connection) -> None:
    """Add the column and the table."""
    for statement in STATEMENTS:
        await connection.run(statement)
