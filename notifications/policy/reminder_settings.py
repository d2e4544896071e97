"""When a participant's own reminders come due, from what they wished for.

Each kind says for itself when it comes (`notifications/policy/kinds/`). Pure; instants in
milliseconds since 1970 UTC.
"""

from collections.abc import Iterator
from datetime import date

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds import REMINDERS
from notifications.policy.kinds.kind import Occasion, Source, Wishes
from notifications.policy.schedule import DAY, instant_of, local_date

MORNING = "09:00"
"""For what has a day and no time, where the person chose no time for their own reminder."""


def wishes_for_reminders(rules: NotificationSettings) -> bool:
    """Return whether there is any reminder of the person's own to plan."""
    return any(kind.wanted(rules) for kind in REMINDERS)


def sources_for(rules: NotificationSettings) -> frozenset[Source]:
    """Return what has to be read to plan the reminders that these rules wish for."""
    return frozenset(each for kind in REMINDERS if kind.wanted(rules) for each in kind.reads)


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
    for kind in REMINDERS:
        if kind.comes_at and kind.wanted(wishes.rules):
            yield from kind.comes_at(wishes, since, until)


def _of_day(wishes: Wishes, day: date) -> Iterator[Occasion]:
    at = instant_of(day, wishes.rules.reminder_at or MORNING, wishes.zone)
    for kind in REMINDERS:
        if kind.comes_on and kind.wanted(wishes.rules) and kind.comes_on(wishes, day):
            yield Occasion(kind.name, kind.name, day, 0, at)
