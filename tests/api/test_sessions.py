"""Sessions: opaque, hashed, rolling, ended at once, and never taken from a client.

Security: A9 to A11.
"""

import asyncio
import re

import pytest

from api.auth.sessions import LIFE_MS, SEEN_EVERY_MS, NewDevice, Sessions, token_hash
from api.settings import Settings
from tests.api.conftest import ORIGIN, Client, Clock, NewClient
from tests.api.world import World

HOUR = 3_600_000


async def code_for(world: World, client: Client, **wanted: object) -> str:
    client.headers["Authorization"] = f"Bearer {await world.token(world.supervisor)}"
    made = await client.post("/api/enrolment-codes", json=wanted or {"display_name": "Nia"})
    del client.headers["Authorization"]
    code: str = made.json()["code"]
    return code


async def enrolled(world: World, new_client: NewClient, **wanted: object) -> Client:
    """A phone that came in with a code, and holds its cookie."""
    phone = new_client()
    answer = await phone.post(
        "/api/enrol",
        json={
            "code": await code_for(world, new_client(), **wanted),
            "label": "phone",
            "platform": "ios",
        },
    )
    assert answer.status_code == 201, answer.text
    return phone


def token_of(client: Client) -> str:
    return client.cookies["__Host-alongside"]


async def test_a_cookie_opens_the_account(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client)

    info = (await phone.get("/api/session")).json()
    assert (info["person"]["display_name"], info["device"]["label"], info["program"]["slug"]) == (
        "Nia",
        "phone",
        "lantern",
    )


async def test_the_same_token_opens_it_as_a_bearer(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client)

    answer = await new_client().get(
        "/api/session", headers={"Authorization": f"Bearer {token_of(phone)}"}
    )
    assert answer.status_code == 200


async def test_the_database_holds_no_token(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client)
    async with world.database.reading() as connection:
        rows = await connection.rows("SELECT * FROM session")

    assert token_of(phone) not in str(rows)
    assert re.fullmatch(r"[\w-]{43}", token_of(phone))


async def test_a_planted_token_is_never_taken_over(world: World, new_client: NewClient) -> None:
    planted = "attackerchosenattackerchosenattackerchosen1"
    phone = new_client()
    phone.cookies.set("__Host-alongside", planted, domain="alongside.example", path="/")
    code = await code_for(world, new_client())
    await phone.post("/api/enrol", json={"code": code, "label": "phone", "platform": "ios"})

    attacker = new_client()
    attacker.headers["Authorization"] = f"Bearer {planted}"
    assert (await attacker.get("/api/session")).status_code == 401


async def test_each_entrance_makes_a_new_token(world: World, new_client: NewClient) -> None:
    first = await enrolled(world, new_client, person=world.own.id)
    second = await enrolled(world, new_client, person=world.own.id)

    assert token_of(first) != token_of(second)


async def test_nonsense_is_no_session(client: Client) -> None:
    for token in ("", "x", "x" * 43, "x" * 10_000, "é" * 43, "' OR 1=1 --"):
        assert (
            await client.get(
                "/api/session", headers=[(b"Authorization", b"Bearer " + token.encode())]
            )
        ).status_code == 401


