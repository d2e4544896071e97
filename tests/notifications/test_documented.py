"""`docs/nudges.md` names every state and kind, what the inbox says, and the figures relied on."""

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from domain.entities.notification_settings import NotificationSettings
from domain.entities.nudge import Delivery
from domain.entities.nudge_plan import MOST_LEFT_OUT, Why
from notifications.policy.backoff import SILENCE, UNANSWERED
from notifications.policy.delivery import LATE, LEFT_OUT, LONGEST_TTL_SECONDS, QUIET_BETWEEN
from notifications.policy.kinds import ENCOURAGEMENT, KINDS, NUDGE
from notifications.policy.notice_life import STATES
from notifications.push.payload import PAYLOAD_BYTES
from notifications.push.sending import MOST_ATTEMPTS
from notifications.queue.planning import KNOWN_AHEAD, PLANNED_AHEAD

PAGE = (Path(__file__).parents[2] / "docs" / "nudges.md").read_text()
PROSE = " ".join(PAGE.split())
"""Wherever its lines end."""


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_explained(state: str) -> None:
    assert f"\n| `{state}` |" in PAGE


@pytest.mark.parametrize("delivery", get_args(Delivery))
def test_everything_an_entry_can_say_is_explained(delivery: str) -> None:
    assert f"| `{delivery}`" in PAGE


@pytest.mark.parametrize("why", sorted({*get_args(Why), *LEFT_OUT, "coalesced"}))
def test_every_reason_to_leave_one_out_is_explained(why: str) -> None:
    assert f"`{why}`" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_named(kind: str) -> None:
    assert kind in PAGE, f"give {kind} a row in the table of kinds of docs/nudges.md"


SAID = {
    "encouragement": ("3 days", timedelta(days=3)),
    "nudge": ("18 hours", timedelta(hours=18)),
    "check_in_reminder": ("4 hours", timedelta(hours=4)),
    "goal_step_due": ("12 hours", timedelta(hours=12)),
    "plan_review_due": ("12 hours", timedelta(hours=12)),
    "meeting_soon": ("until it begins", timedelta(minutes=30)),
    "support_flag": ("12 hours", timedelta(hours=12)),
    "unsent_words": (
        "3 days: a browser may clear what it keeps after seven",
        timedelta(days=3),
    ),
}
"""For how long a notice of each kind is of use.

As the table of the kinds says it and as the code does.
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_of_use_for_as_long_as_its_row_says(kind: str) -> None:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |")]
    assert (row.split("|")[-2].strip(), KINDS[kind].useful_for) == SAID[kind]


def test_the_figures_are_those_of_the_code() -> None:
    rules = NotificationSettings()
    assert f"{rules.cap_day} a day and {rules.cap_week} in seven days" in PROSE
    assert f"for {NUDGE.useful_for // timedelta(hours=1)} hours after it was due" in PROSE
    assert ENCOURAGEMENT.useful_for == timedelta(days=3)
    assert timedelta(seconds=LONGEST_TTL_SECONDS) == timedelta(hours=12)
    assert (
        f"next {PLANNED_AHEAD // 3_600_000} hours" in PROSE,
        f"less than {KNOWN_AHEAD // 3_600_000}" in PROSE,
    ) == (True, True)
    assert f"{PAYLOAD_BYTES} bytes" in PROSE
    assert MOST_ATTEMPTS == 5
    assert timedelta(minutes=15) == LATE
    assert timedelta(hours=1) == QUIET_BETWEEN
    assert [UNANSWERED, SILENCE.days, MOST_LEFT_OUT] == [3, 14, 7]
