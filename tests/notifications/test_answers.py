"""What becomes of a nudge by what the push service answers."""

import pytest

from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, OPEN_RULES, Pair
from tests.push_service import PushService, ScriptedAnswer


async def test_gone_ends_the_subscription(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    service.mailboxes.channels.clear()
    await pair.plans(minutes=0)
    await worker.tick()
    assert [nudge.delivery for nudge in await pair.inbox()] == ["gone"]
    await pair.encourages()
    await worker.tick()
    assert await pair.notices() == [("gone", "410"), ("no_channel", "")]
    assert len(service.mailboxes.messages) == 1


async def test_a_busy_service_is_asked_again_when_it_said(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(429, {"Retry-After": "90"})])
    await pair.plans(minutes=0)
    await worker.tick()
    assert (await pair.notices(), [nudge.delivery for nudge in await pair.inbox()]) == (
        [("held", "429")],
        ["held"],
    )
    await pair.rules(OPEN_RULES)
    pair.now += 89_000
    assert await worker.tick() == 0
    pair.now += 1_000
    assert await worker.tick() == 1
    assert await pair.notices() == [("accepted", "")]
    assert len(service.received(phone)) == 1


async def test_a_service_that_never_recovers_is_asked_five_times(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(503)] * 9)
    await pair.plans(minutes=0)
    for _ in range(9):
        await worker.tick()
        pair.now += HOUR
    assert await pair.notices() == [("failed", "503")]
    assert len(service.mailboxes.messages) == 5


@pytest.mark.parametrize("status", [307, 400, 403, 413])
async def test_what_fails_for_good_is_not_tried_again(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, status: int
) -> None:
    await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(status, {"Location": "http://127.0.0.1:1/x"})])
    await pair.plans(minutes=0)
    for _ in range(3):
        await worker.tick()
        pair.now += HOUR
    assert [nudge.delivery for nudge in await pair.inbox()] == ["failed"]
    assert len(service.mailboxes.messages) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("p256dh", ""),
        ("p256dh", "AAAA"),
        ("auth", ""),
        ("auth", "*"),
        ("endpoint", "http://10.0.0.1/x"),
    ],
)
async def test_a_subscription_that_cannot_be_used_harms_no_one_else(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, column: str, value: str
) -> None:
    await pair.has_phone(service, keys.public)
    async with pair.database.transaction() as connection:
        await connection.run(f"UPDATE push_subscription SET {column} = $1", value)
    sound = await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    assert await worker.tick() == 1
    assert (await pair.notices(), len(service.received(sound))) == ([("accepted", "")], 1)


async def test_one_phone_that_took_it_is_enough(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    away, here = [await pair.has_phone(service, keys.public) for _ in range(2)]
    service.mailboxes.script([ScriptedAnswer(503)], away.token)
    await pair.plans(minutes=0)
    await worker.tick()
    assert (await pair.notices(), len(service.received(here))) == ([("accepted", "")], 1)
