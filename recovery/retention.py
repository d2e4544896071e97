"""Empties what is too old: the bin, dismissed versions, refused writes, what has run out.

Called every day, by any number of processes. Each batch is a transaction of its own, through the
stream writer.
"""

from collections.abc import Callable
from itertools import groupby

from msgspec import Struct

from database.database import Database, Sql
from database.tables import EnrolmentCode
from domain.authority import SYSTEM
from domain.emptying import empty_record, forget_dismissed
from domain.records import Record, State
from records.streams import stream_transaction

DAY = 86_400_000
BIN = 90 * DAY
"""How long the words of a removed record wait for a change of mind (`docs/sync.md`)."""
DISMISSED = 90 * DAY
REFUSED = 180 * DAY
EVENTS = 180 * DAY
UNUSED_CODES = 90 * DAY
BATCH = 200

THROW_IN_BIN = """
    INSERT INTO bin (stream, record, program, seq, since)
    SELECT r.stream, r.record, r.program, r.seq, CAST($1 AS bigint)
    FROM record r LEFT JOIN bin b ON b.stream = r.stream AND b.record = r.record
    WHERE r.covered IS NOT NULL AND r.state = 1 AND (b.seq IS NULL OR b.seq <> r.seq) LIMIT $2
    ON CONFLICT (stream, record) DO UPDATE SET seq = excluded.seq, since = excluded.since
      RETURNING stream"""
TAKE_OUT = """
    DELETE FROM bin WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.stream = bin.stream
      AND r.record = bin.record AND r.state = 1)"""
OLD_IN_BIN = """
    SELECT b.stream, b.record FROM bin b
      JOIN record r ON r.stream = b.stream AND r.record = b.record AND r.seq = b.seq
      AND r.state = 1
    WHERE b.since <= $1 ORDER BY b.stream, b.record LIMIT $2"""
LET_GO = Sql(
    sqlite="""
        SELECT stream, record FROM record WHERE covered IS NOT NULL AND dismissed IS NOT NULL
        AND EXISTS (SELECT 1 FROM json_tree(covered, '$.dismissed_at') AS at WHERE at.atom <= $1)
          ORDER BY stream, record LIMIT $2""",
    postgresql="""
        SELECT stream, record FROM record WHERE covered IS NOT NULL AND dismissed IS NOT NULL
        AND EXISTS (
            SELECT 1 FROM json_each(covered::json -> 'dismissed_at') AS register,
              json_each_text(register.value) AS at
            WHERE at.value::bigint <= $1)
        ORDER BY stream, record LIMIT $2""",
)


def _old(entity: str) -> Sql:
    """Return the statement for what the system wrote once in the group `what` long ago."""
    return Sql(
        sqlite=f"""
            SELECT stream, record FROM record WHERE entity = '{entity}' AND state = 0
            AND json_extract(heads, '$.what[0][1][0]') <= $1 ORDER BY stream, record LIMIT $2""",
        postgresql=f"""
            SELECT stream, record FROM record WHERE entity = '{entity}' AND state = 0
            AND (heads::json #>> '{{what,0,1,0}}')::bigint <= $1
              ORDER BY stream, record LIMIT $2""",
    )


OLD_REFUSED = _old("refused_write")
OLD_EVENTS = _old("account_event")
END_SESSIONS = """
    DELETE FROM session WHERE expires_at <= $1
    AND EXISTS (SELECT 1 FROM device d WHERE d.id = session.device AND d.revoked_at IS NULL)"""
"""Sessions of revoked devices stay, so that the device still learns that it must wipe itself."""


class RetentionCounts(Struct):
    """How many of each were emptied, for the log."""

    emptied: int = 0
    let_go: int = 0
    refused: int = 0
    events: int = 0


async def apply_retention(database: Database, *, now: int) -> RetentionCounts:
    """Empty everything that is due at `now`, in milliseconds."""
    while await _throw_in_bin(database, now):
        pass
    kept = RetentionCounts(
        emptied=await _each(database, OLD_IN_BIN, now - BIN, now, _empty_removed),
        let_go=await _each(
            database,
            LET_GO,
            now - DISMISSED,
            now,
            lambda record: forget_dismissed(record, now - DISMISSED),
        ),
        refused=await _each(database, OLD_REFUSED, now - REFUSED, now, _empty_live),
        events=await _each(database, OLD_EVENTS, now - EVENTS, now, _empty_live),
    )
    async with database.transaction() as connection:
        await connection.run(TAKE_OUT)
        await connection.run(END_SESSIONS, now)
        unused = EnrolmentCode.expires_at <= now - UNUSED_CODES, EnrolmentCode.used_at.is_null()
        await connection.query(EnrolmentCode.delete().where(*unused))
    return kept


async def _throw_in_bin(database: Database, now: int) -> bool:
    """Put newly removed records in the bin, from today.

    Not from when they were removed: a phone's clock may be wrong by years.
    """
    async with database.transaction() as connection:
        return len(await connection.rows(THROW_IN_BIN, now, BATCH)) == BATCH


async def _each(
    database: Database, due: str | Sql, until: int, now: int, change: Callable[[Record], bool]
) -> int:
    """Return how many records were changed, in batches, until no more are due."""
    count = 0
    while True:
        async with database.reading() as connection:
            places = [
                (stream, record) for stream, record in await connection.rows(due, until, BATCH)
            ]
        before = count
        for stream, of_stream in groupby(places, key=lambda place: place[0]):
            count += await _change(
                database, stream, [record for _, record in of_stream], now, change
            )
        if len(places) < BATCH or count == before:
            return count


async def _change(
    database: Database, stream: int, records: list[str], now: int, change: Callable[[Record], bool]
) -> int:
    """Change records under the lock, where what was due may be so no longer."""
    async with stream_transaction(database, [stream], now=now) as writer:
        changed = [record for record in (await writer.records(records)).values() if change(record)]
        for record in changed:
            writer.number(record)
        await writer.save(changed, SYSTEM)
        return len(changed)


def _empty_removed(record: Record) -> bool:
    if record.state is not State.REMOVED:
        return False
    empty_record(record)
    return True


def _empty_live(record: Record) -> bool:
    if record.state is not State.LIVE:
        return False
    empty_record(record)
    return True
