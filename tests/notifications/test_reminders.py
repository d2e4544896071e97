"""A participant's own reminders: planned once from what they wish, taken back with the wish, and asked about again at the last moment."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from domain.declare import StreamKind
from notifications import reminders
from notifications.payload import payload
from notifications.vapid import VapidKeys
from notifications.worker import Worker
from storage.checked_in import checked_in
from storage.reminders import to_plan
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, OPEN_RULES, Pair, uuid
from tests.notifications.wishing import check_in, goal, keeps, meeting, planned, step, write_in
from tests.push_service import PushService

DAY = 24 * HOUR
WEDNESDAY = 3


async def wish(pair: Pair, **wishes: Any) -> None:
    await pair.rules(msgspec.structs.replace(OPEN_RULES, **wishes))


async def goes_out_at(pair: Pair, worker: Worker, at: int) -> tuple[int, list[tuple[str, str]]]:
    """How many pushes go out then, and what became of every notice that was not in the future."""
    await worker.tick()
    pair.now = at
    sent = await worker.tick()
    async with pair.database.reading() as connection:
        rows = await connection.rows("SELECT state, reason FROM notice WHERE due_at <= $1 ORDER BY due_at, id", at)
    return sent, [(row[0], row[1]) for row in rows]


# Planned once, and anew when something changes


async def test_a_wish_is_planned_two_days_ahead_and_each_reminder_once(pair: Pair, new_worker: Callable[[Pair], Worker]) -> None:
    await wish(pair, reminder_at="18:00")
    await asyncio.gather(*(new_worker(pair).tick() for _ in range(3)))
    assert await planned(pair) == ["check_in_reminder 06-03 23:00", "check_in_reminder 06-04 23:00"]


async def test_who_wishes_for_nothing_is_not_looked_at_again(pair: Pair) -> None:
    assert await reminders.plan(pair.database, now=pair.now, new_id=uuid) == 0
    await wish(pair, reminder_at="18:00")
    await wish(pair)
    assert await reminders.plan(pair.database, now=pair.now, new_id=uuid) == 1
    async with pair.database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM reminder") == 0
        assert await to_plan(connection, 2**53, 10) == []


async def test_nothing_is_looked_at_while_nothing_was_written(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    looks = [await reminders.plan(pair.database, now=NOON + at * HOUR, new_id=uuid) for at in (0, 0, 11, 13, 13)]
    assert looks == [1, 0, 0, 1, 0]


async def test_the_rest_stays_when_one_reminder_is_added(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    await planned(pair)
    before = await ids(pair)
    await step(pair, await goal(pair), "2026-06-04")
    await wish(pair, reminder_at="18:00", goal_steps=True)
    assert await planned(pair) == ["check_in_reminder 06-03 23:00", "check_in_reminder 06-04 23:00", "goal_step_due 06-04 23:00"]
    assert before < await ids(pair)


async def ids(pair: Pair) -> set[int]:
    async with pair.database.reading() as connection:
        return {row[0] for row in await connection.rows("SELECT id FROM notice")}


async def test_another_time_moves_what_has_not_come_due(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    await planned(pair)
    await wish(pair, reminder_at="20:15", reminder_days=[2])
    assert await planned(pair) == ["check_in_reminder 06-04 01:15"]


async def test_another_zone_moves_what_has_not_come_due(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    await planned(pair)
    await pair.zone("America/Los_Angeles")
    assert await planned(pair) == ["check_in_reminder 06-04 01:00", "check_in_reminder 06-05 01:00"]


async def test_a_wish_that_was_withdrawn_leaves_nothing(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await planned(pair)
    await wish(pair, reminder_at=None)
    assert await planned(pair) == []
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (0, [])


async def test_a_reminder_of_today_is_not_repeated_at_a_later_time(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (1, [("accepted", "")])
    await wish(pair, reminder_at="20:00")
    assert await planned(pair) == ["check_in_reminder 06-05 01:00"]
    assert (await goes_out_at(pair, worker, NOON + 9 * HOUR))[0] == 0
    assert len(service.received(phone)) == 1


async def test_a_time_that_is_past_today_begins_tomorrow(pair: Pair) -> None:
    await wish(pair, reminder_at="11:59")
    assert await planned(pair) == ["check_in_reminder 06-04 16:59", "check_in_reminder 06-05 16:59"]


async def test_after_an_outage_nobody_gets_a_burst_of_the_past(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    sent, became = await goes_out_at(pair, worker, NOON + 30 * DAY + 7 * HOUR)
    assert (sent, [state for state, _ in became]) == (1, ["expired", "expired", "accepted"])


async def test_a_person_in_an_unknown_zone_holds_up_no_other(pair: Pair, worker: Worker) -> None:
    await wish(pair, reminder_at="18:00")
    async with pair.database.transaction() as connection:
        await connection.run("UPDATE person SET time_zone = 'Mars/Olympus' WHERE id = $1", pair.participant.id)
    assert await planned(pair) == []
    assert await reminders.plan(pair.database, now=pair.now, new_id=uuid) == 0


async def test_steps_and_review_come_in_the_morning_where_no_time_was_chosen(pair: Pair) -> None:
    of = await goal(pair, StreamKind.SHARED)
    for due_on in ("2026-06-04", "2026-06-04", "2026-06-20"):
        await step(pair, of, due_on, kind=StreamKind.SHARED)
    await wish(pair, goal_steps=True, plan_review_on=date(2026, 6, 6))
    assert await planned(pair) == ["goal_step_due 06-04 14:00"]
    pair.now += DAY
    assert await planned(pair) == ["goal_step_due 06-04 14:00", "plan_review_due 06-06 14:00"]


@pytest.mark.parametrize("status", ["paused", "achieved", "released"])
async def test_a_goal_that_rests_reminds_of_no_step(pair: Pair, status: str) -> None:
    await step(pair, await goal(pair, status=status), "2026-06-04")
    await wish(pair, goal_steps=True)
    assert await planned(pair) == []


async def test_a_meeting_is_told_of_while_it_is_a_favourite_and_held(pair: Pair) -> None:
    kept, other = await meeting(pair, WEDNESDAY, "19:00"), await meeting(pair, WEDNESDAY, "15:00")
    await keeps(pair, kept)
    await wish(pair, meetings=True)
    assert await planned(pair) == ["meeting_soon 06-03 23:30"]
    await keeps(pair, other)
    assert await planned(pair) == ["meeting_soon 06-03 19:30"]
    await meeting(pair, WEDNESDAY, "16:00", record=other)
    assert await planned(pair) == ["meeting_soon 06-03 20:30"]
    await meeting(pair, WEDNESDAY, "16:00", record=other, state="retired")
    assert await planned(pair) == []


async def test_a_meeting_goes_by_its_own_clock_and_without_a_zone_by_the_persons(pair: Pair) -> None:
    await keeps(pair, await meeting(pair, WEDNESDAY, "19:00", zone=None), await meeting(pair, WEDNESDAY, "19:00"))
    await pair.zone("America/Los_Angeles")
    await wish(pair, meetings=True)
    assert await planned(pair) == ["meeting_soon 06-03 23:30", "meeting_soon 06-04 01:30"]


# At the last moment


@pytest.mark.parametrize("kind", [StreamKind.OWN, StreamKind.SHARED])
async def test_who_has_checked_in_today_is_not_reminded(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, kind: StreamKind
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await check_in(pair, kind=kind)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (0, [("suppressed", "checked_in")])
    assert service.mailboxes.messages == []


async def test_a_check_in_of_another_day_counts_for_that_day_alone(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await check_in(pair, "2026-06-02")
    assert (await goes_out_at(pair, worker, NOON + 6 * HOUR))[0] == 1


async def test_a_reminder_says_what_every_notice_says(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await goes_out_at(pair, worker, NOON + 6 * HOUR)
    async with pair.database.reading() as connection:
        told = await connection.value("SELECT uuid FROM notice WHERE state = 'accepted'")
    assert service.received(phone) == [payload(told, "en")]
    assert await pair.inbox() == []


async def test_own_reminders_take_nothing_from_the_cap_and_are_not_stopped_by_it(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00", cap_day=1)
    await pair.encourages()
    assert await worker.tick() == 1
    assert (await goes_out_at(pair, worker, NOON + 6 * HOUR))[0] == 1
    pair.now += MINUTE
    await wish(pair, cap_day=2)
    await pair.encourages()
    assert await worker.tick() == 1


async def test_quiet_hours_push_off_and_pause_hold_for_own_reminders_too(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="22:00", quiet=NIGHT)
    assert await goes_out_at(pair, worker, NOON + 10 * HOUR) == (0, [("held", "not_now")])
    pair.now += 11 * HOUR
    await worker.tick()
    assert (await pair.notices())[0] == ("expired", "")
    await wish(pair, reminder_at="18:00", push=False)
    assert (await goes_out_at(pair, worker, NOON + 30 * HOUR))[1][-1] == ("suppressed", "push_off")


async def test_the_wish_is_read_again_even_where_nothing_was_planned_anew(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    """The outbox of a phone may arrive in the same second in which a reminder comes due."""
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await worker.tick()
    pair.now = NOON + 6 * HOUR
    await wish(pair, reminder_at=None)
    assert await worker.tick() == 0
    assert ("suppressed", "kind_off") in await pair.notices()


async def test_a_person_who_has_left_is_not_reminded(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await worker.tick()
    async with pair.database.transaction() as connection:
        await connection.run("UPDATE person SET status = 'discharged' WHERE id = $1", pair.participant.id)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (0, [("cancelled", "person_discharged")])


async def test_after_the_assignment_has_ended_own_reminders_go_on(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await pair.is_reassigned()
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (1, [("accepted", "")])


async def test_a_step_done_at_the_last_moment_rings_no_more(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    of = await goal(pair)
    one, other = await step(pair, of, "2026-06-04"), await step(pair, of, "2026-06-04")
    await wish(pair, goal_steps=True)
    await worker.tick()
    pair.now = NOON + 21 * HOUR
    await step(pair, of, "2026-06-04", record=one, done_on="2026-06-04")
    await step(pair, of, None, record=other)
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "done_already")]


async def test_reminders_of_one_minute_ring_once(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    phone = await pair.has_phone(service, keys.public)
    await step(pair, await goal(pair), "2026-06-03")
    await wish(pair, reminder_at="18:00", goal_steps=True, plan_review_on=date(2026, 6, 3))
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (1, [("accepted", ""), *[("suppressed", "coalesced")] * 2])
    assert len(service.received(phone)) == 1


async def test_where_the_first_of_a_minute_is_not_wanted_the_next_one_rings(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await step(pair, await goal(pair), "2026-06-03")
    await check_in(pair)
    await wish(pair, reminder_at="18:00", goal_steps=True)
    sent, became = await goes_out_at(pair, worker, NOON + 6 * HOUR)
    assert (sent, sorted(became)) == (1, [("accepted", ""), ("suppressed", "checked_in")])


async def test_one_step_that_is_left_is_enough(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    of = await goal(pair)
    one, _ = await step(pair, of, "2026-06-04"), await step(pair, of, "2026-06-04")
    await wish(pair, goal_steps=True)
    await worker.tick()
    await step(pair, of, "2026-06-04", record=one, done_on="2026-06-04")
    assert (await goes_out_at(pair, worker, NOON + 21 * HOUR))[0] == 1


async def test_a_meeting_that_is_no_favourite_at_the_last_moment_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await keeps(pair, await meeting(pair, WEDNESDAY, "19:00"))
    await wish(pair, meetings=True)
    await worker.tick()
    pair.now = NOON + 6 * HOUR + 30 * MINUTE
    await keeps(pair)
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "no_favourite")]


async def test_a_meeting_that_stands_is_told_of_until_it_begins(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await keeps(pair, await meeting(pair, WEDNESDAY, "19:00"))
    await wish(pair, meetings=True)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR + 30 * MINUTE) == (1, [("accepted", "")])
    [message] = service.mailboxes.messages
    assert 0 < message.ttl <= 30 * 60


async def test_a_plan_review_that_was_put_off_rings_no_more(pair: Pair, worker: Worker, service: PushService, keys: VapidKeys) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, plan_review_on=date(2026, 6, 4))
    await worker.tick()
    pair.now = NOON + 21 * HOUR
    await wish(pair, plan_review_on=date(2026, 9, 4))
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "not_that_day")]


async def test_a_check_in_that_was_removed_is_none(pair: Pair) -> None:
    record = await check_in(pair)
    people = {pair.participant.id: "2026-06-03", pair.peer.id: "2026-06-03"}
    async with pair.database.transaction() as connection:
        assert await checked_in(connection, people) == {pair.participant.id}
        await connection.run("UPDATE record SET state = 1 WHERE record = $1", record)
        assert await checked_in(connection, people) == set()
        assert await checked_in(connection, {}) == set()


async def test_only_a_check_in_counts_as_one(pair: Pair) -> None:
    await write_in(pair, StreamKind.OWN, "goal", {"words": {"title": '"local_date":"2026-06-03"'}})
    await write_in(pair, StreamKind.OWN, "journal_note", {"words": {"text": '{"local_date":"2026-06-03"}'}})
    async with pair.database.reading() as connection:
        assert await checked_in(connection, {pair.participant.id: "2026-06-03"}) == set()
