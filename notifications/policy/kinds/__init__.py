"""Every kind of notification, by name.

A new one is one file in this folder and one name here: the kind says when it comes, whether it is
wanted, what it has to know and whether it still stands; planning and sending go by that.
"""

from notifications.policy.kinds.check_in_reminder import CHECK_IN_REMINDER
from notifications.policy.kinds.encouragement import ENCOURAGEMENT
from notifications.policy.kinds.goal_step_due import GOAL_STEP_DUE
from notifications.policy.kinds.kind import Facts, NotificationKind
from notifications.policy.kinds.meeting_soon import MEETING_SOON
from notifications.policy.kinds.nudge import NUDGE
from notifications.policy.kinds.plan_review_due import PLAN_REVIEW_DUE
from notifications.policy.kinds.support_flag import SUPPORT_FLAG
from notifications.policy.kinds.unsent_words import UNSENT_WORDS

__all__ = [
    "CHECK_IN_REMINDER",
    "ENCOURAGEMENT",
    "GOAL_STEP_DUE",
    "KINDS",
    "MEETING_SOON",
    "NUDGE",
    "PLAN_REVIEW_DUE",
    "REMINDERS",
    "SUPPORT_FLAG",
    "UNSENT_WORDS",
    "Facts",
    "NotificationKind",
]

KINDS: dict[str, NotificationKind] = {
    kind.name: kind
    for kind in (
        ENCOURAGEMENT,
        NUDGE,
        CHECK_IN_REMINDER,
        GOAL_STEP_DUE,
        PLAN_REVIEW_DUE,
        MEETING_SOON,
        SUPPORT_FLAG,
        UNSENT_WORDS,
    )
}

REMINDERS = tuple(kind for kind in KINDS.values() if kind.is_reminder)
"""Those that are planned ahead from the person's own wishes."""
