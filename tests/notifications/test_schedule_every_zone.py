"""Every zone of the database over every change of its clocks in 2024–2032 (security: F4).

What is asked is held against whole numbers alone: the spans between the changes, each with its
offset from UTC. A wall-clock time is an instant of a span where the span holds it; the first such,
or where none does, the change that leapt over it.
"""

import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest

from notifications.policy.schedule import Schedule, instant_of, occurrences

FIRST, LAST = (round(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2033))
DAY = 86_400
STEP = 2 * DAY
"""Ramadan leaves a month between two changes in Morocco.

No zone changes twice within days in these years.
"""


class Span(NamedTuple):
    """From `since` (s, UTC) clocks are `offset` seconds ahead of UTC."""

    since: int
    offset: int


class Change(NamedTuple):
    zone: ZoneInfo
    before: Span
    after: Span

    @property
    def walls(self) -> tuple[int, int]:
        """What the wall showed at the change and what it showed then, as if it were UTC.

        The earlier first.
        """
        first, second = sorted(
            (self.after.since + self.before.offset, self.after.since + self.after.offset)
        )
        return first, second


def offset(zone: ZoneInfo, at: int) -> int:
    shown = datetime.fromtimestamp(at, zone).utcoffset()
    assert shown is not None
    return round(shown.total_seconds())


def spans(zone: ZoneInfo) -> list[Span]:
    found = [Span(-sys.maxsize, offset(zone, FIRST))]
    for start in range(FIRST, LAST, STEP):
        if offset(zone, start + STEP) != found[-1].offset:
            found.append(_bisected(zone, start, start + STEP))
    return found


def _bisected(zone: ZoneInfo, before: int, after: int) -> Span:
    old = offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if offset(zone, middle) == old else (before, middle)
    return Span(after, offset(zone, after))


SPANS = {zone: spans(zone) for zone in map(ZoneInfo, sorted(available_timezones()))}
CHANGES = [
    Change(zone, before, after)
    for zone, found in SPANS.items()
    for before, after in pairwise(found)
]


def reckoned(zone: ZoneInfo, day: date, time: str) -> int:
    """The instant of a wall-clock time, in milliseconds."""
    wall = round(datetime.fromisoformat(f"{day}T{time}:00Z").timestamp())
    found = SPANS[zone]
    ends = [*(span.since for span in found[1:]), sys.maxsize]
    return 1000 * next(
        max(wall - span.offset, span.since)
        for span, end in zip(found, ends, strict=True)
        if wall - span.offset < end
    )


def probes(change: Change) -> list[int]:
    """Minutes before, in and after what the change leaps over or repeats, as if they were UTC."""
    first, second = change.walls
    minutes = {
        first - 60,
        first,
        first + 60,
        (first + second) // 120 * 60,
        second - 60,
        second,
        second + 60,
    }
    return sorted(minutes | {first - DAY, second + DAY})


def asked(wall: int) -> tuple[date, str]:
    shown = datetime.fromtimestamp(wall, UTC)
    return shown.date(), shown.strftime("%H:%M")


def test_the_database_is_whole() -> None:
    assert len(available_timezones()) > 500
    assert len({change.zone.key for change in CHANGES}) > 150
    assert {change.after.offset > change.before.offset for change in CHANGES} == {True, False}
    assert all(wall % 60 == 0 for change in CHANGES for wall in change.walls)


def test_in_a_gap_the_first_valid_minute_in_an_overlap_the_first_of_two() -> None:
    for change in CHANGES:
        for wall in probes(change):
            day, time = asked(wall)
            assert instant_of(day, time, change.zone) == reckoned(change.zone, day, time), (
                change.zone.key,
                day,
                time,
            )


def test_every_minute_of_what_is_leapt_over_or_repeated_has_its_instant() -> None:
    seen = set()
    for change in CHANGES:
        first, second = change.walls
        if (key := (change.before, change.after)) in seen:
            continue
        seen.add(key)
        for wall in range(first, second, 60):
            day, time = asked(wall)
            assert instant_of(day, time, change.zone) == reckoned(change.zone, day, time), (
                change.zone.key,
                day,
                time,
            )


@pytest.mark.parametrize("repeat", ["daily", "weekly", "monthly"])
def test_each_local_date_has_one_instant_and_each_comes_after_the_one_before(repeat: str) -> None:
    weekdays = list(range(7)) if repeat == "weekly" else []
    for change in CHANGES:
        for wall in probes(change)[1:-1:3]:
            day, time = asked(wall)
            plan = Schedule(
                day - timedelta(days=2),
                time,
                repeat=repeat,  # type: ignore[arg-type]
                weekdays=weekdays,
                ends_on=day + timedelta(days=2),
            )
            around = [change.after.since * 1000 + hours * 3_600_000 for hours in (-96, 0, 96)]
            pieces = [
                one for a, b in pairwise(around) for one in occurrences(plan, change.zone, a, b)
            ]
            days = (
                [day + timedelta(days=n) for n in range(-2, 3)]
                if repeat != "monthly"
                else [plan.starts_on]
            )
            assert [one.local_date for one in pieces] == days, (change.zone.key, day, time)
            assert all(one.due_at < next_one.due_at for one, next_one in pairwise(pieces))
            assert [one.due_at for one in pieces] == [
                reckoned(change.zone, each, time) for each in days
            ]


@pytest.mark.parametrize("time", ["00:30", "02:30", "23:30"])
def test_nine_years_of_months_in_every_zone(time: str) -> None:
    plan = Schedule(date(2024, 1, 31), time, repeat="monthly", ends_on=date(2032, 12, 31))
    days = [
        date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for year in range(2024, 2033)
        for month in range(1, 13)
    ]
    for zone in SPANS:
        found = list(occurrences(plan, zone, FIRST * 1000, LAST * 1000 + DAY * 1000))
        assert [one.local_date for one in found] == days
        assert [one.due_at for one in found] == [reckoned(zone, day, time) for day in days], (
            zone.key
        )
