"""Several people of two programs are due in the same minute and decided in one batch.

Each is decided by what is their own.
"""

from datetime import date

import accounts
from domain.declare import Role, StreamKind
from notifications.push.vapid import VapidKeys
from notifications.queue import past_notices, push_subscriptions
from notifications.queue.checked_in import checked_in, peers_who_see
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
from tests.notifications.wishing import check_in, goal, keeps, meeting, step, wish
from tests.push_service import PushService

DAY = 24 * HOUR
EVENING = NOON + 6 * HOUR
WEDNESDAY, THURSDAY = 3, 4


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
    """Each has the same, down to the entry's id.

    A step, a favourite, a reminder ahead, a nudge that rang, a check-in, a phone.
    """
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
            assert set(await past_notices.rings_since(connection, [who], NOON - DAY)) == {who}
            assert set(await past_notices.latest_nudges(connection, [who], NOON + DAY, 9)) == {who}
            assert await checked_in(connection, [(who, "2026-06-03")]) == {(who, "2026-06-03")}
            assert set(await push_subscriptions.of_people(connection, [who])) == {who}
            assert [one.person for one in await lock_people_to_plan(connection, [who])] == [who]


async def test_a_peer_sees_the_check_in_of_whoever_shared_it_with_them(three: Several) -> None:
    """Two of them walk with one peer, and all have shared a check-in today.

    One of the two lets the peer read.
    """
    for each in three.pairs:
        await check_in(each, kind=StreamKind.SHARED)
    one, other, _ = three.pairs
    days = [(each.stream, "2026-06-03") for each in three.pairs]
    async with one.database.transaction() as connection:
        shared = await accounts.stream_of(connection, other.participant.id, StreamKind.SHARED)
        assert shared
        await accounts.grant(connection, other.peer.id, shared, Role.PEER, NOON)
        assert await peers_who_see(connection, days) == {(other.stream, "2026-06-03")}
        assert await peers_who_see(connection, [(one.stream, "2026-06-03")]) == set()
        assert await peers_who_see(connection, [(other.stream, "2026-06-02")]) == set()


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
        statement = (
            "SELECT uuid FROM notice WHERE person = $1 AND kind = 'nudge' "
            "AND state = 'accepted' ORDER BY due_at DESC LIMIT 1"
        )
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
