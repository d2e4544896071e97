"""From a plan to a phone: planned once, entered in the inbox whatever push does, sent by the participant's rules, settled."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date
from unittest.mock import sentinel

import msgspec
import pytest

from domain.entities.notification_settings import NotificationSettings
from notifications.payload import SENTENCES, payload
from notifications.vapid import VapidKeys
from notifications.worker import LEASE_MS, Worker
from storage.database import Database
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, OPEN_RULES, Pair, make_pair
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
    assert (nudge.plan, nudge.text, nudge.local_date, nudge.delivery) == (plan, "How was today?", date(2026, 6, 3), "accepted")
    [shown] = service.received(phone)
    assert msgspec.json.decode(shown)["notification"]["body"] == SENTENCES["en"]
    assert b"today" not in shown
    assert await pair.notices() == [("accepted", "")]
    assert await worker.tick() == 0
    assert len(service.mailboxes.messages) == 1


async def test_the_push_opens_the_entry_it_is_about(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    note = await pair.encourages()
    await worker.tick()
    assert service.received(phone) == [payload(note, "en")]


async def test_without_a_phone_the_entry_is_there_and_says_so(pair: Pair, worker: Worker) -> None:
    await pair.plans(minutes=0)
    await worker.tick()
    assert [nudge.delivery for nudge in await pair.inbox()] == ["no_channel"]
    assert await pair.notices() == [("no_channel", "")]


async def test_every_phone_of_the_person_is_told(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phones = [await pair.has_phone(service, keys.public) for _ in range(2)]
    await pair.plans(minutes=0)
    assert await worker.tick() == 1
    assert [len(service.received(phone)) for phone in phones] == [1, 1]


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


async def test_planning_again_and_again_changes_nothing(pair: Pair, new_worker: Callable[[Pair], Worker]) -> None:
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


async def test_called_off_means_neither_push_nor_entry(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    plan = await pair.plans(minutes=1)
    await worker.tick()
    await pair.calls_off(plan)
    pair.now += MINUTE
    assert await worker.tick() == 0
    assert (await pair.notices(), await pair.inbox()) == ([("cancelled", "called_off")], [])


async def test_after_a_reassignment_nothing_of_the_old_peer_goes_out(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=1, repeat="daily")
    await worker.tick()
    await pair.is_reassigned()
    pair.now += DAY
    assert await worker.tick() == 0
    assert {state for state, _ in await pair.notices()} == {"cancelled"}
    assert await pair.inbox() == []


async def test_rights_are_read_again_at_the_claim(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    """Even where nobody cancelled the notice: the assignment's own row decides."""
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    await pair.encourages()
    async with pair.database.transaction() as connection:
        await connection.run("UPDATE assignment SET status = 'ended' WHERE id = $1", pair.assignment.id)
    assert await worker.tick() == 0
    assert await pair.notices() == [("cancelled", "assignment_ended")] * 2
    assert service.mailboxes.messages == []


async def test_quiet_hours_hold_the_push_and_not_the_entry(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, quiet=NIGHT))
    pair.now = NOON + 10 * HOUR
    await pair.plans(minutes=0)
    assert await worker.tick() == 0
    assert [nudge.delivery for nudge in await pair.inbox()] == ["held"]
    pair.now = NOON + 20 * HOUR - 1
    assert await worker.tick() == 0
    pair.now += 1
    assert await worker.tick() == 1
    assert [nudge.delivery for nudge in await pair.inbox()] == ["accepted"]
    assert len(service.received(phone)) == 1


async def test_what_was_read_in_the_app_rings_no_more(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, quiet=NIGHT))
    pair.now = NOON + 10 * HOUR
    note = await pair.encourages()
    await pair.plans(minutes=0)
    await worker.tick()
    async with pair.database.reading() as connection:
        nudge = await connection.value("SELECT uuid FROM notice WHERE kind = 'nudge'")
    await pair.opens("encouragement", note)
    await pair.opens("nudge", nudge)
    pair.now = NOON + 20 * HOUR
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "seen")] * 2
    assert service.mailboxes.messages == []


async def test_a_pause_lifted_lets_a_held_notice_go(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, pause_until=date(2026, 6, 10)))
    await pair.encourages()
    assert await worker.tick() == 0
    await pair.rules(OPEN_RULES)
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1


