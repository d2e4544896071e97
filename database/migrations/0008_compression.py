"""Packs what grows with every edit by LZ4, where PostgreSQL has it.

Its own way takes three times as long (decision 0026).
"""

from database.connection import Connection

POSTGRESQL = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression'
      AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE record ALTER COLUMN history SET COMPRESSION lz4, ALTER COLUMN body
          SET COMPRESSION lz4;
    END IF;
END $$"""


async def forwards(connection: Connection) -> None:
    """Set the compression of the columns."""
    if connection.dialect == "postgresql":
        await connection.run(POSTGRESQL)
