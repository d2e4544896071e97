"""A meeting that the participant keeps close begins soon.

Half an hour before, by the clock of the meeting's own zone.

Silent where it is no favourite any more or is not held at that time any more.
"""

from datetime import timedelta

from notifications.policy.kinds.kind import Facts, NotificationKind

BEFORE = timedelta(minutes=30)


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "no_favourite"


MEETING_SOON = NotificationKind(
    name="meeting_soon",
    needs="own",
    # Until it begins, and not a minute longer.
    useful_for=BEFORE,
    wanted=lambda rules: rules.meetings,
    suppressed=_suppressed,
    from_staff=False,
    makes_entry=False,
    topic="meetings",
)
