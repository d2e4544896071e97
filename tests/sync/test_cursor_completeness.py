"""A reader that only pulls sees every committed change under concurrent writers.

Rules: `docs/sync.md`, section 9, property 5; security: B10.

The second test takes the lock out and must see the reader miss changes; otherwise the first would
prove nothing.
"""

import asyncio
from collections.abc import Iterable
from itertools import count, cycle

import pytest

import records.streams
from database.database import Connection, Database
from domain.authority import Authority
from domain.declare import StreamKind
from domain.records import Record
from records.locked_streams import Stream
from records.record_rows import Row
from records.streams import StreamWriter
from tests.sync.devices import Device
from tests.sync.town import Town

WRITERS, PUSHES = 6, 12
SEQUENCE, PAUSES = count(1), cycle(range(8))

save = StreamWriter.save


async def test_a_reader_misses_nothing_while_others_write(town: Town) -> None:
    assert await _missed(town) == 0


async def test_without_the_lock_a_reader_does_miss_changes(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(postgresql_database)
    await town.begin()
    monkeypatch.setattr(records.streams, "lock", _read_without_lock)
    monkeypatch.setattr(StreamWriter, "save", _save_and_pause)
    assert await _missed(town) > 0


async def _missed(town: Town) -> int:
    """How many records a reading phone has not seen, after writers who pushed at the same time."""
    tasha = await town.participant("Tasha")
    writers = [await town.device(tasha) for _ in range(WRITERS)]
    reader = await town.device(tasha)
    writing = asyncio.gather(*map(_write, writers))
    while not writing.done():
        await reader.sync_all()
        await asyncio.sleep(0.002)
    await writing
    await reader.sync_all()
    async with town.database.reading() as connection:
        stored = await connection.value(
            "SELECT count(*) FROM record WHERE stream = $1", tasha["own"]
        )
    return int(stored) - len(
        [row for row in reader.rows.values() if row["entity"] == "journal_note"]
    )


async def _write(device: Device) -> None:
    for number in range(PUSHES):
        device.write("journal_note", {"words": {"text": f"{device.caller.device}/{number}"}})
        await device.sync()
        await asyncio.sleep(0)


async def _read_without_lock(connection: Connection, streams: list[int]) -> dict[int, Stream]:
    """Take numbers from a sequence, as a design without the lock would.

    They are unique, and committed in any order.
    """
    found = {}
    for stream in streams:
        row = await connection.row(
            "SELECT program, kind, person, assignment, live, digest FROM stream WHERE id = $1",
            stream,
        )
        assert row is not None
        program, kind, person, assignment, live, digest = row
        found[stream] = Stream(
            id=stream,
            program=program,
            kind=StreamKind(kind),
            person=person,
            assignment=assignment,
            head=next(SEQUENCE),
            live=live,
            digest=digest,
        )
    return found


async def _save_and_pause(
    self: StreamWriter, records: Iterable[Record], authority: Authority
) -> list[Row]:
    """Lets other writers in between the numbering and the commit, as a busy server does."""
    saved = await save(self, records, authority)
    await asyncio.sleep(0.001 * next(PAUSES))
    return saved
