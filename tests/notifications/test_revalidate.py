"""What a reminder is about is read again at the last moment.

What it was when the reminder was planned does not count.
"""

from datetime import date

from domain.declare import StreamKind
from notifications.push.payload import payload
from notifications.push.vapid import VapidKeys
from notifications.queue.checked_in import checked_in
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, Pair
from tests.notifications.wishing import (
    check_in,
    goal,
    goes_out_at,
    keeps,
    meeting,
    step,
    wish,
    write_in,
)
from tests.push_service import PushService

WEDNESDAY = 3


async def test_who_has_checked_in_today_is_not_reminded(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await check_in(pair)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (0, [("suppressed", "checked_in")])
    assert service.mailboxes.messages == []


async def test_a_check_in_that_was_shared_counts_too(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await check_in(pair, kind=StreamKind.SHARED)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (0, [("suppressed", "checked_in")])


async def test_a_check_in_of_another_day_counts_for_that_day_alone(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await check_in(pair, "2026-06-02")
    assert (await goes_out_at(pair, worker, NOON + 6 * HOUR))[0] == 1


async def test_a_reminder_says_what_every_notice_says(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_a_person_who_has_left_is_not_reminded(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await worker.tick()
    async with pair.database.transaction() as connection:
        await connection.run(
            "UPDATE person SET status = 'discharged' WHERE id = $1", pair.participant.id
        )
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (
        0,
        [("cancelled", "person_discharged")],
    )


async def test_after_the_assignment_has_ended_own_reminders_go_on(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, reminder_at="18:00")
    await pair.is_reassigned()
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (1, [("accepted", "")])


async def test_a_step_done_at_the_last_moment_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_reminders_of_one_minute_ring_once(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await step(pair, await goal(pair), "2026-06-03")
    await wish(pair, reminder_at="18:00", goal_steps=True, plan_review_on=date(2026, 6, 3))
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR) == (
        1,
        [("accepted", ""), *[("suppressed", "coalesced")] * 2],
    )
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


async def test_one_step_that_is_left_is_enough(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_a_meeting_that_stands_is_told_of_until_it_begins(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await keeps(pair, await meeting(pair, WEDNESDAY, "19:00"))
    await wish(pair, meetings=True)
    assert await goes_out_at(pair, worker, NOON + 6 * HOUR + 30 * MINUTE) == (1, [("accepted", "")])
    [message] = service.mailboxes.messages
    assert 0 < message.ttl <= 30 * 60


async def test_a_meeting_never_takes_the_place_of_a_note_that_waits_for_the_phone(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    """A push service keeps the last of a topic alone, and this one for minutes."""
    await pair.has_phone(service, keys.public)
    await keeps(pair, await meeting(pair, WEDNESDAY, "19:00"))
    await wish(pair, meetings=True)
    await worker.tick()
    pair.now = NOON + 6 * HOUR + 30 * MINUTE
    for _ in range(2):
        await pair.encourages()
    assert await worker.tick() == 3
    topics = [message.topic for message in service.mailboxes.messages]
    assert sorted(topics.count(topic) for topic in set(topics)) == [1, 2]


async def test_a_plan_review_that_was_put_off_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await wish(pair, plan_review_on=date(2026, 6, 4))
    await worker.tick()
    pair.now = NOON + 21 * HOUR
    await wish(pair, plan_review_on=date(2026, 9, 4))
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "not_that_day")]


async def test_a_check_in_that_was_removed_is_none(pair: Pair) -> None:
    record = await check_in(pair)
    day = "2026-06-03"
    people = [(pair.participant.id, day), (pair.peer.id, day)]
    async with pair.database.transaction() as connection:
        assert await checked_in(connection, people) == {(pair.participant.id, day)}
        await connection.run("UPDATE record SET state = 1 WHERE record = $1", record)
        assert await checked_in(connection, people) == set()
        assert await checked_in(connection, []) == set()


async def test_only_a_check_in_counts_as_one(pair: Pair) -> None:
    await write_in(pair, StreamKind.OWN, "goal", {"words": {"title": '"local_date":"2026-06-03"'}})
    await write_in(
        pair, StreamKind.OWN, "journal_note", {"words": {"text": '{"local_date":"2026-06-03"}'}}
    )
    async with pair.database.reading() as connection:
        assert await checked_in(connection, [(pair.participant.id, "2026-06-03")]) == set()
