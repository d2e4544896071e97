"""What happens beside, again, or at the very end.

Answers of two phones at once, subscribing anew, the last day of a pause.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from database.database import Database
from domain.entities.notification_settings import NotificationSettings, QuietHours
from notifications.policy.delivery import Hold, Send
from notifications.push.outcome import MOST_REFUSALS, PushOutcome
from notifications.push.sending import MOST_ATTEMPTS, settled_outcome
from notifications.push.vapid import VapidKeys
from notifications.queue import push_subscriptions
from notifications.worker import Worker
from tests.notifications.pair import MINUTE, Pair
from tests.notifications.test_delivery import at, decided
from tests.notifications.test_subscriptions import browser, endpoints_of, phone, store
from tests.notifications.test_subscriptions import two as two_people
from tests.push_service import PushService, ScriptedAnswer

ACCEPTED, RETRY, FAILED, GONE = (
    PushOutcome("accepted"),
    PushOutcome("retry", "503", 30_000),
    PushOutcome("failed", "413"),
    PushOutcome("gone", "410"),
)


@pytest.mark.parametrize(
    ("together", "comes_to"),
    [
        ((GONE, FAILED, RETRY, ACCEPTED), ACCEPTED),
        ((FAILED, ACCEPTED), ACCEPTED),
        ((GONE, ACCEPTED), ACCEPTED),
        ((FAILED, RETRY), RETRY),
        ((RETRY, FAILED), RETRY),
        ((GONE, RETRY), RETRY),
        ((GONE, FAILED), FAILED),
        ((FAILED, GONE), FAILED),
        ((GONE, GONE), GONE),
    ],
)
def test_one_phone_that_took_it_is_enough_then_it_is_worth_waiting_then_it_failed(
    together: tuple[PushOutcome, ...], comes_to: PushOutcome
) -> None:
    assert settled_outcome(together, 0) == comes_to


def test_waiting_has_an_end_and_keeps_its_reason() -> None:
    assert settled_outcome([RETRY], MOST_ATTEMPTS - 2) == RETRY
    assert settled_outcome([RETRY], MOST_ATTEMPTS - 1) == PushOutcome("failed", "503")
    assert settled_outcome([RETRY, ACCEPTED], MOST_ATTEMPTS) == ACCEPTED


@pytest.mark.parametrize(
    "statuses", [(404, 410), (410, 404), (404, 404)], ids=["beside", "before", "twice"]
)
async def test_a_subscription_that_is_not_there_is_asked_no_more_whichever_way_it_is_said(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, statuses: tuple[int, int]
) -> None:
    for _ in statuses:
        await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(status) for status in statuses])
    await pair.encourages()
    await worker.tick()
    await pair.encourages()
    await worker.tick()
    assert [state for state, _ in await pair.notices()] == ["gone", "no_channel"]
    assert len(service.mailboxes.messages) == 2
    async with pair.database.reading() as connection:
        assert await connection.rows("SELECT state FROM push_subscription") == [
            ("gone",),
            ("gone",),
        ]


@pytest.mark.parametrize("other", [404, 410, 413, 403])
async def test_where_one_phone_is_busy_and_another_fails_it_is_tried_again(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, other: int
) -> None:
    for _ in range(2):
        await pair.has_phone(service, keys.public)
    service.mailboxes.script([ScriptedAnswer(other), ScriptedAnswer(503)])
    await pair.encourages()
    await worker.tick()
    assert await pair.notices() == [("held", "503")]
    pair.now += MINUTE
    assert await worker.tick() == 1
    assert await pair.notices() == [("accepted", "")]


async def test_who_subscribes_again_is_reached_again_and_begins_without_a_fault(
    database: Database,
) -> None:
    """At the address that was gone, or that was set aside after refusals.

    Two more refusals are not three.
    """
    who, _ = await two_people(database)
    device = await phone(database, who.id, who.program)
    made = browser()
    await store(database, made, program=who.program, person=who.id, device=device)
    [subscription] = await ids(database, who.id)
    for spoil in (_gone, _refused):
        await spoil(database, subscription, MOST_REFUSALS)
        assert await endpoints_of(database, who.id) == []
        await store(database, made, program=who.program, person=who.id, device=device)
        assert await endpoints_of(database, who.id) == [made.endpoint]
    await _refused(database, subscription, MOST_REFUSALS - 1)
    assert await endpoints_of(database, who.id) == [made.endpoint]
    await _refused(database, subscription, 1)
    assert await endpoints_of(database, who.id) == []


async def test_what_was_accepted_forgives_the_refusals_before_it_of_that_phone_alone(
    database: Database,
) -> None:
    subscriptions = []
    for who in await two_people(database):
        address = f"{browser().endpoint}{who.id}"
        await store(
            database,
            browser(address),
            program=who.program,
            person=who.id,
            device=await phone(database, who.id, who.program),
        )
        subscriptions += await ids(database, who.id)
        await _refused(database, subscriptions[-1], MOST_REFUSALS - 1)
    async with database.transaction() as connection:
        await push_subscriptions.forget_refusals(connection, subscriptions[1:])
        counts = await connection.rows("SELECT refusals FROM push_subscription ORDER BY id")
    assert counts == [(MOST_REFUSALS - 1,), (0,)]


async def ids(database: Database, person: int) -> list[int]:
    async with database.transaction() as connection:
        return [
            one.id
            for one in (await push_subscriptions.of_people(connection, [person])).get(person, [])
        ]


async def _gone(database: Database, subscription: int, times: int) -> None:
    async with database.transaction() as connection:
        await push_subscriptions.mark_gone(connection, [subscription] * times)


async def _refused(database: Database, subscription: int, times: int) -> None:
    for _ in range(times):
        async with database.transaction() as connection:
            await push_subscriptions.count_refusals(connection, [subscription], MOST_REFUSALS)


OPEN = NotificationSettings(quiet=[], cap_day=5, cap_week=20, pause_until=date(2026, 6, 4))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-06-03 08:00", "2026-06-04 00:00"),
        ("2026-06-03 23:59", "2026-06-04 00:00"),
        ("2026-06-04 00:00", None),
        ("2026-06-04 00:01", None),
        ("2026-06-05 12:00", None),
    ],
)
def test_a_pause_holds_to_the_end_of_its_last_day_and_not_into_the_day_that_it_names(
    now: str, until: str | None
) -> None:
    found = decided(at(now), rules=OPEN)
    assert found == Hold(at(until)) if until else isinstance(found, Send)


def test_the_last_day_is_that_of_the_persons_own_clock() -> None:
    """At 23:59 in Chicago it is the day after in London."""
    assert decided(at("2026-06-03 23:59"), rules=OPEN) == Hold(at("2026-06-04 00:00"))
    assert isinstance(
        decided(at("2026-06-03 23:59"), rules=OPEN, zone=ZoneInfo("Europe/London")), Send
    )


def test_after_the_last_night_of_a_pause_quiet_hours_go_on() -> None:
    quiet = NotificationSettings(quiet=[QuietHours("21:00", "08:00")], pause_until=date(2026, 6, 4))
    assert decided(at("2026-06-03 23:59"), rules=quiet) == Hold(at("2026-06-04 08:00"))
    assert decided(at("2026-06-04 00:00"), rules=quiet) == Hold(at("2026-06-04 08:00"))
    assert isinstance(decided(at("2026-06-04 08:00"), rules=quiet), Send)
    assert decided(at("2026-06-04 22:00"), rules=quiet) == Hold(at("2026-06-05 08:00"))
