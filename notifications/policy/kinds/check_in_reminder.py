"""The participant's own reminder to check in."""

from datetime import date, timedelta

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds.kind import Facts, NotificationKind, Wishes


def _wanted(rules: NotificationSettings) -> bool:
    return rules.reminder_at is not None


def _comes_on(wishes: Wishes, day: date) -> bool:
    return not wishes.rules.reminder_days or day.weekday() in wishes.rules.reminder_days


def _suppressed(facts: Facts) -> str | None:
    if facts.rules.reminder_days and facts.local_date.weekday() not in facts.rules.reminder_days:
        return "not_that_day"
    return "checked_in" if facts.checked_in else None


CHECK_IN_REMINDER = NotificationKind(
    name="check_in_reminder",
    needs="own",
    # The evening's may come in the night's last hours, and never on the next morning.
    useful_for=timedelta(hours=4),
    wanted=_wanted,
    suppressed=_suppressed,
    comes_on=_comes_on,
    reads=frozenset({"check_ins"}),
    from_staff=False,
    makes_entry=False,
    topic="reminders",
)
