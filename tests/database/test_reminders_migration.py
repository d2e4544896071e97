"""What was there before reminders stays as it was.

One occurrence may be told to several people, and each of them is told once.
"""

import pytest

from database.database import Database
from database.errors import AlreadyThere
from database.migrate import migrate, steps
from notifications.queue.checked_in import checked_in
from tests.fixtures.cast import NOW, a_device_of_then, a_person, a_program
from tests.fixtures.opening import open_database

STEP = "0006_reminders"
NOTICE = """
    INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at,
        state)
    VALUES ($1, 1, $2, 'nudge', 7, 'a plan', '2026-06-03', 0, 5, 'accepted')"""
RECORD = """
    INSERT INTO record (stream, record, seq, program, entity, state, heads, body, history)
    VALUES ($1, $2, 1, $3, 'check_in', 0, '{}', '{"answers":{"local_date":"2026-06-03","mood":3}}',
        '{}')"""
STREAM = "INSERT INTO stream (program, kind, person) VALUES ($1, 'own', $2) RETURNING id"


async def test_what_was_there_stays_and_can_be_asked_for(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(empty_database_url)
    await database.start()
    earlier = steps()[: steps().index(STEP)]
    with monkeypatch.context() as patch:
        patch.setattr("database.migrate.steps", lambda: earlier)
        await migrate(database)
    async with database.transaction() as connection:
        program = await a_program(connection)
        tasha, ruth = (
            await a_person(connection, program),
            await a_person(connection, program, "Ruth", "supervisor"),
        )
        device = await a_device_of_then(connection, tasha)
        await connection.run("UPDATE device SET waiting = 3 WHERE id = $1", device)
        stream = await connection.value(STREAM, program.id, tasha.id)
        await connection.run(RECORD, stream, "a check-in", program.id)
        await connection.run(NOTICE, "first", tasha.id)

    assert STEP in await migrate(database, now=NOW)

    assert await again(database, "first again", tasha.id) is False
    assert await again(database, "for another", ruth.id) is True
    async with database.reading() as connection:
        assert await connection.rows("SELECT uuid, person, state FROM notice ORDER BY id") == [
            ("first", tasha.id, "accepted"),
            ("for another", ruth.id, "accepted"),
        ]
        assert await connection.value("SELECT waiting FROM device") == 0
        day = "2026-06-03"
        assert await checked_in(connection, [(tasha.id, day), (ruth.id, day)]) == {(tasha.id, day)}
    await database.stop()


async def again(database: Database, uuid: str, person: int) -> bool:
    """Whether the same occurrence can be kept for this person too."""
    try:
        async with database.transaction() as connection:
            await connection.run(NOTICE, uuid, person)
    except AlreadyThere:
        return False
    return True
