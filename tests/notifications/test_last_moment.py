"""Rights and rules count as they are when a notice would go out.

What they were when it was planned does not (security: C3, E12, F3).
"""

from collections.abc import Callable
from datetime import date

import msgspec

from database.database import Database
from domain.entities.notification_settings import NotificationSettings
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, OPEN_RULES, Pair, make_pair
from tests.push_service import PushService

DAY = 24 * HOUR


async def test_called_off_means_neither_push_nor_entry(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_rights_are_read_again_at_the_claim(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    """Even where nobody cancelled the notice: the assignment's own row decides."""
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    await pair.encourages()
    async with pair.database.transaction() as connection:
        await connection.run(
            "UPDATE assignment SET status = 'ended' WHERE id = $1", pair.assignment.id
        )
    assert await worker.tick() == 0
    assert await pair.notices() == [("cancelled", "assignment_ended")] * 2
    assert service.mailboxes.messages == []


async def test_quiet_hours_hold_the_push_and_not_the_entry(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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


async def test_what_was_read_in_the_app_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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
    assert await pair.notices() == [("seen", "")] * 2
    assert service.mailboxes.messages == []


async def test_a_pause_lifted_lets_a_held_notice_go(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, pause_until=date(2026, 6, 10)))
    await pair.encourages()
    assert await worker.tick() == 0
    await pair.rules(OPEN_RULES)
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1


async def test_what_is_held_for_too_long_expires_and_stays_in_the_inbox(
    pair: Pair, worker: Worker
) -> None:
    await pair.rules(msgspec.structs.replace(OPEN_RULES, pause_until=date(2027, 1, 1)))
    await pair.plans(minutes=0)
    await worker.tick()
    pair.now += 18 * HOUR
    await worker.tick()
    assert await pair.notices() == [("expired", "")]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["expired"]


async def test_the_cap_stops_pushes_and_never_the_inbox(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1))
    await pair.encourages()
    await pair.plans(minutes=0)
    await pair.plans(minutes=0)
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 1
    assert await pair.notices() == [
        ("accepted", ""),
        ("suppressed", "cap_day"),
        ("suppressed", "cap_day"),
    ]
    assert [nudge.delivery for nudge in await pair.inbox()] == ["quiet", "quiet"]


async def test_muting_holds_from_the_moment_the_server_has_it(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
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
