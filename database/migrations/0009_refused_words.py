"""An index of the refused writes that still have words, those in the bin too.

An erase follows its record's words there.
"""

from database.connection import Connection


async def forwards(connection: Connection) -> None:
    """Add the index."""
    await connection.run(
        """
            CREATE INDEX record_refused_words ON record (stream, record)
              WHERE entity = 'refused_write' AND state IN (0, 1)"""
    )
