"""Every kind of notification, by name. A new one is one file in this folder and one name here."""

from notifications.kinds.check_in_reminder import CHECK_IN_REMINDER
from notifications.kinds.encouragement import ENCOURAGEMENT
from notifications.kinds.goal_step_due import GOAL_STEP_DUE
from notifications.kinds.kind import Facts, Kind
from notifications.kinds.meeting_soon import MEETING_SOON
from notifications.kinds.nudge import NUDGE
from notifications.kinds.plan_review_due import PLAN_REVIEW_DUE
from notifications.kinds.support_flag import SUPPORT_FLAG
from notifications.kinds.unsent_words import UNSENT_WORDS

__all__ = [
    "CHECK_IN_REMINDER",
    "ENCOURAGEMENT",
    "GOAL_STEP_DUE",
    "KINDS",
    "MEETING_SOON",
    "NUDGE",
    "PLAN_REVIEW_DUE",
    "SUPPORT_FLAG",
    "UNSENT_WORDS",
    "Facts",
    "Kind",
]

KINDS: dict[str, Kind] = {
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
