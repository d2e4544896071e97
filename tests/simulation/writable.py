"""What a person may make and edit by hand: entities by role, and their groups."""

from domain.declare import Role

MADE: dict[Role, dict[str, int]] = {
    Role.PARTICIPANT: {
        "goal": 4,
        "plan_item": 2,
        "journal_note": 2,
        "check_in": 2,
        "support_contact": 1,
    },
    Role.PEER: {"encouragement": 3, "nudge_plan": 2},
}


GROUPS = {
    "goal": ("words", "measure", "status"),
    "plan_item": ("place", "words"),
    "journal_note": ("words",),
    "check_in": ("answers",),
    "support_contact": ("who",),
    "encouragement": ("words",),
    "nudge_plan": ("words", "schedule"),
}


SETTINGS = (
    ("sharing_settings", "stop"),
    ("sharing_settings", "goals"),
    ("notification_settings", "quiet"),
    ("notification_settings", "pause"),
    ("notification_settings", "cap_day"),
    ("profile", "name"),
)


EDITED: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.PARTICIPANT: {
        "goal": ("words", "measure", "status", "status", "status"),
        "plan_item": ("words", "place"),
        "journal_note": ("words",),
        "support_contact": ("who",),
        "encouragement": ("answer",),
        "nudge": ("answer",),
        "assignment": ("sharing",),
    },
    Role.PEER: {"nudge_plan": ("words", "state", "schedule")},
}
