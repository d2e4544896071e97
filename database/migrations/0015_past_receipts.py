"""A table for the receipts of records that were changed often.

They are asked for by name, and seldom. They move when the record is next written
(`records/past_receipts.py`).
"""

from database.connection import Connection

STATEMENTS = (
    "ALTER TABLE record ADD COLUMN shelf text",
    """CREATE TABLE past_receipt (
        shelf text NOT NULL, mutation text NOT NULL, program bigint NOT NULL,
        ranked smallint NOT NULL, receipt text NOT NULL,
        PRIMARY KEY (shelf, mutation))""",
    "CREATE INDEX past_receipt_ranked ON past_receipt (shelf) WHERE ranked = 1",
)


async def forwards(connection: Connection) -> None:
    """Add the table."""
    for statement in STATEMENTS:
        await connection.run(statement)
