"""Whether a notice goes out now: the person's own rules over every wish of staff.

Instants in milliseconds since 1970 UTC.
"""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.kinds.kind import NotificationKind
from notifications.policy.quiet import next_quiet, quiet_until
from notifications.policy.schedule import DAY, instant_of, local_date

LONGEST_TTL_SECONDS = 12 * 3600
WEEK_DAYS = 7
CAP_WINDOW = timedelta(days=WEEK_DAYS + 1)
"""How far back to know of what went out, whatever the zone."""
LATE = timedelta(minutes=15)
QUIET_BETWEEN = timedelta(hours=1)
"""Of what was held, or comes late after an outage, one rings; the inbox has the others."""
LEFT_OUT = frozenset({"peer_away", "checked_in", "halved", "silent"})
"""Reasons for which a due nudge is no nudge at all: no entry is made, and its peer reads why."""


class Send(Struct, frozen=True):
    """Send now; a push service may keep it for so many seconds."""

    ttl: int


class Hold(Struct, frozen=True):
    """Do not send before this instant; then it is decided again."""

    until: int


class Suppress(Struct, frozen=True):
    """Do not announce it, with a code for why.

    What it announces is in the inbox as ever.
    """

    reason: str


class Expire(Struct, frozen=True):
    """It is too late to be of use."""


class Cancel(Struct, frozen=True):
    """The right to send it has ended, with a code for why.

    No entry is made.
    """

    reason: str


Decision = Send | Hold | Suppress | Expire | Cancel


class Circumstances(Struct, frozen=True, kw_only=True):
    """All that decides about a notice at the last moment.

    `reads`: the person may read what it is about. `seen`: they have opened it. `is_reply`: it
    answers them. `unwanted`: the kind's own reason not to announce it. `paced`: why the plan's pace
    leaves it out. `held`: their own rules have held it. `pushed`: when staff's notices rang for
    them, but for replies; `rang`: when any did.
    """

    kind: NotificationKind
    due_at: int
    rules: NotificationSettings
    zone: ZoneInfo
    person_status: str
    assignment_status: str | None
    peer_status: str | None
    reads: bool = True
    seen: bool = False
    unwanted: str | None = None
    paced: str | None = None
    held: bool = False
    is_reply: bool = False
    pushed: Sequence[int] = ()
    rang: Sequence[int] = ()


def decide(notice: Circumstances, now: int) -> Decision:
    """Return what happens to a notice now.

    Rights come first, then what the person wants at all, then how late it is, then when, then how
    much.
    """
    if reason := _no_right(notice):
        return Cancel(reason)
    if reason := _not_needed(notice):
        return Suppress(reason)
    useful_until = notice.due_at + _millis(notice.kind.useful_for)
    if now >= useful_until:
        return Expire()
    if (until := _not_before(notice, now, useful_until)) is not None:
        # Before the caps: what is held now counts on the day when it rings.
        return Hold(until)
    if reason := _coalesced(notice, now) or _over_cap(notice, now):
        return Suppress(reason)
    return Send(_ttl(notice, useful_until, now))


def _no_right(notice: Circumstances) -> str | None:
    if notice.person_status != "active":
        return "person_" + notice.person_status
    if notice.kind.needs == "assignment":
        if notice.assignment_status != "active":
            return "assignment_ended"
        if notice.peer_status not in ("active", "on_leave"):
            return "peer_gone"
    return None if notice.reads else "no_right"


def _not_needed(notice: Circumstances) -> str | None:
    if notice.seen:
        return "seen"
    if notice.kind.needs == "assignment" and notice.peer_status == "on_leave":
        return "peer_away"
    if reason := notice.unwanted or notice.paced:
        return reason
    if not notice.rules.push:
        return "push_off"
    return None if notice.kind.wanted(notice.rules) else "kind_off"


def _coalesced(notice: Circumstances, now: int) -> str | None:
    late = notice.held or now - notice.due_at > _millis(LATE)
    if notice.kind.who == "staff" or not late:
        return None
    return "coalesced" if any(at > now - _millis(QUIET_BETWEEN) for at in notice.rang) else None


def _not_before(notice: Circumstances, now: int, latest: int) -> int | None:
    pause = notice.rules.pause_until
    paused = pause is not None and pause > local_date(now, notice.zone)
    start = instant_of(pause, "00:00", notice.zone) if pause and paused else now
    if start >= latest:
        return latest
    # At most until it is of no use: whoever looks again then sees that it has expired.
    until = min(quiet_until(notice.rules.quiet, notice.zone, start) or start, latest)
    return until if until > now else None


def _over_cap(notice: Circumstances, now: int) -> str | None:
    """Return the cap that is reached, if one is.

    Only what staff send counts. A reply to the participant does not, and is never too much.
    """
    caps = (notice.rules.cap_day, notice.rules.cap_week)
    if not notice.kind.from_staff or notice.is_reply or len(notice.pushed) < min(caps):
        return None
    today = local_date(now, notice.zone)
    day_began, week_began = (
        instant_of(today - days * DAY, "00:00", notice.zone) for days in (0, WEEK_DAYS - 1)
    )
    if sum(at >= day_began for at in notice.pushed) >= notice.rules.cap_day:
        return "cap_day"
    return (
        "cap_week"
        if sum(at >= week_began for at in notice.pushed) >= notice.rules.cap_week
        else None
    )


def _ttl(notice: Circumstances, useful_until: int, now: int) -> int:
    ends = [useful_until, now + LONGEST_TTL_SECONDS * 1000]
    # A push service that finds the phone late must not ring inside the person's quiet hours.
    quiet = next_quiet(notice.rules.quiet, notice.zone, now)
    return (min([*ends, quiet] if quiet is not None else ends) - now) // 1000


def _millis(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
