"""From one signing key to the next no phone is lost.

The former key ends with its last phone (security: E10).
"""

from collections.abc import Callable

import pytest

from database.database import Database
from domain.errors import Conflict
from notifications.push.endpoints import push_hosts
from notifications.push.key_files import remove_former, rotate_key
from notifications.push.outcome import MOST_REFUSALS
from notifications.push.rotation import retire, rotate, waiting_for_former
from notifications.push.sending import send_all
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import Sender
from notifications.queue.deciding import Outgoing
from notifications.queue.push_subscriptions import PushSubscription
from notifications.worker import Worker
from tests.notifications.pair import NOON, Pair
from tests.push_service import PushService, ScriptedAnswer

PHONES = 1000


async def forget_phones(pair: Pair, vapid_key: str) -> None:
    """They were opened, and subscribed with another key."""
    async with pair.database.transaction() as connection:
        await connection.run("DELETE FROM push_subscription WHERE vapid_key = $1", vapid_key)


async def states(database: Database) -> list[tuple[str, int]]:
    async with database.reading() as connection:
        return [
            (row[0], row[1])
            for row in await connection.rows(
                "SELECT state, refusals FROM push_subscription ORDER BY id"
            )
        ]


async def outcomes(
    service: PushService, keys: VapidKeys, subscriptions: list[PushSubscription]
) -> list[str]:
    sender = Sender(keys, push_hosts(service.origin))
    notices = [
        Outgoing(
            id=one.id, uuid=f"00000000-0000-4000-8000-{one.id:012}", kind="nudge", stream=1,
                person=one.id, language="en",
            ttl=60, attempts=0, subscriptions=[one],
        )
        for one in subscriptions
    ]  # fmt: skip
    sent = await send_all(notices, sender, keys, now=NOON, spread=lambda: 0.0)
    await sender.aclose()
    return [what.kind for one in sent for what in one.outcomes.values()]


async def test_a_thousand_phones_are_reached_while_two_keys_live_and_the_former_is_refused_after(
    service: PushService, keys: VapidKeys
) -> None:
    service.mailboxes.clock = lambda: NOON / 1000

    def phone(number: int) -> PushSubscription:
        browser = service.subscribe(keys.public)
        return PushSubscription(
            number,
            number,
            browser.endpoint,
            browser.keys["p256dh"],
            browser.keys["auth"],
            keys.public,
        )

    phones = [phone(number) for number in range(PHONES)]
    rotate_key(keys.folder)
    keys.refresh()
    phones[::2] = [phone(number) for number in range(0, PHONES, 2)]
    assert await outcomes(service, keys, phones) == ["accepted"] * PHONES
    remove_former(keys.folder)
    keys.refresh()
    before = len(service.mailboxes.messages)
    assert await outcomes(service, keys, phones[:10]) == ["accepted", "gone"] * 5
    assert len(service.mailboxes.messages) == before + 5


async def test_a_running_worker_takes_a_new_key_up_and_reaches_the_phones_of_both(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    old = await pair.has_phone(service, keys.public)
    other = VapidKeys.load(keys.folder, "mailto:push@example.org")
    await rotate(pair.database, other)
    new = await pair.has_phone(service, other.public)
    await pair.plans(minutes=0)
    await worker.tick()
    assert [len(service.received(phone)) for phone in (old, new)] == [1, 1]
    assert keys.former is not None


async def test_the_former_key_ends_with_its_last_phone(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    old = keys.public
    await rotate(pair.database, keys)
    worker = new_worker(pair)
    await worker.tick()
    assert (keys.former, await waiting_for_former(pair.database, keys)) == (old, 1)
    await forget_phones(pair, old)
    await worker.tick()
    assert keys.former is None
    assert old not in VapidKeys.load(keys.folder, "mailto:push@example.org")


async def test_there_are_never_three_keys(
    pair: Pair, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await rotate(pair.database, keys)
    with pytest.raises(Conflict, match="former key: 1"):
        await rotate(pair.database, keys)
    await forget_phones(pair, str(keys.former))
    await rotate(pair.database, keys)
    assert keys.former is not None


async def test_a_key_that_someone_else_has_read_ends_at_once(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await rotate(pair.database, keys)
    assert await retire(pair.database, keys, at_once=True)
    await pair.plans(minutes=0)
    await worker.tick()
    assert service.received(phone) == []
    assert await pair.notices() == [("no_channel", "")]


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_subscription_that_is_refused_again_and_again_is_sent_nothing_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, status: int
) -> None:
    await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(status)] * 10)
    for _ in range(MOST_REFUSALS + 1):
        await pair.plans(minutes=0)
        await worker.tick()
    assert len(service.mailboxes.messages) == MOST_REFUSALS
    assert await states(pair.database) == [("quarantined", MOST_REFUSALS)]
    assert sorted(await pair.notices()) == [("failed", str(status))] * MOST_REFUSALS + [
        ("no_channel", "")
    ]


async def test_one_that_is_accepted_between_refusals_goes_on(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    refused, fine = ScriptedAnswer(403), ScriptedAnswer(201)
    service.mailboxes.script([refused, refused, fine, refused, ScriptedAnswer(413)])
    for _ in range(5):
        await pair.plans(minutes=0)
        await worker.tick()
    assert await states(pair.database) == [("active", 1)]
