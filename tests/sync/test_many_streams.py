"""A supervisor reads the flags of everyone in a big program.

A cursor of many streams is still a cursor.
"""

import time

from database.database import Database
from tests.sync.devices import NOW, PROGRAM, Device, outcomes
from tests.sync.town import Town

PARTICIPANTS = 3_000
STREAM = "INSERT INTO stream (id, program, kind, person) VALUES ($1, $2, 'flags', $1)"
READER = (
    "INSERT INTO reader (person, stream, role, grant_no, program) VALUES ($1, $2, 'reader', $3, $4)"
)
FIRST = 1_000_000


async def supervisor_of_many(database: Database, town: Town) -> Device:
    ruth = await town.peer("Ruth")
    async with database.transaction() as connection:
        streams = range(FIRST, FIRST + PARTICIPANTS)
        await connection.run_many(STREAM, [(stream, PROGRAM) for stream in streams])
        await connection.run_many(
            READER, [(ruth["person"], stream, NOW, PROGRAM) for stream in streams]
        )
    return await town.device(ruth)


async def test_a_supervisor_of_thousands_goes_on_reading(town: Town, database: Database) -> None:
    desk = await supervisor_of_many(database, town)
    tasha = await town.participant("Tasha")
    await town.grant(tasha["person"], FIRST + 7, "participant")
    phone = await town.device(tasha)

    await desk.sync_all()
    flag = phone.write(
        "support_flag", {"ask": {"recorded_at": "2026-09-21T12:00:00Z"}}, stream=FIRST + 7
    )["record"]
    assert outcomes(await phone.sync()) == ["applied"]
    began = time.perf_counter()
    await desk.sync_all()

    assert desk.shown(flag)["entity"] == "support_flag"
    assert time.perf_counter() - began < 5
    assert desk.cursor
    assert len(desk.cursor) > 20_000