async def test_it_lasts_while_it_is_used_and_ends_400_days_after(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    phone = await enrolled(world, new_client)
    clock.pass_ms(LIFE_MS - HOUR)
    assert (await phone.get("/api/session")).status_code == 200
    clock.pass_ms(LIFE_MS - HOUR)
    assert (await phone.get("/api/session")).status_code == 200
    clock.pass_ms(LIFE_MS + 1)
    assert (await phone.get("/api/session")).status_code == 401


async def test_the_last_use_is_written_now_and_then_and_the_cookie_set_again(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    phone = await enrolled(world, new_client)
    clock.pass_ms(SEEN_EVERY_MS - 1)
    assert "set-cookie" not in (await phone.get("/api/session")).headers
    clock.pass_ms(1)
    assert token_of(phone) in (await phone.get("/api/session")).headers["set-cookie"]
    assert "set-cookie" not in (await phone.get("/api/session")).headers

    [seen] = [device["last_seen_at"] for device in (await phone.get("/api/devices")).json()]
    assert seen == clock.now


@pytest.mark.parametrize(
    "path", [pytest.param("/api/session", id="session"), pytest.param("/api/sync", id="sync")]
)
async def test_whoever_comes_by_is_seen_and_nobody_else(
    world: World, new_client: NewClient, clock: Clock, path: str
) -> None:
    """A person whose last use is not written counts as silent after 14 days.

    Then no nudge comes any more.
    """
    phone, other = await enrolled(world, new_client), await enrolled(world, new_client)
    came, device = clock.now, await device_of(phone)
    for _ in range(20):
        clock.pass_ms(24 * HOUR)
        sent = {"device": device, "sent_at": clock.now, "mutations": []}
        answer = await (phone.post(path, json=sent) if path == "/api/sync" else phone.get(path))
        assert answer.status_code == 200, answer.text
    seen = {client: await last_seen(world, client) for client in (phone, other)}
    assert seen == {phone: clock.now, other: came}


async def device_of(client: Client) -> int:
    [device] = (await client.get("/api/devices")).json()
    id_: int = device["id"]
    return id_


async def last_seen(world: World, client: Client) -> int:
    async with world.database.reading() as connection:
        statement = (
            "SELECT p.last_seen_at FROM person p JOIN session s ON s.person = p.id "
            "WHERE s.token_hash = $1"
        )
        return int(await connection.value(statement, token_hash(token_of(client))))


async def test_signing_out_ends_it_and_clears_the_cookie(
    world: World, new_client: NewClient
) -> None:
    phone = await enrolled(world, new_client)
    token = token_of(phone)
    answer = await phone.post("/api/sign-out")

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    late = await new_client().get("/api/session", headers={"Authorization": f"Bearer {token}"})
    assert (late.status_code, late.json()["code"]) == (401, "not_signed_in"), (
        "whoever signed out by themselves has sealed what they wished"
    )


async def test_a_revoked_device_is_refused_from_its_next_request_on(
    world: World, new_client: NewClient
) -> None:
    lost = await enrolled(world, new_client, person=world.own.id)
    kept = await enrolled(world, new_client, person=world.own.id)
    [lost_id] = [
        device["id"] for device in (await lost.get("/api/devices")).json() if device["this"]
    ]
    assert (await kept.delete(f"/api/devices/{lost_id}")).status_code == 204

    for refused in (
        await lost.get("/api/session"),
        await lost.post("/api/sync", json={"device": lost_id, "sent_at": 0}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (401, "device_revoked"), (
            "it is told to wipe what it holds"
        )
    assert (await kept.get("/api/session")).status_code == 200


async def test_an_eleventh_device_waits_until_one_is_signed_out(
    world: World, new_client: NewClient
) -> None:
    for _ in range(10):
        await world.token(world.own)
    code = await code_for(world, new_client(), person=world.own.id)
    phone = new_client()
    entering = {"code": code, "label": "eleventh", "platform": "ios"}
    assert (await phone.post("/api/enrol", json=entering)).json()["code"] == "conflict"

    async with world.database.transaction() as connection:
        await connection.run(
            "UPDATE device SET revoked_at = 1 WHERE id = (SELECT min(id) FROM device)"
        )
    assert (await phone.post("/api/enrol", json=entering)).status_code == 201


async def test_a_forged_page_changes_nothing(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ORIGIN + ".evil.example"},
    ):
        assert (await phone.post("/api/sign-out", headers=headers)).status_code == 403
    del phone.headers["Origin"]
    assert (await phone.post("/api/sign-out")).status_code == 403
    assert (await phone.get("/api/session")).status_code == 200


async def test_a_form_of_another_page_is_not_read(world: World, new_client: NewClient) -> None:
    phone = await enrolled(world, new_client)
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = await phone.post(
            "/api/phone-codes", content=b'{"a": 1}', headers={"Content-Type": kind}
        )
        assert answer.status_code == 415


async def test_a_copied_phone_goes_on_as_a_new_device_and_the_other_copy_keeps_its_own(
    world: World, new_client: NewClient
) -> None:
    phone = await enrolled(world, new_client)
    before, token = (await phone.get("/api/session")).json(), token_of(phone)

    answer = await phone.post("/api/session/device")
    assert answer.status_code == 201
    assert answer.json()["device"]["id"] != before["device"]["id"]
    assert answer.json()["device"]["label"] == before["device"]["label"]
    assert token_of(phone) != token
    assert (await phone.get("/api/session")).json()["device"] == answer.json()["device"]
    other = await new_client().get("/api/session", headers={"Authorization": f"Bearer {token}"})
    assert other.json()["device"] == before["device"]


async def test_of_two_that_come_at_once_one_gets_the_tenth_place(
    world: World, settings: Settings, clock: Clock
) -> None:
    for _ in range(9):
        await world.token(world.own)
    sessions, device = (
        Sessions(settings, world.database, clock),
        NewDevice(label="phone", platform="ios"),
    )

    async def come_in() -> None:
        async with world.database.transaction() as connection:
            await sessions.open(connection, world.own, device)
            await asyncio.sleep(0.3)

    answers = await asyncio.gather(come_in(), come_in(), come_in(), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == [
        "Conflict",
        "Conflict",
        "NoneType",
    ]
    async with world.database.reading() as connection:
        assert (
            await connection.value("SELECT count(*) FROM device WHERE person = $1", world.own.id)
            == 10
        )
