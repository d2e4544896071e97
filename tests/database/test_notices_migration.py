"""What rang before it was written down apart still counts against the cap."""

import pytest

from database.database import Database
from database.migrate import migrate, steps
from notifications.queue import past_notices
from tests.fixtures.opening import open_database

STEP = "0005_notices"
NOTICE = """
    INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at,
        state, settled_at)
    VALUES ($1, 1, 7, 'nudge', 1, $1, '2026-06-03', 0, 1000, $1, 2000)"""
STATES = (
    "due",
    "held",
    "suppressed",
    "cancelled",
    "claimed",
    "accepted",
    "no_channel",
    "gone",
    "expired",
    "failed",
    "unknown",
)


@pytest.fixture
async def as_it_was(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    database = open_database(empty_database_url)
    await database.start()
    with monkeypatch.context() as patch:
        patch.setattr("database.migrate.steps", lambda: [name for name in steps() if name < STEP])
        await migrate(database)
    async with database.transaction() as connection:
        await connection.run_many(NOTICE, [(state,) for state in STATES])
    return database


async def test_what_went_out_before_has_rung(as_it_was: Database) -> None:
    assert STEP in await migrate(as_it_was)
    async with as_it_was.reading() as connection:
        rang = await past_notices.rings_since(connection, [7], 1_000)
        steps_written = await connection.rows("SELECT * FROM notice_transition")
    await as_it_was.stop()
    assert rang == {7: [("nudge", 2_000, False)] * 3}
    assert steps_written == []
