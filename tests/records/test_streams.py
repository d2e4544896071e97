"""The one door for synced writes, on both engines."""

import asyncio
import re
from pathlib import Path

import pytest

from database.database import Database
from domain.errors import NotFound
from domain.records import Record, State
from records.streams import stream_transaction, write_system
from tests.phone.ids import new_id
from tests.rooms import ROOMS
from tests.sync.devices import NOW
from tests.sync.town import Town

ROOT = Path(__file__).parents[2]
WRITES = re.compile(
    r"(insert\s+into|update|delete\s+from)\s+(record|receipt)\b|update\s+stream\b", re.IGNORECASE
)
DOORS = {"records/streams.py", "records/record_sql.py", "records/receipts.py"}


def test_synced_tables_are_written_in_one_place() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ROOMS
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and WRITES.search(path.read_text())
    }
    assert found == DOORS


async def test_a_stream_that_does_not_exist_opens_no_door(database: Database) -> None:
    with pytest.raises(NotFound):
        async with stream_transaction(database, [404], now=NOW):
            pass


async def test_a_failure_inside_leaves_neither_rows_nor_numbers(database: Database) -> None:
    town = Town(database)
    await town.begin()
    with pytest.raises(ZeroDivisionError):
        async with stream_transaction(database, [town.library], now=NOW) as writer:
            await write_system(
                writer, town.library, "crisis_line", new_id(), _line("988"), mutation=new_id()
            )
            raise ZeroDivisionError
    async with database.reading() as connection:
        assert (
            await connection.value("SELECT count(*) FROM record WHERE stream = $1", town.library)
            == 0
        )
        assert await connection.value("SELECT head FROM stream WHERE id = $1", town.library) == 0


async def test_numbers_have_no_gap_and_no_twin_under_concurrent_writers(database: Database) -> None:
    town = Town(database)
    await town.begin()

    async def write_one(number: int) -> None:
        async with stream_transaction(database, [town.library], now=NOW) as writer:
            await write_system(
                writer, town.library, "crisis_line", new_id(), _line(str(number)), mutation=new_id()
            )

    await asyncio.gather(*map(write_one, range(20)))
    async with database.reading() as connection:
        rows = await connection.rows(
            "SELECT seq FROM record WHERE stream = $1 ORDER BY seq", town.library
        )
    assert [seq for (seq,) in rows] == list(range(1, 21))


async def test_several_streams_are_locked_in_one_order_whatever_order_they_are_asked_in(
    database: Database,
) -> None:
    town = Town(database)
    await town.begin()
    one, two = await town.stream("flags", person=71), await town.stream("flags", person=72)

    async def cross(streams: list[int]) -> None:
        async with stream_transaction(database, streams, now=NOW) as writer:
            await asyncio.sleep(0.001)
            assert list(writer.streams) == sorted(streams)

    await asyncio.wait_for(
        asyncio.gather(*[cross([one, two] if turn % 2 else [two, one]) for turn in range(12)]), 10
    )


async def test_what_the_system_writes_again_names_the_head_before_and_keeps_its_count(
    database: Database,
) -> None:
    town = Town(database)
    await town.begin()
    record = new_id()
    written = [await _write(database, town, record, label) for label in ("988", "988 Lifeline")][-1]
    assert (written.seq, len(written.heads["line"]), written.heads["line"][0].key.counter) == (
        2,
        1,
        1,
    )
    async with database.reading() as connection:
        assert await connection.row(
            "SELECT head, live FROM stream WHERE id = $1", town.library
        ) == (2, 1)


async def test_a_record_outlives_its_row_unchanged(database: Database) -> None:
    town = Town(database)
    await town.begin()
    record = new_id()
    async with stream_transaction(database, [town.library], now=NOW) as writer:
        written = await write_system(
            writer,
            town.library,
            "crisis_line",
            record,
            _line("Zeile — línea \x00"),
            mutation=new_id(),
        )
    async with stream_transaction(database, [town.library], now=NOW) as writer:
        read: Record = (await writer.records([record]))[town.library, record]
    assert read.state is State.LIVE
    assert {name: bytes(value) for name, value in read.body.items()} == {
        name: bytes(value) for name, value in written.body.items()
    }
    assert read.heads == written.heads
    assert read.receipt(next(iter(written.recent))) == next(iter(written.recent.values()))


async def _write(database: Database, town: Town, record: str, label: str) -> Record:
    async with stream_transaction(database, [town.library], now=NOW) as writer:
        return await write_system(
            writer, town.library, "crisis_line", record, _line(label), mutation=new_id()
        )


def _line(label: str) -> dict[str, dict[str, str]]:
    return {"line": {"label": label, "kind": "call", "value": "988"}}
