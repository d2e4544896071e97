"""Which device a device came from, and how it was ended (decision 0030).

As its copy, or by a code that was made on it. Of devices and codes from before nothing is known:
they came from none.
"""

from database.connection import Connection

STATEMENTS = (
    "ALTER TABLE device ADD COLUMN came_from bigint REFERENCES device (id)",
    "ALTER TABLE device ADD COLUMN sealed smallint NOT NULL DEFAULT 0",
    "ALTER TABLE enrolment_code ADD COLUMN made_on bigint",
    """
        CREATE INDEX record_account_event ON record (stream, record)
          WHERE entity = 'account_event' AND state = 0""",
)


async def forwards(connection: Connection) -> None:
    """Add the columns."""
    for statement in STATEMENTS:
        await connection.run(statement)
