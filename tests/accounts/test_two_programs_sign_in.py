"""Phones, sessions, codes and passwords belong to one person of one program."""

import accounts
from database.database import Connection, Database
from notifications.queue import push_subscriptions
from tests.fixtures.cast import NOW, a_device
from tests.fixtures.neighbourhood import LATER, Streets, read_person


async def test_a_phone_is_reached_by_what_is_its_own_persons(
    database: Database, streets: Streets
) -> None:
    """Should an address ever stand under another person's phone, nobody is reached there."""
    one, other = streets[0].pairs[0][0], streets[0].pairs[1][0]
    async with database.transaction() as connection:
        phones = [await a_device(connection, who) for who in (one, other)]
        for number, (who, phone) in enumerate([(one, phones[0]), (other, phones[0])]):
            await push_subscriptions.save_subscription(
                connection, program=who.program, person=who.id, device=phone.id,
                endpoint=f"https://push.example/{number}",
                p256dh="p", auth="a", vapid_key="v", now=NOW,
            )  # fmt: skip
        found = await push_subscriptions.of_people(connection, [one.id, other.id])
    assert {person: [each.endpoint for each in there] for person, there in found.items()} == {
        one.id: ["https://push.example/0"]
    }


async def test_phones_and_sessions_are_one_persons(database: Database, streets: Streets) -> None:
    everyone = [who for street in streets for who, _, _ in street.pairs[:2]]
    async with database.transaction() as connection:
        phones = {}
        for number, who in enumerate(everyone):
            phones[who.id] = await a_device(connection, who)
            copy = await accounts.add_device(
                connection,
                program=who.program,
                person=who.id,
                label="copy",
                platform="other",
                now=NOW,
                came_from=phones[who.id].id,
            )
            for letter, device in (("a", phones[who.id]), ("b", copy)):
                await accounts.add_session(
                    connection,
                    token_hash=letter * 60 + f"{number:04}",
                    program=who.program, person=who.id, device=device.id, now=NOW, expires_at=LATER,
                )  # fmt: skip
        for who in everyone:
            assert len(await accounts.devices_of(connection, who.id)) == 2
            assert set((await accounts.device_ancestry(connection, who.id)).values()) == {
                phones[who.id].id
            }
        await accounts.touch_person(connection, everyone[0].id, LATER)
        assert [(await read_person(connection, who)).last_seen_at for who in everyone] == [
            LATER,
            None,
            None,
            None,
        ]
        await accounts.end_sessions_on(connection, phones[everyone[0].id].id)
        assert await _sessions(connection) == [1, 2, 2, 2]
        await accounts.end_sessions_of(connection, everyone[1].id)
        assert await _sessions(connection) == [1, 2, 2]
        await accounts.set_status(connection, everyone[2].id, "removed")
        assert [(await read_person(connection, who)).status for who in everyone] == [
            "active",
            "active",
            "removed",
            "active",
        ]


async def test_codes_are_listed_and_voided_by_their_own_program(
    database: Database, streets: Streets
) -> None:
    async with database.transaction() as connection:
        made = [
            await accounts.add_code(
                connection, code_hash=f"{street.program.id}" * 64, program=street.program.id,
                made_by=street.staff["admin"].id, now=NOW,
                expires_at=LATER,
            )
            for street in streets
        ]  # fmt: skip
        for street, code in zip(streets, made, strict=True):
            assert [each.id for each in await accounts.codes_of(connection, street.program.id)] == [
                code.id
            ]
        assert not await accounts.void_code(connection, streets[1].program.id, made[0].id, NOW)
        await accounts.set_code_user(connection, made[0].id, streets[0].pairs[0][0].id)
        used = [
            found.used_by for code in made if (found := await accounts.code(connection, code.id))
        ]
        assert used == [streets[0].pairs[0][0].id, None]


async def test_a_password_and_a_used_code_are_one_members_of_staff(
    database: Database, streets: Streets
) -> None:
    staff = [street.staff["admin"] for street in streets]
    async with database.transaction() as connection:
        for each in staff:
            await accounts.add_credential(
                connection,
                person=each.id,
                program=each.program,
                login=f"ada{each.program}",
                password_hash="before",
                totp_secret="S",
            )
        await accounts.set_password(connection, staff[0].id, "after")
        assert await accounts.use_totp_step(connection, staff[0].id, 7)
        assert await accounts.use_totp_step(connection, staff[1].id, 7)
        found = [
            await accounts.credential_of_login(connection, f"ada{each.program}") for each in staff
        ]
    assert [each and each.password_hash for each in found] == ["after", "before"]


async def _sessions(connection: Connection) -> list[int]:
    return [
        count
        for (count,) in await connection.rows(
            "SELECT count(*) FROM session GROUP BY person ORDER BY person"
        )
    ]
