"""When a plan comes due: wall-clock times in the participant's zone, as instants.

Own arithmetic rather than a cron library's, which fire twice in an overlap or skip a day in a gap. Instants are
milliseconds since 1970 UTC.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain.values import LocalTime

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class UnknownZone(ValueError):
    """The name is not in the IANA database of this machine."""


class Schedule(Struct, frozen=True):
    """The `schedule` group of a `NudgePlan`."""

    starts_on: date
    local_time: LocalTime
    repeat: Literal["once", "daily", "weekly"] = "once"
    weekdays: list[int] = []
    ends_on: date | None = None
    times: int | None = None


class Occurrence(NamedTuple):
    """`local_date` is the day it was planned for, also where a gap moves the instant past midnight."""

    local_date: date
    due_at: int


def read_schedule(group: str) -> Schedule:
    """The schedule from its JSON."""
    return msgspec.json.decode(group, type=Schedule)


def zone_named(name: str) -> ZoneInfo:
    """The zone. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(f"no time zone of {len(name)} characters by that name") from error


def occurrences(schedule: Schedule, zone: ZoneInfo, since: int, until: int) -> Iterator[Occurrence]:
    """What comes due after `since` and up to and including `until`, in order."""
    for occurrence in _from(schedule, zone, since):
        if occurrence.due_at > until:
            return
        if occurrence.due_at > since:
            yield occurrence


def next_due(schedule: Schedule, zone: ZoneInfo, after: int) -> Occurrence | None:
    """The first occurrence after the instant, or None where the plan has run out."""
    return next((occurrence for occurrence in _from(schedule, zone, after) if occurrence.due_at > after), None)


def instant(day: date, wall_clock: str, zone: ZoneInfo, *, last: bool = False) -> int:
    """The instant of a wall-clock time. In a gap: the next valid minute. In an overlap: the first, or the `last`."""
    local = datetime.combine(day, time.fromisoformat(wall_clock), zone).replace(fold=int(last))
    if _exists(local):
        return millis(local)
    return _after_gap(local, zone)


def local_date(at: int, zone: ZoneInfo) -> date:
    """The calendar day of an instant."""
    return datetime.fromtimestamp(at / 1000, zone).date()


def millis(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _from(schedule: Schedule, zone: ZoneInfo, since: int) -> Iterator[Occurrence]:
    # Two days back: a zone may be a day off UTC, and one has skipped a whole day (Pacific/Apia, 2011).
    for day in _dates(schedule, local_date(since, zone) - 2 * DAY):
        yield Occurrence(day, instant(day, schedule.local_time, zone))


def _dates(schedule: Schedule, since: date) -> Iterator[date]:
    last = min(schedule.ends_on or date.max, _last_by_count(schedule))
    for day in _matching(schedule, max(since, schedule.starts_on)):
        if day > last or day.year == MAXYEAR:
            return
        yield day


def _last_by_count(schedule: Schedule) -> date:
    if schedule.repeat == "once":
        return schedule.starts_on
    if schedule.times is None:
        return date.max
    days = _matching(schedule, schedule.starts_on)
    return [day for day, _ in zip(days, range(schedule.times), strict=False)][-1]


def _matching(schedule: Schedule, since: date) -> Iterator[date]:
    weekdays = _weekdays(schedule)
    day = since
    while True:
        if day.weekday() in weekdays:
            yield day
        if day == date.max:
            return
        day += DAY


def _weekdays(schedule: Schedule) -> set[int]:
    if schedule.repeat != "weekly":
        return set(range(7))
    return set(schedule.weekdays) or {schedule.starts_on.weekday()}


def _exists(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _after_gap(local: datetime, zone: ZoneInfo) -> int:
    # With fold 1 a time in a gap is read by the later offset, so it lies before the change; with fold 0, after it.
    before, after = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return millis(after + -(after - datetime.min.replace(tzinfo=UTC)) % MINUTE)
