"""When a participant's own reminders come due, from what they wished for.

Pure; instants in milliseconds since 1970 UTC.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds import (
    CHECK_IN_REMINDER,
    GOAL_STEP_DUE,
    MEETING_SOON,
    PLAN_REVIEW_DUE,
)
from notifications.policy.kinds.meeting_soon import BEFORE
from notifications.policy.meeting_times import Meeting, starts
from notifications.policy.schedule import DAY, MINUTE, instant_of, local_date

MORNING = "09:00"
"""For what has a day and no time, where the person chose no time for their own reminder."""
BEFORE_MS = BEFORE // MINUTE * 60_000


class Occasion(NamedTuple):
    """One reminder.

    (source, local_date, slot) tells it from every other of the person.
    """

    kind: str
    source: str
    local_date: date
    slot: int
    due_at: int


class Wishes(Struct, frozen=True, kw_only=True):
    """What a participant wants to be reminded of.

    `steps`: the local dates by which they have steps to do.
    """

    rules: NotificationSettings
    zone: ZoneInfo
    steps: frozenset[date] = frozenset()
    meetings: Sequence[Meeting] = ()


def occasions(wishes: Wishes, since: int, until: int) -> Iterator[Occasion]:
    """Yield what comes due after `since` and up to and including `until`."""
    # Two days back: in a gap an instant is past its wall-clock time, and a zone may have skipped a
    # whole day.
    day, last = local_date(since, wishes.zone) - 2 * DAY, local_date(until, wishes.zone)
    while day <= last:
        for occasion in _of_day(wishes, day):
            if since < occasion.due_at <= until:
                yield occasion
        day += DAY
    if MEETING_SOON.wanted(wishes.rules):
        for meeting in wishes.meetings:
            for start in starts(meeting, since + BEFORE_MS, until + BEFORE_MS):
                yield Occasion(
                    MEETING_SOON.name, meeting.entry, start.day, start.minute, start.at - BEFORE_MS
                )


def _of_day(wishes: Wishes, day: date) -> Iterator[Occasion]:
    rules = wishes.rules
    at = instant_of(day, rules.reminder_at or MORNING, wishes.zone)
    for kind, comes in (
        (CHECK_IN_REMINDER, not rules.reminder_days or day.weekday() in rules.reminder_days),
        # All steps of a day are one reminder.
        (GOAL_STEP_DUE, day in wishes.steps),
        (PLAN_REVIEW_DUE, day == rules.plan_review_on),
    ):
        if comes and kind.wanted(rules):
            yield Occasion(kind.name, kind.name, day, 0, at)
