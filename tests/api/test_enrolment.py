"""One-time codes let one person in, once, and tell nothing (security: A1 to A6, A12, A14)."""

import asyncio
from collections import Counter

from api.auth.attempts import DAY_MS
from api.settings import Settings
from cli.app import create_app
from program.invitations import INVITATION_MS, PHONE_MS
from tests.api.conftest import Client, Clock, NewClient, browser, running
from tests.api.test_sessions import code_for, enrolled
from tests.api.world import World

LIMIT = Settings().tries_by_ipv4


def entering(code: str) -> dict[str, str]:
    return {"code": code, "label": "phone", "platform": "android"}


async def test_a_code_works_as_it_is_read_aloud(world: World, new_client: NewClient) -> None:
    code = await code_for(world, new_client())
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert (await new_client().post("/api/enrol", json=entering(spoken))).status_code == 201


async def test_a_new_person_is_a_participant_with_streams_of_their_own(
    world: World, new_client: NewClient
) -> None:
    info = (await (await enrolled(world, new_client)).get("/api/session")).json()

    assert (info["person"]["role"], info["person"]["kind"]) == ("participant", "participant")
    assert sorted(stream["kind"] for stream in info["streams"]) == [
        "account",
        "flags",
        "library",
        "own",
        "shared",
    ]


async def test_a_code_for_someone_opens_their_account(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client, person=world.own.id)

    assert (await phone.get("/api/session")).json()["person"]["uuid"] == world.own.uuid


async def test_a_named_peer_is_assigned_on_coming_in(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client, display_name="Nia", peer=world.peer.id)

    assert "assignment" in [
        stream["kind"] for stream in (await phone.get("/api/session")).json()["streams"]
    ]


async def test_another_phone_is_added_with_ones_own_code(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    first = await enrolled(world, new_client)
    made = (await first.post("/api/phone-codes")).json()
    assert made["expires_at"] == clock.now + PHONE_MS
    assert made["url"] == f"https://alongside.example/enrol#code={made['code']}"
    assert made["qr_svg"].startswith("<svg")

    second = new_client()
    answer = await second.post("/api/enrol", json=entering(made["code"]))
    assert answer.json()["person"] == (await first.get("/api/session")).json()["person"]


async def test_every_code_that_does_not_work_gets_the_same_answer(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    staff, phone = new_client(), new_client()
    used, voided, expired = [await code_for(world, staff) for _ in range(3)]
    assert (await phone.post("/api/enrol", json=entering(used))).status_code == 201
    staff.headers["Authorization"] = f"Bearer {await world.token(world.supervisor)}"
    by_age = (await staff.get("/api/enrolment-codes")).json()
    assert (await staff.delete(f"/api/enrolment-codes/{by_age[1]['id']}")).status_code == 204
    wrong = ["0000-0000-0000", "hello", used, voided]
    answers = [await phone.post("/api/enrol", json=entering(code)) for code in wrong]
    clock.pass_ms(INVITATION_MS)
    answers.append(await phone.post("/api/enrol", json=entering(expired)))

    assert {answer.status_code for answer in answers} == {400}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
    assert answers[0].json()["code"] == "code_refused"


async def test_of_twenty_phones_at_once_one_comes_in(world: World, new_client: NewClient) -> None:
    code = await code_for(world, new_client())
    answers = await asyncio.gather(
        *(new_client(f"192.0.2.{at}").post("/api/enrol", json=entering(code)) for at in range(20))
    )

    assert Counter(answer.status_code for answer in answers) == {201: 1, 400: 19}


async def test_the_code_is_in_no_list_and_not_in_the_database(
    world: World, new_client: NewClient
) -> None:
    staff = new_client()
    code = await code_for(world, staff)
    staff.headers["Authorization"] = f"Bearer {await world.token(world.supervisor)}"
    async with world.database.reading() as connection:
        rows = await connection.rows("SELECT * FROM enrolment_code")

    for text in ((await staff.get("/api/enrolment-codes")).text, str(rows)):
        assert code not in text
        assert code.replace("-", "") not in text


async def test_what_a_code_does_is_not_for_its_user_to_say(
    world: World, new_client: NewClient
) -> None:
    code = await code_for(world, new_client())
    for field in (
        {"role": "admin"},
        {"program": 2},
        {"peer": world.peer.id},
        {"person": world.own.id},
    ):
        assert (
            await new_client().post("/api/enrol", json=entering(code) | field)
        ).status_code == 400


async def test_guessing_from_one_address_is_stopped(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    guesser, other = new_client("192.0.2.1"), new_client("192.0.2.2")
    statuses = [
        (await guesser.post("/api/enrol", json=entering(f"0000-0000-{at:04}"))).status_code
        for at in range(LIMIT + 1)
    ]
    assert statuses == [400] * LIMIT + [429]

    code = await code_for(world, new_client())
    refused = await guesser.post("/api/enrol", json=entering(code))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) == refused.json()["retry_after"] <= 900
    assert (await other.post("/api/enrol", json=entering(code))).status_code == 201

    clock.pass_ms(refused.json()["retry_after"] * 1000)
    assert (await guesser.post("/api/enrol", json=entering("0000-0000-0000"))).status_code == 400


async def test_the_table_of_tries_names_no_one(world: World, new_client: NewClient) -> None:
    client: Client = new_client("192.0.2.77")
    await client.post("/api/enrol", json=entering("0000-0000-0000"))
    async with world.database.reading() as connection:
        rows = await connection.rows("SELECT * FROM attempt")

    assert rows
    assert "192.0.2" not in str(rows)


async def test_old_tries_are_forgotten(world: World, new_client: NewClient, clock: Clock) -> None:
    await new_client().post("/api/enrol", json=entering("0000-0000-0000"))
    clock.pass_ms(3 * DAY_MS)
    await new_client().post("/api/enrol", json=entering("0000-0000-0000"))
    async with world.database.reading() as connection:
        oldest = await connection.value("SELECT min(window_start) FROM attempt")

    assert oldest > clock.now - DAY_MS


async def test_tries_are_counted_over_replicas_and_restarts(
    world: World, settings: Settings, clock: Clock
) -> None:
    statuses = []
    for _ in range(3):
        async with (
            running(create_app(settings, clock=clock)) as replica,
            browser(replica, "192.0.2.9") as guesser,
        ):
            statuses += [
                (await guesser.post("/api/enrol", json=entering("0000-0000-0000"))).status_code
                for _ in range(8)
            ]

    assert statuses == [400] * LIMIT + [429] * (24 - LIMIT)


async def test_a_device_revoked_on_one_replica_is_refused_by_another(
    world: World, new_client: NewClient, settings: Settings, clock: Clock
) -> None:
    phone = await enrolled(world, new_client)
    token = phone.cookies["__Host-alongside"]
    async with running(create_app(settings, clock=clock)) as replica, browser(replica) as elsewhere:
        elsewhere.headers["Authorization"] = f"Bearer {token}"
        assert (await elsewhere.get("/api/session")).status_code == 200
        await phone.post("/api/sign-out")
        assert (await elsewhere.get("/api/session")).status_code == 401
