"""A device is reached by push while its session lasts, at one address (security: E1, E5, E6)."""

import base64
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.queue.push_subscriptions import mark_gone
from tests.api.conftest import Client, NewClient
from tests.api.test_people import acting
from tests.api.world import World


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def subscription(host: str = "fcm.googleapis.com") -> dict[str, Any]:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return {
        "endpoint": f"https://{host}/send/{secrets.token_hex(8)}",
        "keys": {"p256dh": text(point), "auth": text(bytes(16))},
    }


async def addresses(world: World) -> list[str]:
    async with world.database.reading() as connection:
        return [
            row[0]
            for row in await connection.rows("SELECT endpoint FROM push_subscription ORDER BY id")
        ]


async def subscribed(world: World, client: Client) -> dict[str, Any]:
    wanted = subscription()
    assert (await client.put("/api/push/subscription", json=wanted)).status_code == 204
    return wanted


async def test_the_key_to_subscribe_with_is_that_of_the_session(
    world: World, new_client: NewClient
) -> None:
    phone = await acting(world, new_client, world.own)
    key = (await phone.get("/api/push/key")).json()["key"]

    assert key == (await phone.get("/api/session")).json()["push_key"]
    assert len(base64.urlsafe_b64decode(key + "=")) == 65


async def test_a_new_address_takes_the_place_of_the_old(
    world: World, new_client: NewClient
) -> None:
    phone = await acting(world, new_client, world.own)
    await subscribed(world, phone)
    second = await subscribed(world, phone)

    assert await addresses(world) == [second["endpoint"]]


async def test_signing_out_ends_it(world: World, new_client: NewClient) -> None:
    phone = await acting(world, new_client, world.own)
    await subscribed(world, phone)
    await phone.post("/api/sign-out")

    assert await addresses(world) == []


async def test_turning_it_off_ends_it_on_this_device_alone(
    world: World, new_client: NewClient
) -> None:
    one, other = (
        await acting(world, new_client, world.own),
        await acting(world, new_client, world.own),
    )
    await subscribed(world, one)
    kept = await subscribed(world, other)
    assert (await one.delete("/api/push/subscription")).status_code == 204

    assert await addresses(world) == [kept["endpoint"]]


async def test_a_device_is_told_where_it_is_reached_and_no_other_is(
    world: World, new_client: NewClient
) -> None:
    async def told(client: Client) -> str | None:
        address: str | None = (await client.get("/api/session")).json()["push_at"]
        return address

    phone, other = (
        await acting(world, new_client, world.own),
        await acting(world, new_client, world.own),
    )
    assert await told(phone) is None
    wanted = await subscribed(world, phone)
    assert (await told(phone), await told(other)) == (wanted["endpoint"], None)

    async with world.database.transaction() as connection:
        [(one,)] = await connection.rows("SELECT id FROM push_subscription")
        await mark_gone(connection, [one])
    assert await told(phone) is None, "its push service does not know it any more"


async def test_no_one_takes_over_an_address_they_only_know(
    world: World, new_client: NewClient
) -> None:
    mine, thief = (
        await acting(world, new_client, world.own),
        await acting(world, new_client, world.other),
    )
    known = await subscribed(world, mine)
    answer = await thief.put(
        "/api/push/subscription", json=subscription() | {"endpoint": known["endpoint"]}
    )

    assert answer.status_code == 409
    assert known["endpoint"] not in answer.text


async def test_only_push_services_are_addresses(world: World, new_client: NewClient) -> None:
    phone = await acting(world, new_client, world.own)
    for host in (
        "localhost",
        "127.0.0.1",
        "169.254.169.254",
        "fcm.googleapis.com.evil.example",
        "evil.example/fcm.googleapis.com",
    ):
        answer = await phone.put("/api/push/subscription", json=subscription(host))
        assert (answer.status_code, answer.json()["where"]) == (400, "endpoint")
    assert await addresses(world) == []
