"""A participant's own reminders: planned once from what they wish, and taken back with the wish."""

import asyncio
from collections.abc import Callable
from datetime import date

import pytest

import accounts
from domain.declare import StreamKind
from notifications.push.vapid import VapidKeys
from notifications.queue import reminders
from notifications.queue.reminder_sources import people_to_plan
from notifications.worker import Worker
from tests.notifications.pair import HOUR, NOON, Pair, make_pair, uuid
from tests.notifications.wishing import goal, goes_out_at, keeps, meeting, planned, step, wish
from tests.push_service import PushService

DAY = 24 * HOUR
WEDNESDAY = 3


async def test_a_wish_is_planned_two_days_ahead_and_each_reminder_once(
    pair: Pair, new_worker: Callable[[Pair], Worker]
) -> None:
    await wish(pair, reminder_at="18:00")
    await asyncio.gather(*(new_worker(pair).tick() for _ in range(3)))
    assert await planned(pair) == ["check_in_reminder 06-03 23:00", "check_in_reminder 06-04 23:00"]


async def test_who_wishes_for_nothing_is_not_looked_at_again(pair: Pair) -> None:
    assert await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid) == 0
    await wish(pair, reminder_at="18:00")
    await wish(pair)
    assert await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid) == 1
    async with pair.database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM reminder") == 0
        assert await people_to_plan(connection, 2**53, 10) == []


async def test_nothing_is_looked_at_while_nothing_was_written(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    looks = [
        await reminders.plan_reminders(pair.database, now=NOON + at * HOUR, new_id=uuid)
        for at in (0, 0, 11, 13, 13)
    ]
    assert looks == [1, 0, 0, 1, 0]


async def test_the_rest_stays_when_one_reminder_is_added(pair: Pair) -> None:
    await wish(pair, reminder_at="18:00")
    await planned(pair)
    before = await ids(pair)
    await step(pair, await goal(pair), "2026-06-04")
    await wish(pair, reminder_at="18:00", goal_steps=True)
    assert await planned(pair) == [
        "check_in_reminder 06-03 23:00",
        "check_in_reminder 06-04 23:00",
        "goal_step_due 06-04 23:00",
    ]
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


async def test_a_wish_that_was_withdrawn_leaves_nothing(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_after_an_outage_nobody_gets_a_burst_of_the_past(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    sent, became = await goes_out_at(pair, worker, NOON + 30 * DAY + 7 * HOUR)
    assert (sent, [state for state, _ in became]) == (1, ["expired", "expired", "accepted"])


async def test_a_person_in_an_unknown_zone_is_reminded_by_the_clock_of_the_program(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.zone("America")
    await wish(pair, reminder_at="18:00")
    assert await planned(pair) == ["check_in_reminder 06-03 23:00", "check_in_reminder 06-04 23:00"]
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (1, [("accepted", "")])


async def test_those_who_have_left_hold_up_nobody(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 1)
    await wish(pair, reminder_at="18:00")
    other = await make_pair(pair.database)
    await wish(other, reminder_at="18:00")
    async with pair.database.transaction() as connection:
        await accounts.set_status(connection, pair.participant.id, "discharged")
    assert await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid) == 1
    assert await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid) == 0


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


async def test_nobody_is_told_of_a_meeting_whose_place_is_closed_or_that_does_not_meet(
    pair: Pair,
) -> None:
    kept = await meeting(pair, WEDNESDAY, "19:00", meeting_types=["TC"], address="12 Elm St")
    await keeps(pair, kept)
    await wish(pair, meetings=True)
    assert await planned(pair) == []
    await meeting(pair, WEDNESDAY, "19:00", record=kept, attendance_option="inactive")
    assert await planned(pair) == []
    await meeting(
        pair,
        WEDNESDAY,
        "19:00",
        record=kept,
        meeting_types=["TC"],
        conference_url="https://video.example/j/4",
    )
    assert await planned(pair) == ["meeting_soon 06-03 23:30"]


async def test_a_meeting_goes_by_its_own_clock_and_without_a_zone_by_the_persons(
    pair: Pair,
) -> None:
    await keeps(
        pair,
        await meeting(pair, WEDNESDAY, "19:00", zone=None),
        await meeting(pair, WEDNESDAY, "19:00"),
    )
    await pair.zone("America/Los_Angeles")
    await wish(pair, meetings=True)
    assert await planned(pair) == ["meeting_soon 06-03 23:30", "meeting_soon 06-04 01:30"]
