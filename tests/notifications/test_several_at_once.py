"""Several people of two programs are due in the same minute and decided in one batch: each by what is their own."""

from datetime import date

import pytest

import accounts
from domain.declare import Role, StreamKind
from domain.records import singleton_id
from notifications.push.vapid import VapidKeys
from notifications.queue import leases, push_subscriptions, reminders
from notifications.queue.checked_in import checked_in, peers_who_see
from notifications.queue.notices import schedules_due
from notifications.queue.reminder_sources import (
    favourites,
    library_entries,
    lock_people_to_plan,
    planned_ahead,
    steps_due,
)
from notifications.worker import Worker
from tests.notifications.pair import (
    HOUR,
    MINUTE,
    NOON,
    OPEN_RULES,
    Pair,
    make_pair,
    uuid,
    walk_together,
)
from tests.notifications.several import Several
from tests.notifications.test_support_flag import phone_of, raises, staff
from tests.notifications.test_unsent_words import old_phone, says
from tests.notifications.wishing import check_in, goal, keeps, meeting, step, wish, write_in
from tests.push_service import PushService

DAY = 24 * HOUR
EVENING = NOON + 6 * HOUR
WEDNESDAY, THURSDAY = 3, 4


@pytest.fixture
async def three(pair: Pair, service: PushService, keys: VapidKeys) -> Several:
    pairs = [
        pair,
        await walk_together(pair.database, pair.peer, "Rosa"),
        await make_pair(pair.database),
    ]
    return Several(pairs, [await each.has_phone(service, keys.public) for each in pairs], service)


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
    """Two programs may have an entry of one id: that of one is on Wednesday, that of the other on Thursday."""
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


