"""Workers are lost, late or many, and nothing is doubled or waits for ever.

What is not known is said (security: F1, F2, F7).
"""

import asyncio
from collections.abc import Callable
from unittest.mock import sentinel

import pytest

from domain.entities.notification_settings import NotificationSettings
from notifications.push.vapid import VapidKeys
from notifications.worker import LEASE_MS, Worker
from tests.notifications.pair import HOUR, Pair
from tests.push_service import PushService


async def test_a_crash_between_claim_and_settle_is_unknown_and_never_sent_again(
    pair: Pair,
    new_worker: Callable[[Pair], Worker],
    service: PushService,
    keys: VapidKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    crashing = new_worker(pair)
    monkeypatch.setattr("notifications.worker.settle_sent", crash)
    with pytest.raises(Crash):
        await crashing.tick()
    monkeypatch.undo()
    assert [nudge.delivery for nudge in await pair.inbox()] == ["held"]
    other = new_worker(pair)
    assert await other.tick() == 0
    pair.now += LEASE_MS
    assert await other.tick() == 0
    assert await pair.notices() == [("unknown", "lease_ended")]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["unknown"]
    pair.now += HOUR
    assert await other.tick() == 0
    assert len(service.received(phone)) == 1


async def test_a_crash_between_take_and_claim_loses_and_doubles_nothing(
    pair: Pair,
    new_worker: Callable[[Pair], Worker],
    service: PushService,
    keys: VapidKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    crashing = new_worker(pair)
    monkeypatch.setattr(crashing, "_claim", crash)
    with pytest.raises(Crash):
        await crashing.tick()
    other = new_worker(pair)
    assert await other.tick() == 0
    pair.now += LEASE_MS
    assert await other.tick() == 1
    assert len(service.received(phone)) == 1


async def test_a_worker_that_was_given_up_cannot_settle_any_more(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    slow, other = new_worker(pair), new_worker(pair)
    deliver = slow._deliver

    async def too_late(outgoing: list[object]) -> None:
        pair.now += LEASE_MS
        await other.tick()
        await deliver(outgoing)  # type: ignore[arg-type]

    slow._deliver = too_late  # type: ignore[assignment, method-assign]
    await slow.tick()
    assert await pair.notices() == [("unknown", "lease_ended")]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["unknown"]


async def test_a_worker_whose_lease_passed_to_another_decides_nothing(
    pair: Pair, new_worker: Callable[[Pair], Worker]
) -> None:
    await pair.encourages()
    slow, other = new_worker(pair), new_worker(pair)
    batch = await slow._take()
    pair.now += LEASE_MS
    assert await other._take() == batch
    await slow._claim(batch)
    assert await pair.notices() == [("due", "")]
    await other._claim(batch)
    assert await pair.notices() == [("no_channel", "")]


async def test_a_notice_that_cannot_be_decided_holds_up_no_other(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.encourages()
    await pair.plans(minutes=0)
    async with pair.database.transaction() as connection:
        await connection.run("UPDATE notice SET kind = 'no such kind'")
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1
    for _ in range(5):
        pair.now += HOUR
        await worker.tick()
    assert ("failed", "broken") in await pair.notices()


async def test_the_loop_ticks_by_itself_survives_an_error_and_stops(
    pair: Pair, new_worker: Callable[[Pair], Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = new_worker(pair)
    ticks: list[object] = []
    twice = asyncio.Event()

    async def plan(*_: object, **__: object) -> int:
        ticks.append(sentinel.tick)
        if len(ticks) == 1:
            raise Crash
        twice.set()
        return 0

    monkeypatch.setattr("notifications.worker.plan_nudges", plan)
    await worker.start()
    await asyncio.wait_for(twice.wait(), 5)
    await worker.stop()
    seen = len(ticks)
    await asyncio.sleep(0.06)
    assert len(ticks) == seen


async def test_two_workers_at_once_send_each_occurrence_once(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    await pair.rules(NotificationSettings(quiet=[], cap_day=5, cap_week=20))
    phone = await pair.has_phone(service, keys.public)
    for _ in range(5):
        await pair.plans(minutes=0)
    sent = await asyncio.gather(*(new_worker(pair).tick() for _ in range(4)))
    assert sum(sent) == 5
    assert len(service.received(phone)) == 5
    assert len(await pair.inbox()) == 5


class Crash(Exception):
    pass


async def crash(*_: object, **__: object) -> None:
    raise Crash
