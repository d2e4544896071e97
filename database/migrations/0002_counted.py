"""Versions that were let go, what a device's counts stood for, and the sealing secret."""

import secrets

from database.connection import Connection

STATEMENTS = (
    "ALTER TABLE record ADD COLUMN dismissed text",
    "ALTER TABLE deployment ADD COLUMN secret text",
    """
        CREATE TABLE counted (program bigint NOT NULL, device bigint NOT NULL,
          upto bigint NOT NULL, counts text NOT NULL)""",
    "CREATE INDEX counted_of_device ON counted (device, upto)",
)


async def forwards(connection: Connection) -> None:
    """Add columns and tables for counts, let-go versions and the secret."""
    for statement in STATEMENTS:
        await connection.run(statement)
    await connection.run("UPDATE deployment SET secret = $1", secrets.token_hex(32))
