"""Devices and codes from before the migration stay as they were.

They came from none, and a revoked one is told to wipe.
"""

import pytest

import accounts
from database.migrate import migrate, steps
from tests.fixtures.cast import NOW, a_person, a_program
from tests.fixtures.opening import open_database

STEP = "0011_where_a_device_came_from"
DEVICE = """
    INSERT INTO device (program, person, label, platform, created_at, last_seen_at, revoked_at)
    VALUES ($1, $2, 'Phone', 'ios', 1, 1, $3) RETURNING id"""
CODE = """
    INSERT INTO enrolment_code (code_hash, program, person, display_name, made_by, created_at,
        expires_at)
    VALUES ('hash', $1, $2, '', $2, 1, $3)"""


async def test_what_was_there_stays_and_came_from_none(
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
        tasha = await a_person(connection, program)
        kept, lost = [
            await connection.value(DEVICE, program.id, tasha.id, revoked) for revoked in (None, 5)
        ]
        await connection.run(CODE, program.id, tasha.id, NOW + 1)
        await accounts.add_session(
            connection,
            token_hash="lost",
            program=program.id,
            person=tasha.id,
            device=lost,
            now=1,
            expires_at=NOW,
        )

    assert STEP in await migrate(database, now=NOW)

    async with database.transaction() as connection:
        [device] = await accounts.devices_of(connection, tasha.id)
        assert (device.id, device.came_from, device.sealed) == (kept, None, 0)
        assert await accounts.device_ancestry(connection, tasha.id) == {}
        assert await accounts.revocation(connection, "lost") == "wipe"
        code = await accounts.redeem_code(connection, "hash", NOW)
        assert code is not None
        assert code.made_on is None
    await database.stop()
