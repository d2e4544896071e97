"""Which occurrences become notices, and when a plan is looked at again (security: F6)."""

import json
from typing import Any

import pytest

from notifications.queue.notices import ScheduleDue, schedules_due
from notifications.queue.planning import (
    KNOWN_AHEAD,
    NEVER,
    PLANNED_AHEAD,
    known_until,
    occurrences_to_notices,
    plan_nudges,
)
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, NOON, Pair, uuid


def due(
    *, planned_until: int = NOON, time_zone: str = "America/Chicago", **schedule: Any
) -> ScheduleDue:
    when = {"repeat": "daily", "starts_on": "2026-06-01", "local_time": "12:00"} | schedule
    return ScheduleDue(
        7, "a-plan", 1, 2, json.dumps(when), planned_until, time_zone, "America/Denver"
    )


def hours(one: ScheduleDue, now: int = NOON) -> list[float]:
    """When its notices come due, in hours from now."""
    return [(notice.due_at - now) / HOUR for notice in occurrences_to_notices(one, now, uuid)]


def test_a_day_and_a_half_is_always_known() -> None:
    assert hours(due(planned_until=NOON)) == [0, 24, 48]
    assert KNOWN_AHEAD < PLANNED_AHEAD


def test_a_notice_is_the_participants_on_their_calendar_day() -> None:
    [notice] = occurrences_to_notices(due(repeat="once", starts_on="2026-06-03"), NOON, uuid)
    assert (notice.program, notice.person, notice.stream, notice.source) == (1, 2, 7, "a-plan")
    assert (notice.kind, notice.local_date, notice.slot, notice.due_at) == (
        "nudge",
        "2026-06-03",
        0,
        NOON,
    )


@pytest.mark.parametrize(("minutes_late", "comes"), [(14, True), (16, False)])
def test_a_repeating_plan_made_a_little_late_begins_today(minutes_late: int, comes: bool) -> None:
    now = NOON + minutes_late * MINUTE
    assert any(hour < 0 for hour in hours(due(planned_until=now), now)) is comes


@pytest.mark.parametrize(("hours_late", "comes"), [(11, True), (13, False)])
def test_a_single_nudge_made_with_no_network_may_come_hours_late(
    hours_late: int, comes: bool
) -> None:
    now = NOON + hours_late * HOUR
    assert bool(hours(due(planned_until=now, repeat="once", starts_on="2026-06-03"), now)) is comes


def test_after_a_long_outage_only_what_is_still_of_use_is_planned() -> None:
    assert hours(due(planned_until=NOON - 30 * 24 * HOUR), NOON + HOUR) == [-1, 23, 47]


def test_a_plan_that_has_run_out_is_not_looked_at_again() -> None:
    assert known_until(due(ends_on="2026-06-04"), NOON) == NEVER
    assert known_until(due(), NOON) == NOON + PLANNED_AHEAD
    assert known_until(due(repeat="weekly", weekdays=[6]), NOON) == NOON + PLANNED_AHEAD


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America"])
def test_in_an_unknown_zone_a_plan_goes_by_the_clock_of_the_program(zone: str) -> None:
    assert hours(due(time_zone=zone)) == [1, 25]
    assert known_until(due(time_zone=zone), NOON) == NOON + PLANNED_AHEAD


@pytest.mark.parametrize("broken", [due(local_time=7), due()._replace(schedule="{")])
def test_a_plan_that_cannot_be_read_has_no_notices(broken: ScheduleDue) -> None:
    assert hours(broken) == []
    assert known_until(broken, NOON) == NOON + PLANNED_AHEAD


async def test_a_plan_that_cannot_be_read_holds_up_no_other(pair: Pair, worker: Worker) -> None:
    broken, sound = await pair.plans(minutes=5), await pair.plans(minutes=5)
    async with pair.database.transaction() as connection:
        await connection.run("UPDATE nudge_schedule SET schedule = '{}' WHERE plan = $1", broken)
    await worker.tick()
    async with pair.database.reading() as connection:
        assert await connection.rows("SELECT source FROM notice") == [(sound,)]


async def test_a_plan_is_left_alone_while_it_is_known_far_enough(pair: Pair) -> None:
    await pair.plans(minutes=60, repeat="daily")
    assert await plan_nudges(pair.database, now=NOON, new_id=uuid) == 1
    assert await plan_nudges(pair.database, now=NOON + 11 * HOUR, new_id=uuid) == 0
    assert await plan_nudges(pair.database, now=NOON + 13 * HOUR, new_id=uuid) == 1


async def test_an_ended_plan_is_not_looked_at(pair: Pair) -> None:
    await pair.plans(minutes=60, repeat="daily")
    await pair.is_reassigned()
    async with pair.database.transaction() as connection:
        assert await schedules_due(connection, NEVER, 10) == []
