"""How often something was tried, and from where people came in.

Shared by processes, kept over restarts.
"""

from database.database import Connection
from database.tables import Attempt, KnownSource

COUNT = """
    INSERT INTO attempt (bucket, window_start, tries, ends_at) VALUES ($1, $2, 1, $3)
    ON CONFLICT (bucket, window_start) DO UPDATE SET tries = attempt.tries + 1
      WHERE attempt.tries < $4"""


async def attempts_in(connection: Connection, bucket: str, window_ms: int, now: int) -> int:
    """Return how many there were in the window that `now` lies in."""
    rows = await connection.query(
        Attempt.select(Attempt.tries).where(
            Attempt.bucket == bucket, Attempt.window_start == now - now % window_ms
        )
    )
    return int(rows[0]["tries"]) if rows else 0


async def count_attempt(
    connection: Connection, bucket: str, window_ms: int, now: int, *, most: int
) -> None:
    """Count one in the window that `now` lies in, up to `most`: past that nothing is written."""
    began = now - now % window_ms
    await connection.run(COUNT, bucket, began, began + window_ms, most)


async def forget_attempts(connection: Connection, now: int, *, known_before: int) -> None:
    """Delete windows that have ended, and sources from which no one has come in since."""
    # Both tables hold hashes of networks and logins: what no limit needs any more must not be kept.
    await connection.query(Attempt.delete().where(Attempt.ends_at <= now))
    await connection.query(KnownSource.delete().where(KnownSource.seen_at < known_before))


async def is_known_source(connection: Connection, source: str, since: int) -> bool:
    """Return whether someone came in from there since then."""
    return bool(
        await connection.query(
            KnownSource.exists().where(KnownSource.source == source, KnownSource.seen_at >= since)
        )
    )


async def remember_source(connection: Connection, source: str, now: int) -> None:
    """Note that someone came in from there."""
    row = KnownSource(source=source, seen_at=now)
    await connection.query(
        KnownSource.insert(row).on_conflict(KnownSource.source, "DO UPDATE", [KnownSource.seen_at])
    )
