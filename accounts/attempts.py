"""How often something was tried, and from where people came in.

Shared by processes, kept over restarts.
"""

from database.database import Connection

COUNT = """
    INSERT INTO attempt (bucket, window_start, tries, ends_at) VALUES ($1, $2, 1, $3)
    ON CONFLICT (bucket, window_start) DO UPDATE SET tries = attempt.tries + 1
      WHERE attempt.tries < $4"""
REMEMBER = """
    INSERT INTO known_source (source, seen_at) VALUES ($1, $2)
      ON CONFLICT (source) DO UPDATE SET seen_at = excluded.seen_at"""


async def attempts_in(connection: Connection, bucket: str, window_ms: int, now: int) -> int:
    """Return how many there were in the window that `now` lies in."""
    statement = "SELECT tries FROM attempt WHERE bucket = $1 AND window_start = $2"
    return int(await connection.value(statement, bucket, now - now % window_ms) or 0)


async def count_attempt(
    connection: Connection, bucket: str, window_ms: int, now: int, *, most: int
) -> None:
    """Count one in the window that `now` lies in, up to `most`: past that nothing is written."""
    began = now - now % window_ms
    await connection.run(COUNT, bucket, began, began + window_ms, most)


async def forget_attempts(connection: Connection, now: int, *, known_before: int) -> None:
    """Delete windows that have ended, and sources from which no one has come in since."""
    # Both tables hold hashes of networks and logins: what no limit needs any more must not be kept.
    await connection.run("DELETE FROM attempt WHERE ends_at <= $1", now)
    await connection.run("DELETE FROM known_source WHERE seen_at < $1", known_before)


async def is_known_source(connection: Connection, source: str, since: int) -> bool:
    """Return whether someone came in from there since then."""
    return (
        await connection.value(
            "SELECT 1 FROM known_source WHERE source = $1 AND seen_at >= $2", source, since
        )
        is not None
    )


async def remember_source(connection: Connection, source: str, now: int) -> None:
    """Note that someone came in from there."""
    await connection.run(REMEMBER, source, now)
