"""How often a repeating plan's nudges really come.

Half of them where nobody answers, none where nobody has been there for long.

Where a person drifts away, more of the same does not bring them back; a call may. So the peer is
told instead.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

HOUR_MS = 3_600_000
UNANSWERED = 3
"""So many in a row, and from then on every second one is left out."""
TIME_TO_ANSWER = 12 * HOUR_MS
SILENCE = timedelta(days=14)
LOOKED_AT = 12
"""Three that came, those that were left out between them, and some to spare."""


class PastNudge(NamedTuple):
    """A nudge that came due before, and what became of it, when (ms)."""

    state: str
    reason: str
    at: int


def left_out_reason(latest: Sequence[PastNudge], *, heard_of_at: int, now: int) -> str | None:
    """Return a code for why the next occurrence is left out, if it is.

    `latest` is what came before, the latest first; instants in milliseconds.
    """
    if now - heard_of_at >= SILENCE // timedelta(milliseconds=1):
        return "silent"
    was_left_out = bool(latest) and latest[0].reason == "halved"
    return "halved" if unanswered(latest, now) >= UNANSWERED and not was_left_out else None


def unanswered(latest: Sequence[PastNudge], now: int) -> int:
    """Return how many nudges in a row came, had time to be answered, and were not.

    One that was opened, answered, or made needless by a check-in ends the row.
    """
    count = 0
    for past in latest:
        if past.state in ("seen", "answered") or past.reason == "checked_in":
            break
        # One that was left out neither counts nor ends the row: halving must not undo itself.
        count += past.reason != "halved" and past.at <= now - TIME_TO_ANSWER
    return count
