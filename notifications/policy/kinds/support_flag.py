"""A participant asks to be contacted.

To every supervisor who may read their flags, at once; silent where one of the staff has seen it.
"""

from datetime import timedelta

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds.kind import Facts, NotificationKind, always_wanted


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "flag_seen"


SUPPORT_FLAG = NotificationKind(
    name="support_flag",
    who="staff",
    needs="flags",
    useful_for=timedelta(hours=12),
    wanted=always_wanted,
    suppressed=_suppressed,
    reads=frozenset({"flags"}),
    stands=lambda moment: moment.is_flag_open,
    # The quiet hours that a participant has by default are not for those who answer for them.
    unless_set=NotificationSettings(quiet=[]),
    from_staff=False,
    makes_entry=False,
    urgency="high",
    topic="flags",
)
