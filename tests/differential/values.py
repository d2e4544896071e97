"""Values of field groups by a small number.

So a script that breaks a promise shrinks to a short one.
"""

from collections.abc import Callable
from typing import Any

Value = dict[str, Any]
TAGS = ("home", "job", "Ñandú", "z/1")
STATUSES = ("active", "paused", "achieved", "released", "draft")
TEXTS = ("one", "two", "  three\n", "e\u0301", "x" * 10_001, "🌙")
"""Plain texts, some that are tidied, and one past every limit.

The last sorts differently by bytes and by letters.
"""
DATES = (None, "2026-10-01", "2026-10-02")


def text(pick: int) -> str:
    return TEXTS[pick % len(TEXTS)]


def _moment(pick: int) -> Value:
    moment = {
        "occurred_at": f"2026-0{8 + pick % 2}-21T08:00:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-21",
    }
    return {**moment, "mood": 1 + pick % 6, "grateful": text(pick)}


def _moved(pick: int) -> Value:
    return {"status": STATUSES[pick % 5], "came_from": STATUSES[pick // 5 % 5]}


def _quiet(pick: int) -> Value:
    spans = [
        {"since": "21:00", "until": "08:00"},
        {"since": "12:00", "until": "13:00"},
        {"since": "06:00", "until": "25:00"},
    ]
    return {"quiet": [spans[each] for each in range(3) if pick >> each & 1]}


def _position(pick: int) -> Value:
    return {"position": ("", "V", "Vz", "v", "V0")[pick % 5]}


CREATED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "goal": (("words",), ("own", "shared")),
    "plan_item": (("place", "words"), ("own", "shared")),
    "journal_note": (("words",), ("own", "shared")),
    "check_in": (("answers",), ("own", "shared")),
    "use_report": (("answer",), ("own", "shared")),
    "support_contact": (("who",), ("own",)),
    "recovery_clock": (("words",), ("own", "shared")),
    "support_flag": (("ask",), ("flags",)),
    "encouragement": (("words",), ("assignment",)),
    "nudge_plan": (("words", "schedule"), ("assignment",)),
    "crisis_line": (("words",), ("library",)),
}
"""The groups that it begins with, and the kinds of streams where it may."""
PARTS = {
    "goal_step": ("goal", "goal", "words"),
    "recovery_period": ("clock", "recovery_clock", "dates"),
}
"""The group and field that name the whole, and the kind of the whole.

Then the other group that the part begins with.
"""

SETTINGS = (
    ("sharing_settings", "stop"),
    ("sharing_settings", "goals"),
    ("notification_settings", "quiet"),
    ("notification_settings", "pause"),
    ("notification_settings", "cap_day"),
    ("profile", "name"),
    ("profile", "zone"),
)
EDITED = {
    "goal": ("words", "measure", "status", "dates", "visibility"),
    "plan_item": ("words", "place", "order", "state", "visibility"),
    "journal_note": ("words", "visibility"),
    "check_in": ("answers", "visibility"),
    "use_report": ("answer", "visibility"),
    "support_contact": ("who", "card"),
    "recovery_clock": ("words", "visibility", "hidden"),
    "goal_step": ("words", "order", "done"),
    "recovery_period": ("dates",),
    "encouragement": ("answer", "words"),
    "nudge": ("answer", "delivery"),
    "nudge_plan": ("words", "schedule", "state"),
    "assignment": ("sharing", "terms", "hours"),
    "support_flag": ("state", "withdrawn"),
}

VALUES: dict[tuple[str, str], Callable[[int], Value]] = {
    ("goal", "words"): lambda pick: {"title": text(pick), "why": text(pick // 6)},
    ("goal", "measure"): lambda pick: {
        "measure": ("count", "amount")[pick % 2],
        "target": pick / 3,
    },
    ("goal", "status"): _moved,
    ("goal", "dates"): lambda pick: {"target_on": DATES[pick % 3]},
    ("plan_item", "place"): lambda pick: {"section": ("steady", "reasons", "attic")[pick % 3]},
    ("plan_item", "order"): _position,
    ("plan_item", "state"): lambda pick: {"state": ("active", "not_for_me")[pick % 2]},
    ("check_in", "answers"): _moment,
    ("use_report", "answer"): lambda pick: {"used": ("no", "yes", "prefer_not", "maybe")[pick % 4]},
    ("support_contact", "who"): lambda pick: {"name": text(pick)},
    ("support_contact", "card"): lambda pick: {"in_crisis_card": bool(pick % 2)},
    ("recovery_clock", "words"): lambda pick: {"label": text(pick)},
    ("recovery_clock", "hidden"): lambda pick: {"hidden": bool(pick % 2)},
    ("support_flag", "ask"): lambda pick: {
        "recorded_at": "2026-09-21T08:00:00-05:00",
        "words": text(pick),
    },
    ("support_flag", "withdrawn"): lambda pick: {"withdrawn": bool(pick % 3)},
    ("support_flag", "state"): lambda _: {"state": "seen", "came_from": "open"},
    ("goal_step", "order"): _position,
    ("goal_step", "done"): lambda pick: {"done_on": DATES[pick % 3]},
    ("recovery_period", "dates"): lambda pick: {
        "from_date": DATES[1 + pick % 2],
        "to_date": DATES[pick // 2 % 3],
    },
    ("encouragement", "answer"): lambda pick: {"seen": True, "reply": text(pick)},
    ("nudge", "answer"): lambda pick: {"seen": True, "answer": ("ok", "later", None)[pick % 3]},
    ("nudge", "delivery"): lambda _: {"delivery": "accepted"},
    ("nudge_plan", "schedule"): lambda pick: {
        "starts_on": "2026-10-01",
        "local_time": ("09:30", "18:00", "9")[pick % 3],
    },
    ("nudge_plan", "state"): lambda pick: {"cancelled": bool(pick % 2)},
    ("assignment", "sharing"): lambda pick: {"shares": bool(pick % 3)},
    ("assignment", "hours"): lambda pick: {"answers": text(pick)},
    ("assignment", "terms"): lambda _: {"peer_name": "Nobody"},
    ("sharing_settings", "stop"): lambda pick: {"stop_all_sharing": pick % 3 == 0},
    ("sharing_settings", "goals"): lambda pick: {"share_goals": bool(pick % 2)},
    ("notification_settings", "quiet"): _quiet,
    ("notification_settings", "pause"): lambda pick: {"pause_until": DATES[pick % 3]},
    ("notification_settings", "cap_day"): lambda pick: {"cap_day": pick % 7},
    ("profile", "name"): lambda pick: {"display_name": text(pick)},
    ("profile", "zone"): lambda pick: {"time_zone": ("America/Chicago", "Europe/Madrid")[pick % 2]},
}


def value(entity: str, group: str, pick: int) -> Value:
    if group == "visibility":
        return {"shared": bool(pick % 2)}
    known = VALUES.get((entity, group))
    return known(pick) if known else {"text": text(pick)}
