"""How often something was tried, counted in the database: shared by replicas, kept over restarts."""

from storage.database import Connection

COUNT = """
    INSERT INTO attempt (bucket, window_start, tries) VALUES ($1, $2, 1)
    ON CONFLICT (bucket, window_start) DO UPDATE SET tries = attempt.tries + 1 RETURNING tries"""


async def count_attempt(connection: Connection, bucket: str, window_ms: int, now: int) -> int:
    """Counts one try, and says how many there were in the window that `now` lies in, this one included."""
    return int(await connection.value(COUNT, bucket, now - now % window_ms))


async def forget_attempts(connection: Connection, before: int) -> None:
    """Windows that began before that instant."""
    await connection.run("DELETE FROM attempt WHERE window_start < $1", before)
