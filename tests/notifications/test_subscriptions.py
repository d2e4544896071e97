"""Whose phone a subscription is, and which can be used at all (security: E5)."""

from typing import Any

import pytest

import accounts
from database.database import Database
from domain.errors import BadInput, Conflict
from notifications.push import subscriptions
from notifications.push.endpoints import push_hosts
from notifications.push.subscriptions import Subscription, checked_subscription
from notifications.push.vapid import to_base64url
from notifications.queue import push_subscriptions
from tests.notifications.pair import NOON, make_pair
from tests.push_service import Browser

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/x"
KEY = "the-key-it-was-made-with"


def browser(endpoint: str = ENDPOINT) -> Browser:
    return Browser("x", endpoint)


def test_what_a_browser_gives_is_kept_without_padding() -> None:
    made = browser()
    padded = {name: value + "=" * (-len(value) % 4) for name, value in made.keys.items()}
    assert checked_subscription(made.endpoint, padded, push_hosts()) == Subscription(
        ENDPOINT, made.keys["p256dh"], made.keys["auth"]
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("p256dh", None),
        ("p256dh", ""),
        ("p256dh", "not base64!"),
        ("p256dh", "A" * 200),
        ("p256dh", to_base64url(b"\4" + b"\1" * 64)),
        ("p256dh", to_base64url(b"\0" * 65)),
        ("p256dh", to_base64url(b"\2" + b"\1" * 32)),
        ("p256dh", "A"),
        ("auth", None),
        ("auth", to_base64url(b"x" * 15)),
        ("auth", to_base64url(b"x" * 17)),
        ("auth", "*" * 22),
    ],
)
def test_keys_that_cannot_be_encrypted_for_are_refused_by_name(
    field: str, value: str | None
) -> None:
    keys: dict[str, Any] = browser().keys | {field: value}
    keys = {name: text for name, text in keys.items() if text is not None}
    with pytest.raises(BadInput) as refusal:
        checked_subscription(ENDPOINT, keys, push_hosts())
    assert refusal.value.where == f"keys.{field}"


async def phone(database: Database, person: int, program: int) -> int:
    async with database.transaction() as connection:
        return (
            await accounts.add_device(
                connection, program=program, person=person, label="", platform="other", now=NOON
            )
        ).id


async def store(
    database: Database, made: Browser, *, program: int, person: int, device: int
) -> None:
    async with database.transaction() as connection:
        found = checked_subscription(made.endpoint, made.keys, push_hosts())
        await subscriptions.store_subscription(
            connection,
            found,
            program=program,
            person=person,
            device=device,
            vapid_key=KEY,
            now=NOON,
        )


async def endpoints_of(database: Database, person: int) -> list[str]:
    async with database.transaction() as connection:
        found = await push_subscriptions.of_people(connection, [person])
    return [one.endpoint for one in found.get(person, [])]


async def test_a_device_has_one_address_the_newest(database: Database) -> None:
    who = (await make_pair(database)).participant
    device = await phone(database, who.id, who.program)
    for endpoint in (ENDPOINT, ENDPOINT + "y", ENDPOINT + "y"):
        await store(database, browser(endpoint), program=who.program, person=who.id, device=device)
    assert await endpoints_of(database, who.id) == [ENDPOINT + "y"]


async def test_a_phone_that_changed_hands_belongs_to_who_holds_its_secrets(
    database: Database,
) -> None:
    first, second = await two(database)
    made = browser()
    await store(
        database,
        made,
        program=first.program,
        person=first.id,
        device=await phone(database, first.id, first.program),
    )
    await store(
        database,
        made,
        program=second.program,
        person=second.id,
        device=await phone(database, second.id, second.program),
    )
    assert await endpoints_of(database, first.id) == []
    assert await endpoints_of(database, second.id) == [ENDPOINT]


async def test_knowing_someones_address_is_not_enough_to_take_it(database: Database) -> None:
    first, second = await two(database)
    await store(
        database,
        browser(),
        program=first.program,
        person=first.id,
        device=await phone(database, first.id, first.program),
    )
    with pytest.raises(Conflict) as refusal:
        await store(
            database,
            browser(),
            program=second.program,
            person=second.id,
            device=await phone(database, second.id, second.program),
        )
    assert ENDPOINT not in str(refusal.value)
    assert await endpoints_of(database, first.id) == [ENDPOINT]


async def test_the_same_person_may_bring_new_keys(database: Database) -> None:
    who = (await make_pair(database)).participant
    device = await phone(database, who.id, who.program)
    made = browser()
    for one in (browser(), made):
        await store(database, one, program=who.program, person=who.id, device=device)
    async with database.transaction() as connection:
        [kept] = (await push_subscriptions.of_people(connection, [who.id]))[who.id]
    assert (kept.p256dh, kept.auth, kept.vapid_key) == (made.keys["p256dh"], made.keys["auth"], KEY)


async def test_removed_or_revoked_it_is_not_reached(database: Database) -> None:
    who = (await make_pair(database)).participant
    devices = [await phone(database, who.id, who.program) for _ in range(3)]
    for number, device in enumerate(devices):
        await store(
            database,
            browser(f"{ENDPOINT}{number}"),
            program=who.program,
            person=who.id,
            device=device,
        )
    async with database.transaction() as connection:
        await subscriptions.remove_subscription(connection, devices[0])
        await accounts.revoke_device(connection, devices[1], NOON)
    assert await endpoints_of(database, who.id) == [f"{ENDPOINT}2"]


async def two(database: Database) -> list[accounts.Person]:
    return [(await make_pair(database)).participant for _ in range(2)]
