"""The life of a notice: its states, which may follow which, and the codes for why.

One table; nothing else decides it.

A notice is kept from `scheduled` on: until then it is a peer's draft or a record without one.
Codes, never words: what is written down about a transition may be read by whoever runs the program.
"""

import re
from itertools import product
from typing import Final

STATES: Final = (
    "draft",
    "scheduled",
    "due",
    "held",
    "suppressed",
    "claimed",
    "accepted",
    "no_channel",
    "gone",
    "expired",
    "failed",
    "unknown",
    "seen",
    "answered",
    "cancelled",
)
WAITING: Final = ("due", "held")
"""As they are kept: what a worker may still take, and what may still be cancelled.

`due` is kept from the planning on.
"""
OPENED: Final = ("seen", "answered")
SETTLED: Final = ("suppressed", "accepted", "no_channel", "gone", "expired", "failed", "unknown")
"""Nothing more is tried; the participant may still open the entry."""

NOTHING = re.compile("")
ANY_CODE = re.compile(r"[a-z0-9_]{1,40}")
"""What a push service answered, or a kind's own reason."""


class IllegalMove(ValueError):
    """No notice goes from the one state to the other, or not for this reason."""


def _codes(*codes: str) -> re.Pattern[str]:
    return re.compile("|".join(codes))


CALLED_OFF = _codes("called_off", "assignment_ended", "no_right", "peer_gone", "person_[a-z_]+")

ARROWS: Final[dict[tuple[str, str], re.Pattern[str]]] = {
    ("draft", "scheduled"): NOTHING,
    ("draft", "cancelled"): CALLED_OFF,
    ("scheduled", "due"): NOTHING,
    ("scheduled", "cancelled"): CALLED_OFF,
    ("due", "held"): _codes("not_now"),
    ("due", "suppressed"): ANY_CODE,
    ("due", "claimed"): NOTHING,
    ("due", "no_channel"): NOTHING,
    ("due", "expired"): NOTHING,
    ("due", "failed"): _codes("broken"),
    ("due", "cancelled"): CALLED_OFF,
    ("due", "seen"): NOTHING,
    ("due", "answered"): NOTHING,
    ("held", "held"): _codes("not_now"),
    ("held", "suppressed"): ANY_CODE,
    ("held", "claimed"): NOTHING,
    ("held", "no_channel"): NOTHING,
    ("held", "expired"): NOTHING,
    ("held", "failed"): _codes("broken"),
    ("held", "cancelled"): CALLED_OFF,
    ("held", "seen"): NOTHING,
    ("held", "answered"): NOTHING,
    ("claimed", "held"): ANY_CODE,
    ("claimed", "accepted"): NOTHING,
    ("claimed", "gone"): ANY_CODE,
    ("claimed", "failed"): ANY_CODE,
    ("claimed", "unknown"): _codes("lease_ended"),
    **dict.fromkeys(product(SETTLED, OPENED), NOTHING),
    ("seen", "answered"): NOTHING,
}
"""By from and to: which reasons there are.

What is on its way (`claimed`) is not `seen` before it is known what became of it.
"""


def check_transition(before: str, after: str, reason: str) -> None:
    """Raise IllegalMove where no notice goes from the one state to the other for this reason."""
    reasons = ARROWS.get((before, after))
    if reasons is None:
        raise IllegalMove(f"a notice does not go from {before} to {after}")
    if not reasons.fullmatch(reason):
        raise IllegalMove(f"a notice does not go from {before} to {after} for this reason")


def kept_state(state: str, due_at: int, now: int) -> str:
    """Return the state to show: a notice stored as `due` is `scheduled` until its time has come.

    Instants in milliseconds.
    """
    return "scheduled" if state == "due" and due_at > now else state


def transitions_between(
    before: str, after: str, *, due_at: int, at: int
) -> list[tuple[int, str, str]]:
    """Return the transitions from `before` to `after`, as (instant, from, to).

    A notice that is stored as `before` may have come due on the way.
    """
    if kept_state(before, due_at, at) == "due":
        return [(due_at, "scheduled", "due"), (at, "due", after)]
    return [(at, kept_state(before, due_at, at), after)]
