"""After an erase the words are nowhere in the files of a SQLite database, its log included.

Security: C13.
"""

import asyncio
from pathlib import Path

import pytest

from cli.maintenance import maintained
from database.database import Database
from recovery.backup import sqlite_path
from tests.sync.devices import NOW, Device, outcomes
from tests.sync.town import Town

LONG = "erased-token," * 380
"""More than a page holds, so that it lies on pages of its own, which fall free."""


@pytest.fixture
async def phone(sqlite_database: Database) -> Device:
    town = Town(sqlite_database)
    await town.begin()
    return await town.device(await town.participant("Tasha"))


async def written(phone: Device) -> list[str]:
    records = [
        phone.write("journal_note", {"words": {"text": text}})["record"]
        for text in (LONG, "erased-token", "stays")
    ]
    assert outcomes(await phone.sync()) == ["applied"] * 3
    phone.write("journal_note", {"words": {"text": LONG[:4_900]}}, record=records[0])
    assert outcomes(await phone.sync()) == ["applied"]
    return records[:2]


async def erase(phone: Device, records: list[str]) -> None:
    for record in records:
        phone.mutate(entity="journal_note", record=record, stream=phone.streams["own"], op="erase")
    assert outcomes(await phone.sync()) == ["applied"] * len(records)


def files_of(database: Database) -> bytes:
    path: Path = sqlite_path(database.url)
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


async def test_a_scrub_leaves_no_byte_of_the_words(phone: Device) -> None:
    records = await written(phone)
    assert await phone.database.scrub()
    assert b"erased-token" in files_of(phone.database)
    await erase(phone, records)
    assert await phone.database.scrub()
    assert b"stays" in files_of(phone.database)
    assert b"erased-token" not in files_of(phone.database)


async def test_a_server_scrubs_by_itself_soon_after_an_erase(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.maintenance.SETTLE_SECONDS", 0.05)
    records = await written(phone)
    async with maintained(phone.database, lambda: NOW):
        await asyncio.sleep(0.3)
        assert b"erased-token" in files_of(phone.database)
        await erase(phone, records)
        for _ in range(50):
            await asyncio.sleep(0.05)
            if b"erased-token" not in files_of(phone.database):
                break
        assert b"erased-token" not in files_of(phone.database)


async def test_a_reading_that_is_open_puts_it_off_and_holds_up_no_push(phone: Device) -> None:
    records = await written(phone)
    async with phone.database.reading() as connection:
        await connection.value("SELECT count(*) FROM record")
        await asyncio.create_task(erase(phone, records))
        assert not await asyncio.create_task(phone.database.scrub())
        phone.write("journal_note", {"words": {"text": "meanwhile"}})
        assert outcomes(await asyncio.create_task(phone.sync())) == ["applied"]
    assert await phone.database.scrub()
    assert b"erased-token" not in files_of(phone.database)


async def test_scrubs_and_pushes_at_the_same_time_disturb_no_one(phone: Device) -> None:
    async def push(number: int) -> None:
        async with phone.database.transaction() as connection:
            await connection.run(
                "INSERT INTO attempt (bucket, window_start, tries) VALUES ('push', $1, 1)", number
            )

    await asyncio.gather(
        *[push(number) if number % 3 else phone.database.scrub() for number in range(90)]
    )
    async with phone.database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM attempt") == 60


async def test_postgresql_gives_the_space_free(postgresql_database: Database) -> None:
    town = Town(postgresql_database)
    await town.begin()
    phone = await town.device(await town.participant("Tasha"))
    await erase(phone, await written(phone))
    dead = "SELECT count(*) FROM pg_class WHERE relname = 'record' AND relallvisible > 0"
    async with postgresql_database.reading() as connection:
        assert await connection.value(dead) == 0
    assert await postgresql_database.scrub()
    async with postgresql_database.reading() as connection:
        assert await connection.value(dead) == 1, (
            "every row that is left is one that all see: no former version is"
        )
