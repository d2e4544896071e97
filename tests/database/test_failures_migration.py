"""Counts of tries from before go on as they were, and are forgotten with the first look.

No place is known yet.
"""

import pytest

import accounts
from database.migrate import migrate, steps
from tests.fixtures.cast import NOW
from tests.fixtures.opening import open_database

STEP = "0010_failures_and_places"
WINDOW = 1_000


async def test_counts_go_on_until_they_are_forgotten(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(empty_database_url)
    await database.start()
    earlier = steps()[: steps().index(STEP)]
    with monkeypatch.context() as patch:
        patch.setattr("database.migrate.steps", lambda: earlier)
        await migrate(database)
    async with database.transaction() as connection:
        await connection.run(
            "INSERT INTO attempt (bucket, window_start, tries) VALUES ('enrol.all:x', $1, 7)",
            NOW - NOW % WINDOW,
        )

    assert STEP in await migrate(database, now=NOW)

    async with database.transaction() as connection:
        await accounts.count_attempt(connection, "enrol.all:x", WINDOW, NOW, most=10)
        assert await accounts.attempts_in(connection, "enrol.all:x", WINDOW, NOW) == 8
        assert not await accounts.is_known_source(connection, "enrol:abcdef", 0)
        await accounts.forget_attempts(connection, NOW, known_before=0)
        assert await accounts.attempts_in(connection, "enrol.all:x", WINDOW, NOW) == 0
    await database.stop()
