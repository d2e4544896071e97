"""The pace of a plan, from the claim to what its peer reads."""

from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, Pair
from tests.notifications.told import entries, left_out
from tests.push_service import PushService

DAY = 24 * HOUR


async def test_after_three_without_an_answer_every_second_one_comes(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    plan = await pair.plans(minutes=0, repeat="daily")
    rang = []
    for _ in range(7):
        await pair.is_here()
        rang.append(await worker.tick())
        pair.now += DAY
    assert rang == [1, 1, 1, 0, 1, 0, 1]
    assert len(service.received(phone)) == len(await pair.inbox()) == 5
    assert await left_out(pair, plan) == [("06-08", "skipped"), ("06-06", "skipped")]


async def test_one_answer_and_all_of_them_come_again(pair: Pair, worker: Worker) -> None:
    await pair.plans(minutes=0, repeat="daily")
    for _ in range(4):
        await pair.is_here()
        await worker.tick()
        pair.now += DAY
    async with pair.database.reading() as connection:
        last = await connection.value(
            "SELECT uuid FROM notice WHERE state = 'no_channel' ORDER BY due_at DESC LIMIT 1"
        )
    await pair.answers(last)
    for _ in range(3):
        await pair.is_here()
        await worker.tick()
        pair.now += DAY
    assert len(await pair.inbox()) == 6


async def test_what_was_planned_for_once_comes_whatever_the_pace(
    pair: Pair, worker: Worker
) -> None:
    pair.now += 20 * DAY
    await pair.plans(minutes=0)
    await worker.tick()
    assert await entries(pair) == ["no_channel"]


async def test_after_fourteen_silent_days_they_stop_and_the_peer_reads_so(
    pair: Pair, worker: Worker
) -> None:
    plan = await pair.plans(minutes=0, repeat="daily")
    await pair.is_here()
    for _ in range(16):
        await worker.tick()
        pair.now += DAY
    assert [why for _, why in await left_out(pair, plan)][:3] == ["silent", "silent", "skipped"]
    came = len(await pair.inbox())
    await pair.is_here()
    await worker.tick()
    assert len(await pair.inbox()) == came + 1
