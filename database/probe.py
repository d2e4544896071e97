"""Whether the database and its ledger can be written: tried by a write, down to the disk."""

import asyncio
import os
from pathlib import Path

from database.database import Database
from database.errors import Unavailable

WRITE = """
    INSERT INTO attempt (bucket, window_start, tries, ends_at) VALUES ('write probe', 0, 1, 0)
    ON CONFLICT (bucket, window_start) DO UPDATE SET tries = attempt.tries + 1"""
"""A count that says nothing and that the daily round removes.

It has to change: SQLite writes no page that stays the same.
"""
LINE = b"\n" * 4096
"""More than an entry of the ledger takes."""


async def probe(database: Database) -> None:
    """Write to the database and beside its ledger; return when it was on disk.

    Raises `Unavailable` where it was not.
    """
    async with database.transaction() as connection:
        await connection.run(WRITE)
    await asyncio.to_thread(_beside, f"{database.ledger.path}.probe")


def _beside(path: str) -> None:
    """Write a file of its own: nothing is ever put into the ledger that is no entry."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            whole = os.write(file, LINE) == len(LINE)
            os.fsync(file)
        finally:
            os.close(file)
            Path(path).unlink()
    except OSError as error:
        raise Unavailable(
            "The ledger beside the database cannot be written.", retry_after=5
        ) from error
    if not whole:
        raise Unavailable("The disk of the ledger is full.", retry_after=5)
