"""The database's copy of the ledger, and what lies in the bin, since when.

The indexes hold only the few records that housekeeping asks for, so that a push hardly pays for
them.
"""

from database.connection import Connection

STATEMENTS = (
    "CREATE TABLE ledger (entry text PRIMARY KEY, content text NOT NULL)",
    """CREATE TABLE bin (
        stream bigint NOT NULL, record text NOT NULL, program bigint NOT NULL,
        seq bigint NOT NULL, since bigint NOT NULL,
        PRIMARY KEY (stream, record))""",
    "CREATE INDEX bin_by_age ON bin (since)",
    "CREATE INDEX record_with_more ON record (stream, record) WHERE covered IS NOT NULL",
    """
        CREATE INDEX record_refused ON record (stream, record)
          WHERE entity = 'refused_write' AND state = 0""",
    "CREATE INDEX session_by_end ON session (expires_at)",
)


async def forwards(connection: Connection) -> None:
    """Add the tables and indexes."""
    for statement in STATEMENTS:
        await connection.run(statement)
