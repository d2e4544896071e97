"""When something was last deleted for its age: a clock that leaps from there is not believed.

To begin with, it is as late as anyone was last heard of.
"""

from database.connection import Connection

STATEMENTS = (
    "ALTER TABLE deployment ADD COLUMN clock_mark bigint",
    "UPDATE deployment SET clock_mark = (SELECT max(last_seen_at) FROM device)",
)


async def forwards(connection: Connection) -> None:
    """Add the mark and set it."""
    for statement in STATEMENTS:
        await connection.run(statement)
