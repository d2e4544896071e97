"""How long refused words, the news of phones, sessions and codes are kept."""

import pytest

import accounts
from program.phones import add_account_event
from recovery.retention import DAY, apply_retention
from tests.fixtures.edge import in_transaction
from tests.fixtures.life import check_digests, everything_in
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes


@pytest.mark.parametrize(("days", "there"), [(179, True), (180, False), (181, False)])
async def test_refused_words_are_kept_for_their_author_for_180_days(
    phone: Device, days: int, there: bool
) -> None:
    phone.write("goal", {"words": {"title": "refused-token" * 20}})
    assert outcomes(await phone.sync(now=NOW)) == ["refused"]

    kept = await apply_retention(phone.database, now=NOW + days * DAY)
    assert kept.refused == (not there)
    assert ("refused-token" in await everything_in(phone.database)) is there
    await check_digests(phone.database)


@pytest.mark.parametrize(("days", "there"), [(179, True), (180, False)])
async def test_what_happened_to_phones_is_told_for_180_days(
    phone: Device, days: int, there: bool
) -> None:
    await in_transaction(
        phone.database,
        add_account_event,
        phone.caller.person,
        "phone_added",
        "event-token",
        now=NOW,
        new_id=new_id,
    )

    kept = await apply_retention(phone.database, now=NOW + days * DAY)
    assert kept.events == (not there)
    assert ("event-token" in await everything_in(phone.database)) is there
    await check_digests(phone.database)


async def test_sessions_and_codes_that_ran_out_go_but_a_revoked_phone_is_told(
    phone: Device,
) -> None:
    person, database = phone.caller.person, phone.database
    async with database.transaction() as connection:
        revoked = await accounts.add_device(
            connection, program=1, person=person, label="", platform="web", now=NOW
        )
        for token, device in (("open", phone.caller.device), ("revoked", revoked.id)):
            await accounts.add_session(
                connection,
                token_hash=token,
                program=1,
                person=person,
                device=device,
                now=NOW,
                expires_at=NOW + DAY,
            )
        await accounts.revoke_device(connection, revoked.id, NOW)
        for code in ("used", "unused"):
            await accounts.add_code(
                connection, code_hash=code, program=1, made_by=person, now=NOW, expires_at=NOW + DAY
            )
        await accounts.redeem_code(connection, "used", NOW)
    await apply_retention(database, now=NOW + DAY - 1)
    async with database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM session") == 2
    await apply_retention(database, now=NOW + 91 * DAY)
    async with database.reading() as connection:
        assert await connection.rows("SELECT token_hash FROM session") == [("revoked",)]
        assert await connection.rows("SELECT code_hash FROM enrolment_code") == [("used",)]
        assert await accounts.revocation(connection, "revoked") == "wipe"
