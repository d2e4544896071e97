"""A nudge that a peer planned.

To the participant, at their own local time; the entry holds the words as they are when it comes
due.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.entities.nudge import Delivery, Nudge
from domain.entities.nudge_plan import NudgePlan
from notifications.policy.kinds.kind import Facts, NotificationKind


def _suppressed(facts: Facts) -> str | None:
    return "checked_in" if facts.unless_checked_in and facts.checked_in else None


NUDGE = NotificationKind(
    name="nudge",
    needs="assignment",
    # Long enough to be held over a night, too short to meet the next day's.
    useful_for=timedelta(hours=18),
    wanted=lambda rules: rules.nudges,
    suppressed=_suppressed,
    from_staff=True,
    makes_entry=True,
    topic="notes",
)

DELIVERIES: dict[str, Delivery] = {
    "held": "held",
    "suppressed": "quiet",
    "claimed": "held",
    "accepted": "accepted",
    "no_channel": "no_channel",
    "gone": "gone",
    "expired": "expired",
    "failed": "failed",
    "unknown": "unknown",
}
"""What the entry says of a notice's state.

Until a push is settled the entry says what is true for both: not known to be shown.
"""


def nudge_groups(
    plan_id: str, plan: NudgePlan, *, due_at: int, local_date: str, state: str
) -> dict[str, dict[str, Any]]:
    """Return the groups of the `Nudge` record for a plan's notice that leaves `due`."""
    nudge = Nudge(
        plan=plan_id,
        text=plan.text,
        kind=plan.kind,
        due_at=datetime.fromtimestamp(due_at / 1000, UTC),
        local_date=date.fromisoformat(local_date),
    )
    words = {
        name: getattr(nudge, name) for name in ("plan", "text", "kind", "due_at", "local_date")
    }
    return {"words": words} | delivery_group(state)


def delivery_group(state: str) -> dict[str, dict[str, Any]]:
    """Return the group that says what became of a nudge."""
    return {"delivery": {"delivery": DELIVERIES[state]}}
