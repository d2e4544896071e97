"""After an outage, and after a worker that was lost: at most one rings, none a second time.

Security: F2, F6.
"""

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from notifications.push.vapid import VapidKeys
from notifications.worker import LEASE_MS, Worker
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, OPEN_RULES, Pair
from tests.notifications.told import entries, life, over, the_nudge
from tests.push_service import PushService, ScriptedAnswer

DAY = 24 * HOUR


@pytest.mark.parametrize("plans", [2, 5])
async def test_a_backlog_rings_once_and_is_all_in_the_inbox(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, plans: int
) -> None:
    phone = await pair.has_phone(service, keys.public)
    for number in range(plans):
        await pair.plans(minutes=60 + 10 * number)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, reminder_at="13:05"))
    await worker.tick()
    pair.now += 4 * HOUR
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1
    assert sorted(await over(pair)) == [("accepted", ""), *[("suppressed", "coalesced")] * plans]
    assert sorted(await entries(pair)) == ["accepted", *["quiet"] * (plans - 1)]
    await pair.plans(minutes=0)
    assert await worker.tick() == 1, "what comes on time is no backlog"


async def test_a_backlog_over_many_batches_and_workers_rings_once(
    pair: Pair,
    new_worker: Callable[[Pair], Worker],
    service: PushService,
    keys: VapidKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("notifications.worker.BATCH", 2)
    phone = await pair.has_phone(service, keys.public)
    for number in range(7):
        await pair.plans(minutes=60 + number)
    await new_worker(pair).tick()
    pair.now += 4 * HOUR
    assert sum(await asyncio.gather(*(new_worker(pair).tick() for _ in range(3)))) == 1
    assert (len(service.received(phone)), len(await pair.inbox())) == (1, 7)


async def test_of_what_the_night_held_one_rings_in_the_morning(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, quiet=NIGHT))
    pair.now = NOON + 10 * HOUR
    for _ in range(3):
        await pair.plans(minutes=0)
    await pair.encourages()
    assert await worker.tick() == 0
    pair.now = NOON + 20 * HOUR
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1
    assert sorted(await pair.notices()) == [("accepted", ""), *[("suppressed", "coalesced")] * 3]
    assert len(await pair.inbox()) == 3


async def test_a_retry_is_not_pushed_aside_by_what_rang_meanwhile(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(503)])
    await pair.plans(minutes=0)
    await worker.tick()
    await pair.encourages()
    await worker.tick()
    pair.now += MINUTE
    await worker.tick()
    assert (len(service.received(phone)), await pair.notices()) == (2, [("accepted", "")] * 2)


async def test_what_may_have_arrived_is_said_so_and_never_sent_again(
    pair: Pair,
    new_worker: Callable[[Pair], Worker],
    service: PushService,
    keys: VapidKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1))
    await pair.plans(minutes=0)
    crashing = new_worker(pair)

    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("notifications.worker.settle_sent", crash)
    with pytest.raises(RuntimeError):
        await crashing.tick()
    monkeypatch.undo()
    pair.now += LEASE_MS
    other = new_worker(pair)
    for _ in range(3):
        assert await other.tick() == 0
        pair.now += HOUR
    assert (len(service.received(phone)), await entries(pair)) == (1, ["unknown"])
    await pair.encourages()
    assert await other.tick() == 0, "it may have rung, so it counts"
    await pair.answers(await the_nudge(pair))
    assert [step.split(" ", 1)[1] for step in await life(pair)][2:5] == [
        "due claimed",
        "claimed unknown lease_ended",
        "unknown answered",
    ]
