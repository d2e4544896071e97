"""The day on which the participant wished to read their plan again.

At their own time or in the morning; silent where they moved it.
"""

from datetime import date, timedelta

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds.kind import Facts, NotificationKind, Wishes


def _wanted(rules: NotificationSettings) -> bool:
    return rules.plan_review_on is not None


def _comes_on(wishes: Wishes, day: date) -> bool:
    return day == wishes.rules.plan_review_on


def _suppressed(facts: Facts) -> str | None:
    return None if facts.rules.plan_review_on == facts.local_date else "not_that_day"


PLAN_REVIEW_DUE = NotificationKind(
    name="plan_review_due",
    needs="own",
    useful_for=timedelta(hours=12),
    wanted=_wanted,
    suppressed=_suppressed,
    comes_on=_comes_on,
    from_staff=False,
    makes_entry=False,
    topic="reminders",
)
