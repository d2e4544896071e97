"""Which days a repeating plan means, held against walking through every day from its first."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from hypothesis import example, given
from hypothesis import strategies as st

from domain.entities.planned_nudge import Repeat
from domain.zones import zone_named
from notifications.policy.schedule import Schedule, next_due, occurrences

MADRID = zone_named("Europe/Madrid")
REPEATS = get_args(Repeat)
DAY = timedelta(days=1)
WEEK_MS = 7 * 86_400_000

NEAR = st.dates(date(2024, 1, 1), date(2026, 12, 31))
SCHEDULES = st.builds(
    Schedule,
    starts_on=NEAR,
    local_time=st.sampled_from(["00:00", "02:30", "12:00", "23:59"]),
    repeat=st.sampled_from(REPEATS),
    every=st.integers(1, 30),
    weekdays=st.lists(st.integers(0, 6), max_size=7),
    ends_on=st.none() | NEAR,
    times=st.none() | st.integers(1, 26),
)


def walked(plan: Schedule, until: date) -> list[date]:
    """The days of a plan, found by asking each."""
    days = [plan.starts_on + number * DAY for number in range((until - plan.starts_on).days + 1)]
    return [day for day in days if _is_meant(plan, day) and day <= (plan.ends_on or until)]


def _is_meant(plan: Schedule, day: date) -> bool:
    match plan.repeat:
        case "once":
            return day == plan.starts_on
        case "daily":
            return (day - plan.starts_on).days % plan.every == 0
        case "weekly":
            weeks = (_monday(day) - _monday(plan.starts_on)).days // 7
            return weeks % plan.every == 0 and day.weekday() in (
                plan.weekdays or [plan.starts_on.weekday()]
            )
        case "monthly":
            months = (day.year - plan.starts_on.year) * 12 + day.month - plan.starts_on.month
            return months % plan.every == 0 and day.day == min(
                plan.starts_on.day, monthrange(day.year, day.month)[1]
            )


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def midnight(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def found(plan: Schedule, since: date, until: date) -> list[date]:
    return [one.local_date for one in occurrences(plan, MADRID, midnight(since), midnight(until))]


@given(SCHEDULES)
@example(Schedule(date(2024, 1, 31), "12:00", repeat="monthly"))
@example(Schedule(date(2024, 2, 29), "12:00", repeat="monthly", every=12))
@example(Schedule(date(2024, 12, 31), "12:00", repeat="weekly", every=2, weekdays=[0, 6]))
def test_the_days_are_those_that_a_calendar_gives(plan: Schedule) -> None:
    until = plan.starts_on + 400 * DAY
    days = found(plan, plan.starts_on - 2 * DAY, until + 3 * DAY)
    assert [day for day in days if day <= until] == walked(plan, until)[: plan.times]


@given(SCHEDULES, st.integers(-10, 900), st.integers(0, 60))
def test_from_any_day_on_it_finds_what_it_finds_from_the_first(
    plan: Schedule, late: int, days: int
) -> None:
    since = plan.starts_on + late * DAY
    until = since + days * DAY
    whole = [
        one for one in occurrences(plan, MADRID, 0, midnight(until)) if one.due_at > midnight(since)
    ]
    assert list(occurrences(plan, MADRID, midnight(since), midnight(until))) == whole


@given(SCHEDULES, st.integers(-10, 900))
def test_the_next_is_the_first_of_what_is_to_come(plan: Schedule, late: int) -> None:
    since = midnight(plan.starts_on + late * DAY)
    coming = list(occurrences(plan, MADRID, since, since + 31 * 31 * 4 * WEEK_MS))
    assert next_due(plan, MADRID, since) == (coming[0] if coming else None)


def test_every_other_week_counts_from_the_monday_of_the_first_day() -> None:
    plan = Schedule(date(2026, 6, 4), "12:00", repeat="weekly", every=2, weekdays=[0, 3])
    days = found(plan, date(2026, 6, 1), date(2026, 7, 3))
    assert days == [
        date(2026, 6, 4),
        date(2026, 6, 15),
        date(2026, 6, 18),
        date(2026, 6, 29),
        date(2026, 7, 2),
    ]


def test_monthly_comes_on_the_last_day_of_a_shorter_month_and_returns_to_its_own() -> None:
    plan = Schedule(date(2027, 12, 31), "12:00", repeat="monthly", times=5)
    days = found(plan, date(2027, 12, 1), date(2029, 1, 1))
    assert days == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_times_count_what_is_meant_not_what_is_left() -> None:
    plan = Schedule(date(2026, 6, 1), "12:00", repeat="daily", every=3, times=4)
    assert found(plan, date(2026, 6, 5), date(2026, 12, 1)) == [date(2026, 6, 7), date(2026, 6, 10)]


def test_of_a_number_and_an_end_the_sooner_holds() -> None:
    plan = Schedule(date(2026, 6, 1), "12:00", repeat="daily", times=4, ends_on=date(2026, 6, 2))
    assert found(plan, date(2026, 5, 1), date(2026, 12, 1)) == [date(2026, 6, 1), date(2026, 6, 2)]


def test_a_plan_that_began_long_ago_is_not_walked_through() -> None:
    """Walking from the first day would take minutes here."""
    now = midnight(date(2026, 6, 1))
    for repeat in ("daily", "weekly", "monthly"):
        for hour in range(500):
            plan = Schedule(date(1, 1, 1), "12:00", repeat=repeat, every=1 + hour % 30)
            assert next_due(plan, MADRID, now + hour) is not None
