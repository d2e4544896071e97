"""When a plan comes due: wall-clock times in the participant's zone, as instants.

Own arithmetic rather than a cron library's, which fire twice in an overlap or skip a day in a gap.
Instants are milliseconds since 1970 UTC.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from domain.entities.planned_nudge import Repeat
from domain.values import LocalTime, Weekday

LAST_DAY = date.max.toordinal()
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Schedule(Struct, frozen=True):
    """When a plan repeats: the `schedule` group of a `NudgePlan`.

    Without weekdays, 'weekly' means that of the first day.
    """

    starts_on: date
    local_time: LocalTime
    repeat: Repeat = "once"
    every: Annotated[int, Meta(ge=1)] = 1
    weekdays: list[Weekday] = []
    ends_on: date | None = None
    times: Annotated[int, Meta(ge=1)] | None = None
    only_if_no_check_in: bool = False


class ScheduledOccurrence(NamedTuple):
    """One occurrence.

    `local_date` is the day that it was planned for, also where a gap moves the instant past
    midnight.
    """

    local_date: date
    due_at: int


def read_schedule(group: str) -> Schedule:
    """Return the schedule from its JSON."""
    return msgspec.json.decode(group, type=Schedule)


def occurrences(
    schedule: Schedule, zone: ZoneInfo, since: int, until: int
) -> Iterator[ScheduledOccurrence]:
    """Yield what comes due after `since` and up to and including `until`, in order."""
    for occurrence in _from(schedule, zone, since):
        if occurrence.due_at > until:
            return
        if occurrence.due_at > since:
            yield occurrence


def next_due(schedule: Schedule, zone: ZoneInfo, after: int) -> ScheduledOccurrence | None:
    """Return the first occurrence after the instant, or None where the plan has run out."""
    return next(
        (occurrence for occurrence in _from(schedule, zone, after) if occurrence.due_at > after),
        None,
    )


def instant_of(day: date, wall_clock: str, zone: ZoneInfo, *, last: bool = False) -> int:
    """Return the instant of a wall-clock time.

    In a gap: the next valid minute. In an overlap: the first one, or the `last`.
    """
    first = datetime.combine(day, time.fromisoformat(wall_clock), zone)
    second = first.replace(fold=1)
    # The two differ where the clocks change (PEP 495): in an overlap the second is the later
    # one, in a gap the earlier.
    if millis(first) <= millis(second):
        return millis(second if last else first)
    return _after_gap(first, zone)


def local_date(at: int, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant."""
    return datetime.fromtimestamp(at / 1000, zone).date()


def millis(moment: datetime) -> int:
    """Return the instant in milliseconds."""
    return round(moment.timestamp() * 1000)


def _from(schedule: Schedule, zone: ZoneInfo, since: int) -> Iterator[ScheduledOccurrence]:
    # Two days back: a zone may be a day off UTC, and one has skipped a whole day (Pacific/Apia,
    # 2011).
    for day in _dates(schedule, local_date(since, zone) - 2 * DAY):
        yield ScheduledOccurrence(day, instant_of(day, schedule.local_time, zone))


def _dates(schedule: Schedule, since: date) -> Iterator[date]:
    last = min(schedule.ends_on or date.max, _last_by_count(schedule))
    for day in _matching(schedule, max(since, schedule.starts_on)):
        if day > last or day.year == MAXYEAR:
            return
        yield day


def _last_by_count(schedule: Schedule) -> date:
    if schedule.times is None:
        return date.max
    return max(
        islice(_matching(schedule, schedule.starts_on), schedule.times), default=schedule.starts_on
    )


def _matching(schedule: Schedule, since: date) -> Iterator[date]:
    """Return the days from `since` on, in order.

    `since` is not before the first day. Nothing before it is walked through, however old the plan.
    """
    match schedule.repeat:
        case "once":
            return iter([schedule.starts_on] if since <= schedule.starts_on else [])
        case "daily":
            return _daily(schedule, since)
        case "weekly":
            return _weekly(schedule, since)
        case "monthly":
            return _monthly(schedule, since)


def _daily(schedule: Schedule, since: date) -> Iterator[date]:
    first = schedule.starts_on.toordinal()
    # Days since the first are a multiple of `every`: computed, so that an old plan costs no more.
    late = -(since.toordinal() - first) % schedule.every
    return map(date.fromordinal, range(since.toordinal() + late, LAST_DAY + 1, schedule.every))


def _weekly(schedule: Schedule, since: date) -> Iterator[date]:
    weekdays = sorted(set(schedule.weekdays) or {schedule.starts_on.weekday()})
    first = schedule.starts_on.toordinal() - schedule.starts_on.weekday()
    step = 7 * schedule.every
    for monday in range(since.toordinal() - (since.toordinal() - first) % step, LAST_DAY + 1, step):
        for day in (monday + weekday for weekday in weekdays):
            if since.toordinal() <= day <= LAST_DAY:
                yield date.fromordinal(day)


def _monthly(schedule: Schedule, since: date) -> Iterator[date]:
    first, month = (day.year * 12 + day.month - 1 for day in (schedule.starts_on, since))
    for number in range(
        month - (month - first) % schedule.every, (MAXYEAR + 1) * 12, schedule.every
    ):
        day = _in_month(number // 12, number % 12 + 1, schedule.starts_on.day)
        if day >= since:
            yield day


def _in_month(year: int, month: int, day: int) -> date:
    # The 31st becomes the last day of a shorter month, rather than skipping that month.
    return date(year, month, min(day, monthrange(year, month)[1]))


def _after_gap(local: datetime, zone: ZoneInfo) -> int:
    # With fold 1 a time in a gap is read by the later offset, so it lies before the change; with
    # fold 0, after it.
    before, after = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        # Bisection to the second at which the offset changes; zones change at odd seconds in old
        # rules.
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return millis(after + -(after - datetime.min.replace(tzinfo=UTC)) % MINUTE)
