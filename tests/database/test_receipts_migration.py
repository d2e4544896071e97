"""Writers from before receipts were kept by person are answered as before.

Also where they have lost the right since.
"""

from collections.abc import AsyncIterator

import pytest

from database.database import Database
from database.migrate import migrate, steps
from tests.fixtures.opening import open_database
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town

STEP = "0017_receipts_of_persons"


@pytest.fixture
async def as_it_was(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    database = open_database(empty_database_url)
    await database.start()
    with monkeypatch.context() as patch:
        patch.setattr("database.migrate.steps", lambda: [name for name in steps() if name < STEP])
        await migrate(database)
    yield database
    await database.stop()


async def _encouraged(town: Town) -> tuple[Device, Device, int]:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    peer, phone = await town.device(marcus), await town.device(tasha)
    note = peer.write("encouragement", {"words": {"text": "Well done"}}, stream=stream)
    await peer.sync(keep=True)
    await phone.sync_all()
    phone.write(
        "encouragement", {"answer": {"reaction": "heart"}}, stream=stream, record=note["record"]
    )
    phone.write("journal_note", {"words": {"text": "A note"}})
    await phone.sync(keep=True)
    await town.revoke(marcus["person"], stream)
    return peer, phone, stream


async def test_everyone_has_the_receipts_of_what_they_wrote_with_others(
    as_it_was: Database,
) -> None:
    town = Town(as_it_was)
    await town.begin()
    peer, phone, stream = await _encouraged(town)
    async with as_it_was.transaction() as connection:
        await connection.run("DELETE FROM receipt")
    assert STEP in await migrate(as_it_was)
    async with as_it_was.reading() as connection:
        rows = await connection.rows("SELECT person, mutation FROM receipt")
    theirs = [
        (each.caller.person, mutation["id"])
        for each in (peer, phone)
        for mutation in each.outbox
        if mutation["stream"] == stream
    ]
    assert sorted(rows) == sorted(theirs)
    assert outcomes(await peer.sync()) == ["duplicate"]
