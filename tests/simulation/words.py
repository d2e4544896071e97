"""Texts that can be found again: every one bears a token of its own."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from domain.entities.goal import GOAL_MOVES

TOKEN = re.compile(rb"~w\d{6}~")
STATUSES = ("draft", "active", "paused", "achieved", "released")
TOO_LONG = "x" * 10_001
"""Past the limit of every text that is written here."""


class Words:
    """Values of field groups, drawn; `fresh` gathers the tokens since it was last emptied."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)
        self.fresh: list[str] = []

    def text(self, rng: random.Random, *, plain: bool = False) -> str:
        token = f"~w{next(self._numbers):06}~"
        self.fresh.append(token)
        return (
            token
            if plain or rng.random() < 0.8
            else rng.choice((f"  {token}", f"{token}\n", f"e\u0301{token}"))
        )

    def value(
        self, rng: random.Random, entity: str, group: str, before: dict[str, Any], clock: int
    ) -> dict[str, Any]:
        """A value for the group, where `before` is what was seen of it."""
        if (entity, group) in PLAIN:
            return PLAIN[entity, group](rng)
        if (entity, group) == ("goal", "status"):
            return _moved(rng, before)
        if entity == "check_in":
            return {**_moment(rng, clock), "grateful": self.text(rng)}
        if entity == "goal_progress":
            return {"local_date": "2026-10-03", "amount": rng.randint(1, 9), "note": self.text(rng)}
        if entity == "support_flag":
            return {
                "recorded_at": datetime.fromtimestamp(clock / 1000, UTC).isoformat(),
                "words": self.text(rng),
            }
        fields, short = WORDED.get((entity, group), (("text",), False))
        return {
            **REQUIRED.get((entity, group), {}),
            **{field: self.text(rng, plain=short) for field in fields},
        }


def _moved(rng: random.Random, before: dict[str, Any]) -> dict[str, Any]:
    if not before:
        return {"status": rng.choice(STATUSES)}
    stood = before.get("status", "active")
    targets = sorted(target for source, target in GOAL_MOVES if source == stood)
    to = (
        "achieved"
        if "achieved" in targets and rng.random() < 0.5
        else rng.choice([stood, *targets])
    )
    return {"status": to, "came_from": stood} | (
        {"achieved_on": "2026-10-02"} if to == "achieved" else {}
    )


def illegal_move(rng: random.Random) -> dict[str, Any]:
    stood = rng.choice(STATUSES)
    to = rng.choice(
        [each for each in STATUSES if each != stood and (stood, each) not in GOAL_MOVES]
    )
    return {"status": to, "came_from": stood}


def _moment(rng: random.Random, clock: int) -> dict[str, Any]:
    instant = datetime.fromtimestamp(clock / 1000, UTC) - timedelta(hours=rng.randint(0, 48))
    return {
        "occurred_at": instant.isoformat(),
        "time_zone": "America/Chicago",
        "local_date": instant.date().isoformat(),
        "mood": rng.randint(1, 5),
    }


def _quiet(rng: random.Random) -> dict[str, Any]:
    spans = [
        {"since": "21:00", "until": "08:00"},
        {"since": "12:00", "until": "13:00"},
        {"since": "06:00", "until": "07:00", "weekdays": [0, 6]},
    ]
    return {"quiet": rng.sample(spans, rng.randint(0, 2))}


def _pause(rng: random.Random) -> dict[str, Any]:
    return {
        "pause_until": rng.choice(
            [None, (date(2026, 10, 1) + timedelta(days=rng.randint(0, 9))).isoformat()]
        )
    }


def _position(rng: random.Random) -> dict[str, Any]:
    return {
        "position": "".join(rng.choice("0AVaz") for _ in range(rng.randint(0, 2)))
        + rng.choice("1Vz")
    }


WORDED: dict[tuple[str, str], tuple[tuple[str, ...], bool]] = {
    ("goal", "words"): (("title", "why"), False),
    ("goal", "measure"): (("unit",), True),
    ("support_contact", "who"): (("name", "relation"), False),
    ("profile", "name"): (("pronouns",), True),
    ("encouragement", "answer"): (("reply",), False),
    ("setback", "words"): (("what", "what_helped"), False),
    ("recovery_clock", "words"): (("label", "counts_what"), False),
    ("goal_step", "words"): (("text",), False),
    ("assignment", "hours"): (("answers",), True),
}
"""The fields that hold words, and whether only few fit. Everywhere else it is `text`."""

REQUIRED: dict[tuple[str, str], dict[str, Any]] = {
    ("goal", "measure"): {"measure": "count"},
    ("profile", "name"): {"display_name": "Someone"},
    ("encouragement", "answer"): {"seen": True},
    ("setback", "words"): {"local_date": "2026-10-02"},
}

DAYS = ("2026-10-01", "2026-10-05", "2026-10-09")

PLAIN: dict[tuple[str, str], Callable[[random.Random], dict[str, Any]]] = {
    ("plan_item", "place"): lambda rng: {"section": rng.choice(("reasons", "steady", "triggers"))},
    ("nudge_plan", "schedule"): lambda rng: {
        "starts_on": "2026-10-01",
        "local_time": rng.choice(("09:30", "18:00")),
    },
    ("nudge", "answer"): lambda rng: {
        "seen": True,
        "answer": rng.choice(("ok", "call_me", "later")),
    },
    ("notification_settings", "quiet"): _quiet,
    ("notification_settings", "pause"): _pause,
    ("notification_settings", "cap_day"): lambda rng: {"cap_day": rng.randint(0, 5)},
    ("sharing_settings", "stop"): lambda rng: {"stop_all_sharing": rng.random() < 0.4},
    ("sharing_settings", "goals"): lambda rng: {"share_goals": rng.random() < 0.5},
    ("assignment", "sharing"): lambda rng: {"shares": rng.random() < 0.75},
    ("use_report", "answer"): lambda rng: {"used": rng.choice(("no", "yes", "prefer_not"))},
    ("support_flag", "withdrawn"): lambda rng: {"withdrawn": rng.random() < 0.8},
    ("nudge_plan", "state"): lambda rng: {"cancelled": rng.random() < 0.5},
    ("goal_step", "goal"): lambda rng: {},
    ("goal_step", "due"): lambda rng: {"due_on": rng.choice(DAYS)},
    ("goal_step", "done"): lambda rng: {"done_on": rng.choice((None, *DAYS))},
    ("recovery_clock", "current"): lambda rng: {"current": rng.random() < 0.5},
    ("recovery_clock", "hidden"): lambda rng: {"hidden": rng.random() < 0.5},
    ("recovery_period", "clock"): lambda rng: {},
    ("recovery_period", "dates"): lambda rng: {
        "from_date": DAYS[0],
        "to_date": rng.choice((None, *DAYS[1:])),
    },
    **{(entity, "order"): _position for entity in ("goal_step", "plan_item")},
    **{
        (entity, "visibility"): lambda rng: {"shared": rng.random() < 0.6}
        for entity in (
            "goal",
            "plan_item",
            "journal_note",
            "check_in",
            "setback",
            "recovery_clock",
            "use_report",
        )
    },
}
