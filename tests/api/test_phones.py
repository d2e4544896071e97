"""A stolen session multiplies no further than its owner can follow (security: A8, A9, A10)."""

import asyncio

import accounts
from api.auth.attempts import COPIES_BY_PERSON
from program.phones import copies_of
from tests.api.conftest import Client, Clock, NewClient
from tests.api.session_copies import added_by, copy_of, id_of, phone_of, with_token
from tests.api.test_enrolment import entering
from tests.api.world import World


async def answer_to(phone: Client) -> str:
    answer = await phone.get("/api/session")
    return "open" if answer.status_code == 200 else str(answer.json()["code"])


def test_copies_are_what_came_from_a_phone_and_from_those_in_turn() -> None:
    came_from = {2: 1, 3: 2, 4: 2, 6: 5}
    assert copies_of(1, came_from) == {2, 3, 4}
    assert copies_of(2, came_from) == {3, 4}
    assert copies_of(6, came_from) == set()
    assert copies_of(1, {2: 1, 1: 2}) == {2}, "what cannot be hangs nothing"


async def test_staff_sign_in_again_and_neither_copy_goes_on(
    world: World, new_client: NewClient
) -> None:
    for person in (world.peer, world.supervisor, world.admin):
        token = await world.token(person)
        refused = await with_token(new_client, token).post("/api/session/device")
        assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_again")
        assert await answer_to(with_token(new_client, token)) == "not_signed_in", (
            "it keeps its outbox: it is not told to wipe"
        )
        async with world.database.reading() as connection:
            assert await accounts.devices_of(connection, person.id) == [], (
                "nor does it take a place among ten"
            )


async def test_the_list_says_which_phones_came_from_which(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    copied, added = await copy_of(stolen, new_client), await added_by(stolen, new_client)
    of_copy = await copy_of(copied, new_client)
    listed = {each["id"]: each["copies"] for each in (await asking.get("/api/devices")).json()}

    stolen_id, copied_id, of_copy_id = [await id_of(phone) for phone in (stolen, copied, of_copy)]
    assert sorted(listed[stolen_id]) == sorted([copied_id, of_copy_id, await id_of(added)])
    assert listed[copied_id] == [of_copy_id]
    assert listed[await id_of(asking)] == []


async def test_a_phone_alone_is_signed_out_where_no_more_is_asked_for(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    copied = await copy_of(stolen, new_client)
    assert (await asking.delete(f"/api/devices/{await id_of(stolen)}")).status_code == 204

    assert [await answer_to(phone) for phone in (asking, stolen, copied)] == [
        "open",
        "device_revoked",
        "open",
    ]


async def test_its_copies_go_with_it_sealed_and_not_wiped(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    copied, added = await copy_of(stolen, new_client), await added_by(stolen, new_client)
    of_copy = await copy_of(copied, new_client)
    assert (
        await asking.delete(f"/api/devices/{await id_of(stolen)}?with_copies=true")
    ).status_code == 204

    answers = [await answer_to(phone) for phone in (stolen, copied, added, of_copy, asking)]
    assert answers == ["device_revoked", "device_sealed", "device_sealed", "device_sealed", "open"]
    refused = await copied.post("/api/sync", json={"device": 1, "sent_at": 0})
    assert (refused.status_code, refused.json()["code"]) == (401, "device_sealed")


async def test_a_phone_that_asks_never_ends_itself_with_the_one_it_came_from(
    world: World, new_client: NewClient
) -> None:
    stolen = await phone_of(world, new_client)
    asking = await copy_of(stolen, new_client)
    other = await copy_of(stolen, new_client)
    stolen_id = await id_of(stolen)
    listed = {each["id"]: each["copies"] for each in (await asking.get("/api/devices")).json()}
    assert listed[stolen_id] == [await id_of(other)]
    await asking.delete(f"/api/devices/{stolen_id}?with_copies=true")

    assert [await answer_to(phone) for phone in (stolen, other, asking)] == [
        "device_revoked",
        "device_sealed",
        "open",
    ]


async def test_copies_of_a_copy_that_was_ended_before_go_too(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    between = await copy_of(stolen, new_client)
    last = await copy_of(between, new_client)
    await asking.delete(f"/api/devices/{await id_of(between)}")
    await asking.delete(f"/api/devices/{await id_of(stolen)}?with_copies=true")

    assert await answer_to(last) == "device_sealed"


async def test_a_code_that_was_made_on_a_phone_opens_nothing_once_that_is_ended(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    code = (await stolen.post("/api/phone-codes")).json()["code"]
    await asking.delete(f"/api/devices/{await id_of(stolen)}?with_copies=true")

    refused = await new_client().post("/api/enrol", json=entering(code))
    assert (refused.status_code, refused.json()["code"]) == (400, "code_refused")


async def test_a_code_outlives_the_phone_that_signed_itself_out(
    world: World, new_client: NewClient
) -> None:
    old = await phone_of(world, new_client)
    code = (await old.post("/api/phone-codes")).json()["code"]
    await old.post("/api/sign-out")

    assert (await new_client().post("/api/enrol", json=entering(code))).status_code == 201


async def test_who_goes_on_while_being_ended_goes_nowhere(
    world: World, new_client: NewClient
) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    stolen_id = await id_of(stolen)
    tries = [new_client() for _ in range(4)]
    for each in tries:
        each.headers["Authorization"] = stolen.headers["Authorization"]
    await asyncio.gather(
        *(each.post("/api/session/device") for each in tries),
        asking.delete(f"/api/devices/{stolen_id}?with_copies=true"),
    )

    async with world.database.reading() as connection:
        left = [device.id for device in await accounts.devices_of(connection, world.own.id)]
    assert left == [await id_of(asking)]


async def test_another_persons_phone_is_not_there(world: World, new_client: NewClient) -> None:
    asking = await phone_of(world, new_client)
    await world.token(world.other)
    async with world.database.reading() as connection:
        [theirs] = await accounts.devices_of(connection, world.other.id)

    assert (await asking.delete(f"/api/devices/{theirs.id}?with_copies=true")).status_code == 404


async def test_copies_have_a_limit_a_day(world: World, new_client: NewClient, clock: Clock) -> None:
    asking, phone = await phone_of(world, new_client), await phone_of(world, new_client)
    for _ in range(COPIES_BY_PERSON.count):
        await asking.delete(f"/api/devices/{await id_of(await copy_of(phone, new_client))}")

    asked = new_client()
    asked.headers["Authorization"] = phone.headers["Authorization"]
    assert (await asked.post("/api/session/device")).status_code == 429