async def test_what_is_held_for_too_long_expires_and_stays_in_the_inbox(pair: Pair, worker: Worker) -> None:
    await pair.rules(msgspec.structs.replace(OPEN_RULES, pause_until=date(2027, 1, 1)))
    await pair.plans(minutes=0)
    await worker.tick()
    pair.now += 18 * HOUR
    await worker.tick()
    assert await pair.notices() == [("expired", "")]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["expired"]


async def test_the_cap_stops_pushes_and_never_the_inbox(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1))
    await pair.encourages()
    await pair.plans(minutes=0)
    await pair.plans(minutes=0)
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1
    assert await pair.notices() == [("accepted", ""), ("suppressed", "cap_day"), ("suppressed", "cap_day")]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["quiet", "quiet"]


async def test_muting_holds_from_the_moment_the_server_has_it(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=1)
    await worker.tick()
    await pair.rules(NotificationSettings(push=False))
    pair.now += MINUTE
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "push_off")]
    assert service.mailboxes.messages == []


async def test_the_defaults_hold_where_nothing_was_ever_set(
    database: Database, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    pair = await make_pair(database, rules=None)
    await pair.has_phone(service, keys.public)
    pair.now = NOON + 10 * HOUR
    await pair.encourages()
    assert await new_worker(pair).tick() == 0
    assert await pair.notices() == [("held", "not_now")]


async def test_gone_ends_the_subscription(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    service.mailboxes.channels.clear()
    await pair.plans(minutes=0)
    await worker.tick()
    assert [nudge.delivery for nudge in await pair.inbox()] == ["gone"]
    await pair.encourages()
    await worker.tick()
    assert await pair.notices() == [("gone", "410"), ("no_channel", "")]
    assert len(service.mailboxes.messages) == 1


async def test_a_busy_service_is_asked_again_when_it_said(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(429, {"Retry-After": "90"})])
    await pair.plans(minutes=0)
    await worker.tick()
    assert (await pair.notices(), [nudge.delivery for nudge in await pair.inbox()]) == ([("held", "429")], ["held"])
    await pair.rules(OPEN_RULES)
    pair.now += 89_000
    assert await worker.tick() == 0
    pair.now += 1_000
    assert await worker.tick() == 1
    assert await pair.notices() == [("accepted", "")]
    assert len(service.received(phone)) == 1


async def test_a_service_that_never_recovers_is_asked_five_times(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
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


async def test_one_phone_that_took_it_is_enough(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    away, here = [await pair.has_phone(service, keys.public) for _ in range(2)]
    service.mailboxes.script([ScriptedAnswer(503)], away.token)
    await pair.plans(minutes=0)
    await worker.tick()
    assert (await pair.notices(), len(service.received(here))) == ([("accepted", "")], 1)


async def test_a_crash_between_claim_and_settle_is_unknown_and_never_sent_again(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    crashing = new_worker(pair)
    monkeypatch.setattr("notifications.worker.settle", crash)
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
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys, monkeypatch: pytest.MonkeyPatch
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


async def test_a_notice_that_cannot_be_decided_holds_up_no_other(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
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


async def test_a_plan_made_with_no_network_still_comes_when_it_is_late(pair: Pair, worker: Worker) -> None:
    await pair.plans(minutes=-180)
    await pair.plans(minutes=-180, repeat="daily", text="tomorrow")
    await worker.tick()
    assert [nudge.text for nudge in await pair.inbox()] == ["How was today?"]


async def test_after_an_outage_nobody_gets_a_burst_of_the_past(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=60, repeat="daily")
    pair.now += 30 * DAY + 2 * HOUR
    assert await worker.tick() == 1
    assert len(await pair.inbox()) == 1


async def test_no_log_holds_words_or_addresses(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(400), ScriptedAnswer(429), ScriptedAnswer(410)])
    for _ in range(4):
        await pair.plans(minutes=0, text="token-words")
        await pair.encourages("token-words")
    await worker.tick()
    assert len(service.mailboxes.messages) > 3
    written = [record.getMessage() for record in caplog.records if not record.name.startswith(("uvicorn", "asyncio"))]
    assert not [line for line in written if "token-words" in line or phone.token in line or phone.keys["auth"] in line]


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

    monkeypatch.setattr("notifications.worker.plan", plan)
    await worker.start()
    await asyncio.wait_for(twice.wait(), 5)
    await worker.stop()
    seen = len(ticks)
    await asyncio.sleep(0.06)
    assert len(ticks) == seen


class Crash(Exception):
    pass


async def crash(*_: object, **__: object) -> None:
    raise Crash
