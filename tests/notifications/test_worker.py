"""From a plan to a phone: planned once, entered in the inbox whatever push does, sent, settled."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from notifications.push.payload import SENTENCES, payload
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, Pair
from tests.push_service import PushService, ScriptedAnswer

DAY = 24 * HOUR


async def test_a_nudge_in_one_minute_is_in_the_inbox_and_on_the_phone(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    plan = await pair.plans(minutes=1, text="How was today?")
    assert await worker.tick() == 0
    assert await pair.inbox() == []
    pair.now += MINUTE
    assert await worker.tick() == 1
    [nudge] = await pair.inbox()
    assert (nudge.plan, nudge.text, nudge.local_date, nudge.delivery) == (
        plan,
        "How was today?",
        date(2026, 6, 3),
        "accepted",
    )
    [shown] = service.received(phone)
    assert msgspec.json.decode(shown)["notification"]["body"] == SENTENCES["en"].body
    assert b"today" not in shown
    assert await pair.notices() == [("accepted", "")]
    assert await worker.tick() == 0
    assert len(service.mailboxes.messages) == 1


async def test_the_push_opens_the_entry_it_is_about(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    note = await pair.encourages()
    await worker.tick()
    assert service.received(phone) == [payload(note, "en")]


async def test_without_a_phone_the_entry_is_there_and_says_so(pair: Pair, worker: Worker) -> None:
    await pair.plans(minutes=0)
    await worker.tick()
    assert [nudge.delivery for nudge in await pair.inbox()] == ["no_channel"]
    assert await pair.notices() == [("no_channel", "")]


async def test_every_phone_of_the_person_is_told(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phones = [await pair.has_phone(service, keys.public) for _ in range(2)]
    await pair.plans(minutes=0)
    assert await worker.tick() == 1
    assert [len(service.received(phone)) for phone in phones] == [1, 1]


async def test_planning_again_and_again_changes_nothing(
    pair: Pair, new_worker: Callable[[Pair], Worker]
) -> None:
    await pair.plans(minutes=60, repeat="daily")
    await asyncio.gather(*(new_worker(pair).tick() for _ in range(3)))
    planned = await pair.due()
    assert planned == ["06-03 18:00", "06-04 18:00"]
    pair.now += 13 * HOUR
    await new_worker(pair).tick()
    assert len(await pair.notices()) == 3


async def test_an_edit_forgets_what_was_planned_and_plans_anew(pair: Pair, worker: Worker) -> None:
    plan = await pair.plans(minutes=60, repeat="daily")
    await worker.tick()
    await pair.plans(minutes=120, record=plan, repeat="daily")
    await worker.tick()
    assert await pair.due() == ["06-03 19:00", "06-04 19:00"]


async def test_the_words_are_those_of_the_moment_it_comes_due(pair: Pair, worker: Worker) -> None:
    plan = await pair.plans(minutes=1, text="first")
    await worker.tick()
    await pair.plans(minutes=1, record=plan, text="second")
    pair.now += MINUTE
    await worker.tick()
    assert [nudge.text for nudge in await pair.inbox()] == ["second"]


async def test_another_time_zone_moves_what_has_not_come_due(pair: Pair, worker: Worker) -> None:
    await pair.plans(minutes=60, repeat="daily")
    await worker.tick()
    await pair.zone("America/Los_Angeles")
    await worker.tick()
    assert await pair.due() == ["06-03 20:00", "06-04 20:00"]


async def test_a_plan_made_with_no_network_still_comes_when_it_is_late(
    pair: Pair, worker: Worker
) -> None:
    await pair.plans(minutes=-180)
    await pair.plans(minutes=-180, repeat="daily", text="tomorrow")
    await worker.tick()
    assert [nudge.text for nudge in await pair.inbox()] == ["How was today?"]


async def test_after_an_outage_nobody_gets_a_burst_of_the_past(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=60, repeat="daily")
    pair.now += 30 * DAY + 2 * HOUR
    await pair.is_here()
    assert await worker.tick() == 1
    assert len(await pair.inbox()) == 1


async def test_no_log_holds_words_or_addresses(
    pair: Pair,
    worker: Worker,
    service: PushService,
    keys: VapidKeys,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(400), ScriptedAnswer(429), ScriptedAnswer(410)])
    for _ in range(4):
        await pair.plans(minutes=0, text="token-words")
        await pair.encourages("token-words")
    await worker.tick()
    assert len(service.mailboxes.messages) > 3
    written = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("uvicorn", "asyncio"))
    ]
    assert not [
        line
        for line in written
        if "token-words" in line or phone.token in line or phone.keys["auth"] in line
    ]
