"""A clock that jumps: nothing twice, never a burst, and every day again once it is right.

Security: F5.
"""

import time
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from database.clock import ahead_of
from database.database import Database
from notifications.push.endpoints import push_hosts
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, NOON, OPEN_RULES, Pair, make_pair
from tests.push_service import PushService

DAY = 24 * HOUR
STEP = 30 * MINUTE


class Days:
    """Half hours go by; a worker ticks in each, by a clock that is off by so much."""

    def __init__(self, pair: Pair, worker: Worker) -> None:
        self.pair = pair
        self.worker = worker
        self.true_time = NOON - HOUR
        self.rang: Counter[int] = Counter()

    async def go_by(self, span: int, *, off: int = 0) -> None:
        for _ in range(span // STEP):
            self.true_time += STEP
            self.pair.now = self.true_time + off
            await self.pair.is_here()
            self.rang[(self.true_time - NOON) // DAY] += await self.worker.tick()
            await self._open_all()

    async def _open_all(self) -> None:
        """They read whatever comes, so that nothing is left out for want of an answer."""
        async with self.pair.database.reading() as connection:
            unread = await connection.rows(
                "SELECT uuid FROM notice WHERE kind = 'nudge' "
                "AND state NOT IN ('due', 'seen', 'cancelled')"
            )
        for (nudge,) in unread:
            await self.pair.opens("nudge", nudge)


@pytest.fixture
async def days(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> Days:
    """A nudge every day at 14:00, and 11:00 on the first of them."""
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=120, repeat="daily")
    return Days(pair, new_worker(pair))


@pytest.mark.parametrize("off", [-2 * HOUR, 2 * HOUR])
async def test_two_hours_either_way_ring_once_a_day(days: Days, off: int) -> None:
    await days.go_by(4 * HOUR)
    await days.go_by(3 * HOUR, off=off)
    await days.go_by(18 * HOUR)
    await days.go_by(2 * HOUR, off=off)
    await days.go_by(3 * DAY - 27 * HOUR)
    assert [days.rang[day] for day in range(3)] == [1, 1, 1]
    assert len(await days.pair.inbox()) == 3


async def test_a_month_forward_and_back_is_no_burst_and_soon_every_day_again(days: Days) -> None:
    await days.go_by(4 * HOUR)
    before = sum(days.rang.values())
    await days.go_by(HOUR, off=30 * DAY)
    assert sum(days.rang.values()) - before <= 1
    await days.go_by(HOUR)
    await days.go_by(5 * DAY)
    assert [days.rang[day] for day in (2, 3, 4)] == [1, 1, 1], (
        "the days after those that were planned and dropped"
    )
    assert max(days.rang[day] for day in range(1, 6)) == 1


async def test_the_participants_own_reminders_come_again_too(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, reminder_at="14:00"))
    days = Days(pair, new_worker(pair))
    await days.go_by(4 * HOUR)
    await days.go_by(HOUR, off=30 * DAY)
    await days.go_by(5 * DAY)
    assert [days.rang[day] for day in (2, 3, 4)] == [1, 1, 1]


async def test_a_month_of_standing_still_drops_what_is_late(days: Days) -> None:
    await days.go_by(4 * HOUR)
    days.true_time += 30 * DAY
    await days.go_by(DAY)
    assert [days.rang[day] for day in (0, 30, 31)] == [1, 1, 1]
    assert sorted(nudge.delivery for nudge in await days.pair.inbox()) == [
        "accepted",
        "accepted",
        "accepted",
        "expired",
    ]


async def test_a_machine_whose_clock_is_fast_sends_nothing_early(
    postgresql_database: Database, service: PushService, keys: VapidKeys
) -> None:
    pair = await make_pair(postgresql_database)
    await pair.has_phone(service, keys.public)
    now = time.time_ns() // 1_000_000
    pair.now = now
    await pair.plans(minutes=60)
    clocks = [lambda: now + 2 * HOUR, lambda: now - 2 * HOUR]
    for clock in clocks:
        hosts = push_hosts(service.origin)
        worker = Worker(
            postgresql_database,
            keys=keys,
            push_hosts=hosts,
            clock=clock,
            spread=lambda: 0.0,
            by_database=True,
        )
        assert await worker.tick() == 0
        await worker.stop()
    assert await pair.notices() == [("due", "")]


async def test_how_far_a_clock_is_off_is_known_on_postgresql(database: Database) -> None:
    local = time.time_ns() // 1_000_000
    async with database.reading() as connection:
        off = await ahead_of(connection, local - 2 * HOUR)
    assert off == 0 if database.dialect == "sqlite" else abs(off - 2 * HOUR) < MINUTE