async def test_every_supervisor_is_told_of_the_flags_of_their_program(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    pairs = [
        pair,
        await walk_together(pair.database, pair.peer, "Rosa"),
        await make_pair(pair.database),
    ]
    names = ("Elena", "Ruth", "Sven")
    # The first two supervise one program, the third another one.
    phones = [
        await phone_of(of, await staff(of, name), service, keys)
        for of, name in zip((pair, pair, pairs[2]), names, strict=True)
    ]
    async with pair.database.transaction() as connection:
        supervisor_streams = await connection.rows(
            "SELECT id FROM person WHERE role = 'supervisor'"
        )
    assert len(supervisor_streams) == 4
    record = uuid()
    await raises(pairs[0], record)
    await worker.tick()
    assert [len(service.received(phone)) for phone in phones] == [1, 1, 0]
    await raises(pairs[2], record)
    await worker.tick()
    assert [len(service.received(phone)) for phone in phones] == [1, 1, 1]


async def test_what_is_asked_of_one_person_says_nothing_of_another(
    three: Several, worker: Worker
) -> None:
    """Each has the same: a step, a favourite, a reminder ahead, a nudge that rang, a check-in, a phone; the entry's id too."""
    entry = uuid()
    for each in three.pairs:
        await step(each, await goal(each), "2026-06-04")
        await keeps(each, await meeting(each, WEDNESDAY, "19:00", record=entry))
        await check_in(each)
        await each.plans(minutes=0)
        await wish(each, reminder_at="18:00")
    await three.at(worker, NOON)
    async with three.pairs[0].database.transaction() as connection:
        for who in (each.participant.id for each in three.pairs):
            assert await steps_due(connection, [who], "2026-06-01", "2026-06-30") == {
                who: {"2026-06-04"}
            }
            assert set(await favourites(connection, [who])) == {who}
            program = (await favourites(connection, [who]))[who][0]
            assert set(await library_entries(connection, [(program, entry)])) == {(program, entry)}
            assert {one.person for one in await planned_ahead(connection, [who], NOON)} == {who}
            assert set(await leases.rings_since(connection, [who], NOON - DAY)) == {who}
            assert set(await leases.latest_nudges(connection, [who], NOON + DAY, 9)) == {who}
            assert await checked_in(connection, {who: "2026-06-03"}) == {who}
            assert set(await push_subscriptions.of_people(connection, [who])) == {who}
            assert [one.person for one in await lock_people_to_plan(connection, [who])] == [who]


async def test_a_peer_sees_the_check_in_of_whoever_shared_it_with_them(three: Several) -> None:
    """Two of them walk with one peer, all have shared one today, and one of the two lets the peer read."""
    for each in three.pairs:
        await check_in(each, kind=StreamKind.SHARED)
    one, other, _ = three.pairs
    days = {each.stream: "2026-06-03" for each in three.pairs}
    async with one.database.transaction() as connection:
        shared = await accounts.stream_of(connection, other.participant.id, StreamKind.SHARED)
        assert shared
        await accounts.grant(connection, other.peer.id, shared, Role.PEER, NOON)
        assert await peers_who_see(connection, days) == {other.stream}
        assert await peers_who_see(connection, {one.stream: "2026-06-03"}) == set()
        assert await peers_who_see(connection, {other.stream: "2026-06-02"}) == set()


async def test_the_cap_counts_what_rang_for_that_person(three: Several, worker: Worker) -> None:
    for each in three.pairs:
        await each.rules(OPEN_RULES)
    await wish(three.pairs[0], cap_day=1)
    await three.pairs[0].encourages()
    assert await three.at(worker, NOON) == [1, 0, 0]
    for each in three.pairs:
        await each.encourages()
    assert await three.at(worker, NOON + MINUTE) == [1, 1, 1]


async def test_what_rang_for_others_uses_up_nobodys_cap(three: Several, worker: Worker) -> None:
    for each in three.pairs:
        await wish(each, cap_day=1)
        await each.encourages()
    assert await three.at(worker, NOON) == [1, 1, 1]


async def test_who_answers_nothing_is_left_out_and_the_others_are_not(
    three: Several, worker: Worker
) -> None:
    plans = [await each.plans(minutes=1, repeat="daily") for each in three.pairs]
    assert len(plans) == 3
    for day in range(3):
        for each in three.pairs:
            each.now = NOON + day * DAY
            await each.is_here()
        assert await three.at(worker, NOON + day * DAY + MINUTE) == [day + 1] * 3
        for each in three.pairs[1:]:
            await each.answers(await last_nudge(each))
    for each in three.pairs:
        await each.is_here()
    assert await three.at(worker, NOON + 3 * DAY + MINUTE) == [3, 4, 4]


async def last_nudge(pair: Pair) -> str:
    async with pair.database.reading() as connection:
        statement = "SELECT uuid FROM notice WHERE person = $1 AND kind = 'nudge' AND state = 'accepted' ORDER BY due_at DESC LIMIT 1"
        return str(await connection.value(statement, pair.participant.id))


async def test_a_changed_wish_releases_what_is_held_for_that_person(
    three: Several, worker: Worker
) -> None:
    for each in three.pairs:
        await wish(each, pause_until=date(2026, 6, 9))
        await each.encourages()
    assert await three.at(worker, NOON) == [0, 0, 0]
    await wish(three.pairs[0], pause_until=None)
    async with three.pairs[0].database.reading() as connection:
        freed = await connection.rows(
            "SELECT person FROM notice WHERE state = 'held' AND lease_until IS NULL"
        )
    assert freed == [(three.pairs[0].participant.id,)]


async def test_an_assignment_that_ends_takes_its_own_nudges_along(
    three: Several, worker: Worker
) -> None:
    for each in three.pairs:
        await each.plans(minutes=5)
    await worker.tick()
    await three.pairs[0].is_reassigned()
    assert await three.at(worker, NOON + 5 * MINUTE) == [0, 1, 1]


async def test_a_plan_that_is_called_off_is_that_plan(three: Several, worker: Worker) -> None:
    """Under one id in three streams."""
    record = uuid()
    for each in three.pairs:
        await each.plans(minutes=5, record=record)
    await worker.tick()
    await three.pairs[0].calls_off(record)
    assert await three.at(worker, NOON + 5 * MINUTE) == [0, 1, 1]


async def test_a_revoked_phone_and_a_person_who_left_are_reached_no_more_and_the_others_are(
    three: Several, worker: Worker
) -> None:
    for each in three.pairs:
        await each.plans(minutes=5)
    async with three.pairs[0].database.transaction() as connection:
        [phone] = await accounts.devices_of(connection, three.pairs[0].participant.id)
        await accounts.revoke_device(connection, phone.id, NOON)
        await accounts.set_status(connection, three.pairs[1].participant.id, "discharged")
    assert await three.at(worker, NOON + 5 * MINUTE) == [0, 0, 1]


async def test_what_is_read_in_one_persons_stream_is_read_by_that_person(
    three: Several, worker: Worker
) -> None:
    for each in three.pairs:
        await wish(each, pause_until=date(2026, 6, 4))
    notes = [await each.encourages() for each in three.pairs]
    await three.at(worker, NOON)
    await three.pairs[0].opens("encouragement", notes[0])
    assert await three.at(worker, NOON + 20 * HOUR) == [0, 1, 1]
