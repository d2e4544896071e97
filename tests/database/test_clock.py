"""A clock that is wrong deletes nothing, on either engine (security: F5)."""

import logging
import time
from datetime import UTC, datetime

import pytest

import accounts
from api.settings import Settings
from cli.app import create_app
from cli.maintenance import DailyMaintenance
from cli.tasks import confirmed_clock
from database.clock import LEAP, DatabaseClock, confirm, may_forget
from database.database import Database
from tests.fixtures.cast import NOW, a_device, a_person, a_program
from tests.fixtures.opening import ledger_beside

DAY = 86_400_000
YEAR = 365 * DAY
ORIGIN = "https://alongside.example"


async def a_session(database: Database) -> None:
    """Of a person, for 90 days from now."""
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection))
        device = await a_device(connection, person)
        await accounts.add_session(
            connection,
            token_hash="hash",
            program=person.program,
            person=person.id,
            device=device.id,
            now=NOW,
            expires_at=NOW + 90 * DAY,
        )


async def sessions(database: Database) -> int:
    async with database.reading() as connection:
        return int(await connection.value("SELECT count(*) FROM session"))


async def test_a_clock_two_years_ahead_deletes_no_session_and_says_so_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    now = [NOW]
    household = DailyMaintenance(database, lambda: now[0])
    await a_session(database)
    await household.keep()
    now[0] = NOW + 2 * YEAR
    with caplog.at_level(logging.ERROR):
        await household.keep()
        await household.keep()
    assert await sessions(database) == 1
    assert len([record for record in caplog.records if "confirm-clock" in record.getMessage()]) == 1
    now[0] = NOW + DAY
    await household.keep()
    assert await sessions(database) == 1


async def test_a_fault_in_one_of_the_days_works_ends_neither_the_round_nor_those_to_come(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.transaction() as connection:
        await a_program(connection)
        await connection.run("ALTER TABLE program RENAME COLUMN time_zone TO zone_of_time")
    with caplog.at_level(logging.ERROR):
        await DailyMaintenance(database, lambda: NOW).keep()
    assert [
        record.getMessage() for record in caplog.records if "keeping failed" in record.getMessage()
    ]
    async with database.reading() as connection:
        assert (
            await connection.value("SELECT count(*) FROM ledger WHERE content LIKE '%mark%'") == 1
        )


async def test_what_is_old_goes_again_when_someone_has_confirmed_the_clock(
    database: Database,
) -> None:
    await a_session(database)
    async with database.transaction() as connection:
        assert await may_forget(connection, NOW)
    household = DailyMaintenance(database, lambda: NOW + 2 * YEAR)
    await household.keep()
    assert await sessions(database) == 1
    async with database.transaction() as connection:
        await confirm(connection, NOW + 2 * YEAR)
    await household.keep()
    assert await sessions(database) == 0


async def test_the_command_confirms_the_time_that_it_prints(database: Database) -> None:
    local = NOW if database.dialect == "sqlite" else 0
    [line] = await confirmed_clock(database, local)
    async with database.reading() as connection:
        mark = await connection.value("SELECT clock_mark FROM deployment")
    assert mark == NOW if database.dialect == "sqlite" else abs(mark - time.time() * 1000) < 60_000
    assert line.startswith(f"it is {datetime.fromtimestamp(mark / 1000, UTC):%Y-%m-%d}")


@pytest.mark.parametrize(
    ("passed", "is_believed"),
    [(0, True), (LEAP, True), (LEAP + 1, False), (-YEAR, True), (10 * YEAR, False)],
)
async def test_up_to_seven_days_are_believed(
    database: Database, passed: int, is_believed: bool
) -> None:
    async with database.transaction() as connection:
        assert await may_forget(connection, NOW)
        assert await may_forget(connection, NOW + passed) is is_believed
        assert await connection.value("SELECT clock_mark FROM deployment") == (
            NOW + max(passed, 0) if is_believed else NOW
        )


async def test_a_day_a_time_is_a_year_in_the_end(database: Database) -> None:
    async with database.transaction() as connection:
        assert all([await may_forget(connection, NOW + days * DAY) for days in range(0, 365, 5)])


async def test_a_process_goes_by_the_clock_of_the_database_whatever_its_own_shows(
    postgresql_database: Database,
) -> None:
    count = [5_000]
    clock = DatabaseClock(lambda: NOW + 2 * YEAR, lambda: count[0])
    assert clock() == NOW + 2 * YEAR
    await clock.ask(postgresql_database)
    assert abs(clock() - time.time() * 1000) < 60_000
    before = clock()
    count[0] += 1_234
    assert clock() - before == 1_234


async def test_a_served_deployment_goes_by_one_clock(
    postgresql_url: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the machine's time is made wrong here."""
    monkeypatch.setattr("time.time_ns", lambda: (NOW + 2 * YEAR) * 1_000_000)
    for url, is_shared in ((postgresql_url, True), (sqlite_url, False)):
        ledger = str(ledger_beside(url))
        app = create_app(
            Settings(
                database_url=url,
                ledger=ledger,
                origin=ORIGIN,
                vapid_contact="mailto:someone@example.org",
                worker="off",
            )
        )
        async with app.lifespan():
            assert (abs(app.state.clock() - (NOW + 2 * YEAR)) > YEAR) is is_shared
