"""When a plan comes due, at the participant's wall clock (security: F4)."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from domain.entities import SPECS
from domain.entities.planned_nudge import Repeat
from domain.zones import UnknownZone, zone_named
from notifications.policy.schedule import (
    Schedule,
    instant_of,
    local_date,
    millis,
    next_due,
    occurrences,
    read_schedule,
)

CHICAGO = ZoneInfo("America/Chicago")
APIA = ZoneInfo("Pacific/Apia")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
HOUR = 3_600_000
REPEATS = get_args(Repeat)


def at(text: str) -> int:
    return millis(datetime.fromisoformat(text).replace(tzinfo=UTC))


def walls(schedule: Schedule, zone: ZoneInfo, since: str, until: str) -> list[str]:
    found = occurrences(schedule, zone, at(since), at(until))
    return [
        datetime.fromtimestamp(one.due_at / 1000, zone).strftime("%Y-%m-%d %H:%M") for one in found
    ]


def test_once_comes_due_once() -> None:
    plan = Schedule(date(2026, 6, 3), "09:15")
    assert walls(plan, CHICAGO, "2026-06-01", "2027-01-01") == ["2026-06-03 09:15"]


def test_daily_keeps_the_wall_clock_over_a_change_of_offset() -> None:
    plan = Schedule(date(2026, 3, 7), "09:00", repeat="daily", ends_on=date(2026, 3, 9))
    assert walls(plan, CHICAGO, "2026-03-01", "2026-04-01") == [
        "2026-03-07 09:00",
        "2026-03-08 09:00",
        "2026-03-09 09:00",
    ]


def test_chosen_weekdays_only() -> None:
    plan = Schedule(date(2026, 6, 1), "18:00", repeat="weekly", weekdays=[0, 3])
    assert walls(plan, CHICAGO, "2026-06-01", "2026-06-12") == [
        "2026-06-01 18:00",
        "2026-06-04 18:00",
        "2026-06-08 18:00",
        "2026-06-11 18:00",
    ]


def test_weekly_without_weekdays_repeats_its_first_day() -> None:
    plan = Schedule(date(2026, 6, 3), "18:00", repeat="weekly", times=2)
    assert walls(plan, CHICAGO, "2026-06-01", "2026-12-01") == [
        "2026-06-03 18:00",
        "2026-06-10 18:00",
    ]


def test_a_number_of_times_counts_from_the_first_day_whenever_it_is_asked() -> None:
    plan = Schedule(date(2026, 6, 1), "12:00", repeat="daily", times=3)
    assert walls(plan, CHICAGO, "2026-06-02T00:00", "2026-07-01") == [
        "2026-06-02 12:00",
        "2026-06-03 12:00",
    ]


def test_the_end_date_is_the_last_day() -> None:
    plan = Schedule(date(2026, 6, 1), "23:30", repeat="daily", ends_on=date(2026, 6, 1))
    assert walls(plan, CHICAGO, "2026-05-01", "2026-07-01") == ["2026-06-01 23:30"]


def test_windows_that_touch_share_no_occurrence_and_miss_none() -> None:
    plan = Schedule(date(2026, 3, 1), "02:30", repeat="daily")
    start = at("2026-03-01")
    cuts = [start + step * 5 * HOUR for step in range(60)]
    pieces = [one for a, b in pairwise(cuts) for one in occurrences(plan, CHICAGO, a, b)]
    assert pieces == list(occurrences(plan, CHICAGO, cuts[0], cuts[-1]))
    assert len({one.local_date for one in pieces}) == len(pieces)


def test_in_a_gap_the_next_valid_minute() -> None:
    assert instant_of(date(2026, 3, 8), "02:30", CHICAGO) == at("2026-03-08T08:00")


def test_in_a_gap_of_half_an_hour_too() -> None:
    assert instant_of(date(2026, 10, 4), "02:10", LORD_HOWE) == at("2026-10-03T15:30")


def test_a_day_that_a_zone_skipped_moves_to_the_next_midnight() -> None:
    assert instant_of(date(2011, 12, 30), "09:00", APIA) == at("2011-12-30T10:00")
    assert local_date(at("2011-12-30T10:00"), APIA) == date(2011, 12, 31)


def test_in_an_overlap_the_first_of_the_two() -> None:
    plan = Schedule(date(2026, 11, 1), "01:30", repeat="daily", times=1)
    assert [
        one.due_at for one in occurrences(plan, CHICAGO, at("2026-10-01"), at("2026-12-01"))
    ] == [at("2026-11-01T06:30")]


def test_next_due_of_a_plan_that_has_run_out_is_none() -> None:
    plan = Schedule(date(2026, 6, 1), "09:00", repeat="daily", times=2)
    assert next_due(plan, CHICAGO, at("2026-06-01T14:00")) == (
        date(2026, 6, 2),
        at("2026-06-02T14:00"),
    )
    assert next_due(plan, CHICAGO, at("2026-06-02T14:00")) is None


def test_the_ends_of_the_calendar_are_no_error() -> None:
    for day in (date.min, date.max):
        for repeat in REPEATS:
            plan = Schedule(day, "23:59", repeat=repeat, times=26, weekdays=[0])
            for zone in (CHICAGO, APIA):
                assert list(occurrences(plan, zone, at("2026-06-01"), at("2026-06-10"))) == []


def test_an_offset_of_odd_seconds_is_kept() -> None:
    """Before the railways Chicago had its own: only behind a gap the next whole minute is meant."""
    assert instant_of(date(1880, 1, 1), "09:00", CHICAGO) == at("1880-01-01T14:50:36")


@pytest.mark.parametrize("repeat", REPEATS)
def test_nothing_comes_due_in_the_last_year_of_the_calendar(repeat: Repeat) -> None:
    """No day of it may have a next one; and `once` in that year is never."""
    begins = date(9999, 1, 1) if repeat == "once" else date(9998, 12, 31)
    plan = Schedule(begins, "12:00", repeat=repeat)
    found = [] if repeat == "once" else ["9998-12-31 12:00"]
    assert walls(plan, CHICAGO, "9998-12-01", "9999-12-30") == found


def test_read_from_the_group_of_a_record() -> None:
    assert read_schedule(
        '{"repeat":"weekly","starts_on":"2026-06-01","local_time":"18:00","weekdays":[2]}'
    ) == Schedule(date(2026, 6, 1), "18:00", repeat="weekly", weekdays=[2])


def test_it_reads_every_field_of_the_group_with_the_same_default() -> None:
    for entity in ("nudge_plan", "nudge_draft"):
        shape = {
            field.name: (field.required, field.default)
            for field in msgspec.structs.fields(SPECS[entity].groups["schedule"].shape)
        }
        mine = {
            field.name: (field.required, field.default)
            for field in msgspec.structs.fields(Schedule)
        }
        assert mine == shape


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "", "America", "a\0b"]
)
def test_a_zone_that_does_not_exist_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)
