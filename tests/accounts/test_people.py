"""Programs, people, credentials, devices and sessions, codes and attempts."""

import asyncio

import pytest

import accounts
from database.database import Database
from database.errors import AlreadyThere
from tests.fixtures.cast import NOW, a_device, a_person, a_program

TOKEN = "5" * 64
CODE = "c" * 64
LATER = NOW + 1_000


async def test_a_program_comes_back_as_it_was_made(database: Database) -> None:
    async with database.transaction() as connection:
        made = await accounts.add_program(
            connection,
            slug="lantern",
            name="Lantern",
            time_zone="America/Chicago",
            languages=["en"],
            coverage={"hours": "9–17"},
            now=NOW,
        )
    async with database.reading() as connection:
        assert await accounts.program(connection, made.id) == made
        assert await accounts.program_of_slug(connection, "lantern") == made
        assert await accounts.programs(connection) == [made]
        assert await accounts.library_of(connection, made.id) is not None
        assert await accounts.program_of_slug(connection, "other") is None


async def test_a_slug_is_taken_once(database: Database) -> None:
    async with database.transaction() as connection:
        await a_program(connection)
    with pytest.raises(AlreadyThere):
        async with database.transaction() as connection:
            await a_program(connection)


async def test_the_deployment_has_an_epoch(database: Database) -> None:
    async with database.reading() as connection:
        assert len(await accounts.deployment_epoch(connection)) == 16


async def test_a_person_comes_back_as_they_were_added(database: Database) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        added = await a_person(connection, program)
        staff = await a_person(connection, program, "Denise", "peer")
        assert (added.kind, staff.kind) == ("participant", "staff")
        assert added.stop_sharing is False
        assert await accounts.person(connection, added.id) == added
        assert await accounts.person_of_uuid(connection, added.uuid) == added
        assert await accounts.people_of(connection, program.id) == [added, staff]
        assert await accounts.people_of(connection, program.id, kind="staff") == [staff]


async def test_a_person_is_never_seen_earlier_than_before(database: Database) -> None:
    async with database.transaction() as connection:
        added = await a_person(connection, await a_program(connection))
        for instant in (LATER, NOW):
            await accounts.touch_person(connection, added.id, instant)
        found = await accounts.person(connection, added.id)
        assert found is not None
        assert found.last_seen_at == LATER


async def test_a_one_time_code_of_the_authenticator_counts_once(database: Database) -> None:
    async with database.transaction() as connection:
        added = await a_person(connection, await a_program(connection), "Marcus", "supervisor")
        credential = await accounts.add_credential(
            connection,
            person=added.id,
            program=added.program,
            login="marcus",
            password_hash="$argon2id$…",
            totp_secret="S",
        )
        assert await accounts.credential_of_login(connection, "marcus") == credential
        assert [
            await accounts.use_totp_step(connection, added.id, step) for step in (7, 7, 6, 8)
        ] == [True, False, False, True]
        await accounts.set_password(connection, added.id, "another")
        changed = await accounts.credential_of_login(connection, "marcus")
        assert changed is not None
        assert (changed.password_hash, changed.totp_last_step) == ("another", 8)


@pytest.fixture
async def person(database: Database) -> accounts.Person:
    async with database.transaction() as connection:
        added = await a_person(connection, await a_program(connection))
        device = await a_device(connection, added)
        await accounts.add_session(
            connection,
            token_hash=TOKEN,
            program=added.program,
            person=added.id,
            device=device.id,
            now=NOW,
            expires_at=LATER,
        )
    return added


async def session(database: Database, now: int = NOW) -> accounts.Session | None:
    async with database.reading() as connection:
        return await accounts.session_by_token_hash(connection, TOKEN, now)


async def test_a_session_is_found_by_its_token_until_it_expires(
    database: Database, person: accounts.Person
) -> None:
    found = await session(database)
    assert found is not None
    assert (found.person, found.program, found.role, found.person_uuid) == (
        person.id,
        person.program,
        "participant",
        person.uuid,
    )
    assert await session(database, LATER - 1) is not None
    assert await session(database, LATER) is None


async def test_a_used_session_lasts_longer(database: Database, person: accounts.Person) -> None:
    async with database.transaction() as connection:
        await accounts.touch_session(connection, TOKEN, NOW + 500, LATER + 500)
        [device] = await accounts.devices_of(connection, person.id)
    found = await session(database, LATER)
    assert found is not None
    assert found.last_seen_at == device.last_seen_at == NOW + 500


