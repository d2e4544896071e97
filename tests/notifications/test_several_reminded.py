"""Several people of two programs are reminded in one batch: each of what is their own."""

import pytest

from domain.declare import StreamKind
from domain.records import singleton_id
from notifications.queue import reminders
from notifications.queue.notices import schedules_due
from notifications.queue.reminder_sources import (
    favourites,
)
from notifications.worker import Worker
from tests.notifications.pair import (
    HOUR,
    MINUTE,
    NOON,
    uuid,
)
from tests.notifications.several import Several
from tests.notifications.test_unsent_words import old_phone, says
from tests.notifications.wishing import check_in, goal, keeps, meeting, step, wish, write_in

DAY = 24 * HOUR


EVENING = NOON + 6 * HOUR


WEDNESDAY, THURSDAY = 3, 4


async def test_everyone_is_reminded_once(three: Several, worker: Worker) -> None:
    for each in three.pairs:
        await wish(each, reminder_at="18:00")
    await worker.tick()
    assert await three.at(worker, EVENING) == [1, 1, 1]
    assert await three.at(worker, EVENING + MINUTE) == [1, 1, 1]


@pytest.mark.parametrize("who", [0, 1, 2])
async def test_only_who_has_checked_in_is_not_reminded(
    three: Several, worker: Worker, who: int
) -> None:
    for each in three.pairs:
        await wish(each, reminder_at="18:00")
    await check_in(three.pairs[who])
    await worker.tick()
    assert await three.at(worker, EVENING) == [int(place != who) for place in range(3)]


async def test_who_wishes_for_no_more_reminders_ends_their_own_alone(
    three: Several, worker: Worker
) -> None:
    for each in three.pairs:
        await wish(each, reminder_at="18:00")
    await worker.tick()
    await wish(three.pairs[0], reminder_at=None)
    await worker.tick()
    for day in range(5):
        assert await three.at(worker, EVENING + day * DAY) == [0, day + 1, day + 1]


async def test_a_move_to_another_zone_moves_ones_own_alone(three: Several, worker: Worker) -> None:
    for each in three.pairs:
        await wish(each, reminder_at="18:00")
        await each.plans(minutes=6 * 60, repeat="daily")
    await worker.tick()
    await three.pairs[0].zone("America/New_York")
    async with three.pairs[0].database.transaction() as connection:
        anew = await schedules_due(connection, NOON + 1, 9)
    assert [plan.participant for plan in anew] == [three.pairs[0].participant.id]
    await worker.tick()
    assert await three.at(worker, EVENING - HOUR) == [2, 0, 0]
    assert await three.at(worker, EVENING) == [2, 2, 2]


async def test_a_step_is_due_for_whose_it_is(three: Several, worker: Worker) -> None:
    for each, due_on in zip(three.pairs, ("2026-06-04", "2026-06-05", "2026-06-04"), strict=True):
        await step(each, await goal(each), due_on)
        await wish(each, goal_steps=True)
    done = three.pairs[2]
    await worker.tick()
    await step(done, await goal(done), "2026-06-05", done_on="2026-06-03")
    assert await three.at(worker, NOON + 21 * HOUR) == [1, 0, 1]
    assert await three.at(worker, NOON + DAY + 21 * HOUR) == [1, 1, 1]


async def test_a_meeting_is_that_of_ones_own_favourites_and_library(
    three: Several, worker: Worker
) -> None:
    """Two programs may have an entry of one id.

    That of one is on Wednesday, that of the other on Thursday.
    """
    entry, other = uuid(), uuid()
    await meeting(three.pairs[0], WEDNESDAY, "19:00", record=entry)
    await meeting(three.pairs[2], THURSDAY, "19:00", record=entry)
    await meeting(three.pairs[0], THURSDAY, "19:00", record=other)
    for each, kept in zip(three.pairs, (entry, other, entry), strict=True):
        await keeps(each, kept)
        await wish(each, meetings=True)
    await worker.tick()
    assert await three.at(worker, NOON + 6 * HOUR + 30 * MINUTE) == [1, 0, 0]
    assert await three.at(worker, NOON + 30 * HOUR + 30 * MINUTE) == [1, 1, 1]


async def test_what_changes_in_ones_own_library_alone_is_looked_at(three: Several) -> None:
    for each in three.pairs:
        await keeps(each, await meeting(each, WEDNESDAY, "19:00"))
        await wish(each, meetings=True)

    async def looks() -> int:
        return await reminders.plan_reminders(three.pairs[0].database, now=NOON, new_id=uuid)

    assert await looks() == 3
    await meeting(three.pairs[2], WEDNESDAY, "20:00")
    assert await looks() == 1
    await meeting(three.pairs[0], WEDNESDAY, "20:00")
    assert await looks() == 2
    await goal(three.pairs[1])
    assert await looks() == 1


async def test_each_is_told_of_their_own_silent_phone(three: Several, worker: Worker) -> None:
    """All were heard of last in the same millisecond."""
    old = [await old_phone(each) for each in three.pairs]
    await says(three.pairs[1], old[1], waiting=0)
    assert await three.at(worker, NOON + 4 * DAY) == [1, 0, 1]


async def test_who_is_told_first_of_a_silent_phone_keeps_nobody_else_from_it(
    three: Several, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, though all phones fell silent in the same millisecond."""
    monkeypatch.setattr(reminders, "BATCH", 1)
    for each in three.pairs:
        await old_phone(each)
    for _ in three.pairs:
        await reminders.plan_reminders(three.pairs[0].database, now=NOON + 4 * DAY, new_id=uuid)
    assert await three.at(worker, NOON + 4 * DAY) == [1, 1, 1]


async def test_favourites_under_ones_own_id_in_another_persons_stream_are_not_ones_own(
    three: Several,
) -> None:
    one, other, _ = three.pairs
    record = singleton_id(one.participant.uuid, "favourites")
    await keeps(one, uuid())
    mine = uuid()
    await keeps(one, mine)
    await write_in(
        other, StreamKind.OWN, "favourites", {"resources": {"resources": [uuid()]}}, record
    )
    async with one.database.reading() as connection:
        [(_, body)] = (await favourites(connection, [one.participant.id])).values()
        both = await connection.rows("SELECT body FROM record WHERE record = $1", record)
    assert mine in body
    assert len(both) == 2
