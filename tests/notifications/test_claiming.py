"""What the claim decides with rights, check-ins and rules read again in its transaction.

Security: F3.
"""

import msgspec
import pytest

import accounts
from domain.declare import StreamKind
from domain.entities.notification_settings import NotificationSettings
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, NIGHT, NOON, OPEN_RULES, Pair
from tests.notifications.told import entries, left_out
from tests.notifications.wishing import check_in, write_in
from tests.push_service import PushService

DAY = 24 * HOUR


async def shares(pair: Pair, yes: bool = True) -> None:
    async with pair.database.transaction() as connection:
        stream = await accounts.stream_of(connection, pair.participant.id, StreamKind.SHARED)
        assert stream is not None
        if yes:
            await accounts.grant(connection, pair.peer.id, stream, "peer", pair.now)
        else:
            await accounts.revoke(connection, pair.peer.id, stream)


async def test_while_the_peer_is_on_leave_no_nudge_comes_and_the_plan_says_so(
    pair: Pair, worker: Worker
) -> None:
    plan = await pair.plans(minutes=0, repeat="daily")
    async with pair.database.transaction() as connection:
        await accounts.set_status(connection, pair.peer.id, "on_leave")
    await worker.tick()
    assert (await pair.notices())[0] == ("suppressed", "peer_away")
    assert (await entries(pair), await left_out(pair, plan)) == ([], [("06-03", "peer_away")])
    async with pair.database.transaction() as connection:
        await accounts.set_status(connection, pair.peer.id, "active")
    pair.now += DAY
    await worker.tick()
    assert await entries(pair) == ["no_channel"]


async def test_who_may_not_read_the_stream_any_more_is_told_nothing(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.encourages()
    async with pair.database.transaction() as connection:
        await accounts.revoke(connection, pair.participant.id, pair.stream)
    assert await worker.tick() == 0
    assert await pair.notices() == [("cancelled", "no_right")]


async def test_a_day_with_a_check_in_needs_no_nudge_that_was_planned_for_days_without(
    pair: Pair, worker: Worker
) -> None:
    plan = await pair.plans(minutes=1, only_if_no_check_in=True)
    other = await pair.plans(minutes=1, text="This one comes")
    await worker.tick()
    await check_in(pair)
    pair.now += MINUTE
    await worker.tick()
    assert [nudge.plan for nudge in await pair.inbox()] == [other]
    assert await left_out(pair, plan) == [("06-03", "skipped")]


@pytest.mark.parametrize("day", ["2026-06-02", "2026-06-04"])
async def test_a_check_in_of_another_day_does_not_count(
    pair: Pair, worker: Worker, day: str
) -> None:
    plan = await pair.plans(minutes=0, only_if_no_check_in=True)
    await check_in(pair, day)
    await worker.tick()
    assert (await entries(pair), await left_out(pair, plan)) == (["no_channel"], [])


async def test_the_peer_reads_of_a_check_in_only_where_they_may_read_it(
    pair: Pair, worker: Worker
) -> None:
    await check_in(pair, kind=StreamKind.SHARED)
    plan = await pair.plans(minutes=0, repeat="daily", only_if_no_check_in=True)
    await worker.tick()
    await shares(pair)
    await check_in(pair, "2026-06-04", StreamKind.SHARED)
    pair.now += DAY
    await worker.tick()
    await shares(pair, yes=False)
    await check_in(pair, "2026-06-05", StreamKind.SHARED)
    pair.now += DAY
    await worker.tick()
    assert await left_out(pair, plan) == [
        ("06-05", "skipped"),
        ("06-04", "checked_in"),
        ("06-03", "skipped"),
    ]
    assert await entries(pair) == []


async def test_a_check_in_while_it_was_held_silences_it_and_the_entry_stays(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, quiet=NIGHT))
    pair.now = NOON + 10 * HOUR
    plan = await pair.plans(minutes=0, only_if_no_check_in=True)
    await worker.tick()
    await check_in(pair)
    pair.now = NOON + 20 * HOUR
    assert await worker.tick() == 0
    assert (await pair.notices(), await entries(pair), await left_out(pair, plan)) == (
        [("suppressed", "checked_in")],
        ["quiet"],
        [],
    )


async def test_a_plan_remembers_a_week_of_what_was_left_out(pair: Pair, worker: Worker) -> None:
    plan = await pair.plans(minutes=0, repeat="daily", only_if_no_check_in=True)
    for day in range(9):
        await check_in(pair, f"2026-06-{3 + day:02}")
        await pair.is_here()
        await worker.tick()
        pair.now += DAY
    assert [on for on, _ in await left_out(pair, plan)] == [
        f"06-{day:02}" for day in range(11, 4, -1)
    ]


@pytest.mark.parametrize(
    "rules",
    [
        NotificationSettings(push=False),
        msgspec.structs.replace(OPEN_RULES, nudges=False),
        NotificationSettings(quiet=[], cap_day=0),
    ],
)
async def test_whichever_way_the_person_asks_for_quiet_the_peer_reads_the_same(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, rules: NotificationSettings
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=1)
    await worker.tick()
    await write_in(pair, StreamKind.ACCOUNT, "profile", {"name": {"display_name": "Tasha"}})
    await pair.rules(rules)
    pair.now += MINUTE
    assert await worker.tick() == 0
    assert await entries(pair) == ["quiet"]