async def test_a_revoked_device_takes_its_session_and_subscription_along(
    database: Database, person: accounts.Person
) -> None:
    async with database.transaction() as connection:
        [device] = await accounts.devices_of(connection, person.id)
        await connection.run(
            """INSERT INTO push_subscription (program, person, device, endpoint, p256dh, auth,
                vapid_key, state, created_at)
            VALUES ($1, $2, $3, 'https://push.example/1', 'p', 'a', 'v', 'active', 1)""",
            person.program,
            person.id,
            device.id,
        )
        assert await accounts.revoke_device(connection, device.id, NOW)
        assert not await accounts.revoke_device(connection, device.id, LATER)
    async with database.reading() as connection:
        assert await accounts.devices_of(connection, person.id) == []
        revoked = await accounts.device(connection, device.id)
        assert revoked is not None
        assert revoked.revoked_at == NOW
        assert await connection.value("SELECT count(*) FROM push_subscription") == 0
    assert await session(database) is None


async def test_a_revoked_device_is_no_door_even_while_its_session_row_stands(
    database: Database, person: accounts.Person
) -> None:
    async with database.transaction() as connection:
        await connection.run("UPDATE device SET revoked_at = $1 WHERE person = $2", NOW, person.id)
    assert await session(database) is None


@pytest.mark.parametrize("status", ["removed", "discharged", "erased", "on_leave"])
async def test_a_person_who_is_not_active_has_no_session(
    database: Database, person: accounts.Person, status: accounts.persons.Status
) -> None:
    async with database.transaction() as connection:
        await accounts.set_status(connection, person.id, status)
    assert await session(database) is None


async def test_all_sessions_of_a_person_end_at_once(
    database: Database, person: accounts.Person
) -> None:
    async with database.transaction() as connection:
        await accounts.end_sessions_of(connection, person.id)
    assert await session(database) is None


async def add_code(database: Database, person: accounts.Person) -> accounts.EnrolmentCode:
    async with database.transaction() as connection:
        return await accounts.add_code(
            connection,
            code_hash=CODE,
            program=person.program,
            made_by=person.id,
            now=NOW,
            expires_at=LATER,
            display_name="Ray",
        )


async def redeem(database: Database, now: int = NOW) -> accounts.EnrolmentCode | None:
    async with database.transaction() as connection:
        return await accounts.redeem_code(connection, CODE, now)


async def test_a_code_opens_one_account_once(database: Database, person: accounts.Person) -> None:
    made = await add_code(database, person)
    redeemed = [
        found for found in await asyncio.gather(*(redeem(database) for _ in range(20))) if found
    ]
    assert [found.id for found in redeemed] == [made.id]
    async with database.transaction() as connection:
        await accounts.set_code_user(connection, made.id, person.id)
        found = await accounts.code(connection, made.id)
    assert found is not None
    assert (found.used_at, found.used_by, found.display_name) == (NOW, person.id, "Ray")


async def test_a_code_ends_at_its_time(database: Database, person: accounts.Person) -> None:
    await add_code(database, person)
    assert await redeem(database, LATER) is None
    assert await redeem(database, LATER - 1) is not None


async def test_a_voided_code_opens_nothing(database: Database, person: accounts.Person) -> None:
    made = await add_code(database, person)
    async with database.transaction() as connection:
        assert not await accounts.void_code(connection, person.program + 1, made.id, NOW)
        assert await accounts.void_code(connection, person.program, made.id, NOW)
        assert [each.voided_at for each in await accounts.codes_of(connection, person.program)] == [
            NOW
        ]
    assert await redeem(database) is None


async def test_tries_are_counted_by_bucket_and_window_and_up_to_a_bound(database: Database) -> None:
    async def tried(bucket: str, now: int, most: int = 1_000) -> int:
        async with database.transaction() as connection:
            await accounts.count_attempt(connection, bucket, 1_000, now, most=most)
            return await accounts.attempts_in(connection, bucket, 1_000, now)

    await asyncio.gather(*(tried("a", NOW) for _ in range(20)))
    assert await tried("b", NOW) == 1
    assert await tried("a", NOW + 999) == 21
    assert await tried("a", NOW + 1_000) == 1
    assert [await tried("c", NOW, most=2) for _ in range(4)] == [1, 2, 2, 2]
    async with database.transaction() as connection:
        await accounts.forget_attempts(connection, NOW + 1_000, known_before=0)
    assert await tried("a", NOW) == 1
    assert await tried("a", NOW + 1_000) == 2


async def test_a_place_is_known_until_no_one_comes_in_from_there(database: Database) -> None:
    async with database.transaction() as connection:
        await accounts.remember_source(connection, "here", NOW)
        await accounts.remember_source(connection, "here", LATER)
        assert await accounts.is_known_source(connection, "here", LATER)
        assert not await accounts.is_known_source(connection, "here", LATER + 1)
        assert not await accounts.is_known_source(connection, "there", NOW)
        await accounts.forget_attempts(connection, LATER, known_before=LATER + 1)
        assert not await accounts.is_known_source(connection, "here", NOW)
