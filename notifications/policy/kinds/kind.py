"""What every kind of notification says about itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain.entities.notification_settings import NotificationSettings
from notifications.policy.meeting_times import Meeting

Urgency = Literal["very-low", "low", "normal", "high"]
"""RFC 8030 section 5.3: how much of a phone's battery a message is worth.

`normal` for what people wrote, `low` waits for power or Wi-Fi, `high` may wake a phone with a low
battery.
"""

Needs = Literal["assignment", "own", "flags"]
"""The right that must still be there when it goes out.

`assignment`: the notice stands in the stream of an assignment that runs, and both its people are
active. `own`: the person is active; it stands in their own account stream. `flags`: the person is
an active supervisor who may read the stream of flags that it stands in.
"""

NoticeTopic = Literal["notes", "reminders", "meetings", "flags"]
"""Of one person's waiting pushes a later one replaces an earlier one of the same topic.

What is of use for minutes must not replace what is of use for hours, and expire in its place.
"""


Source = Literal["check_ins", "steps", "meetings", "devices", "flags"]
"""What is read from the database for a kind, for many people at once.

One function each in `notifications/queue/`; `revalidate.py` there names them.
"""


class Occasion(NamedTuple):
    """One reminder.

    (source, local_date, slot) tells it from every other of the person.
    """

    kind: str
    source: str
    local_date: date
    slot: int
    due_at: int


class Wishes(Struct, frozen=True, kw_only=True):
    """What a participant wants to be reminded of.

    `steps`: the local dates by which they have steps to do.
    """

    rules: NotificationSettings
    zone: ZoneInfo
    steps: frozenset[date] = frozenset()
    meetings: Sequence[Meeting] = ()


class Moment(Struct, frozen=True, kw_only=True):
    """One notice at the last moment, and what its kind `reads`, as it is now.

    `due_at` and `last_seen_at` (of the device that it is about) are in milliseconds.
    """

    source: str
    local_date: date
    due_at: int
    steps: frozenset[date] = frozenset()
    meetings: Sequence[Meeting] = ()
    last_seen_at: int | None = None
    is_flag_open: bool = False


class Facts(Struct, frozen=True, kw_only=True):
    """What a kind may look at, at the last moment.

    `local_date` is the day of the occurrence, by the participant's calendar.

    `checked_in`: there is a check-in of that day. `unless_checked_in`: who planned it wants it on a
    day without one only. `stands`: what it is about is still there and still waits for the person:
    the step, the favourite, the words, the open flag.
    """

    rules: NotificationSettings
    local_date: date
    checked_in: bool = False
    unless_checked_in: bool = False
    stands: bool = True


def always_wanted(_: NotificationSettings) -> bool:
    """Return True, for kinds that only the switch for all notices turns off."""
    return True


def always_stands(_: Moment) -> bool:
    """Return True, for kinds that are about nothing that could be gone."""
    return True


def never_suppressed(_: Facts) -> str | None:
    """Return None, for kinds that have no reason of their own to stay silent."""
    return None


def rules_of(
    written: str | None, unless_set: NotificationSettings | None = None
) -> NotificationSettings:
    """Return a person's rules from the JSON of what they set, or the usual ones.

    `written` is None where they never set any; `unless_set` is what holds for the groups that they
    did not set.
    """
    if unless_set is None:
        return (
            msgspec.json.decode(written, type=NotificationSettings)
            if written
            else NotificationSettings()
        )
    fields = msgspec.json.decode(written) if written else {}
    return msgspec.convert(
        # What the person set overrides the kind's defaults field by field, so that one set field
        # leaves the rest.
        msgspec.to_builtins(msgspec.structs.asdict(unless_set)) | fields,
        NotificationSettings,
    )


class NotificationKind(Struct, frozen=True, kw_only=True):
    """One kind of notification, and all that sets it apart from the others.

    `useful_for`: how long after it was due an announcement still helps; later it is dropped, and
    the inbox entry stays.

    `wanted` asks the person's own rules; `unless_set` holds where they set none, if not the usual
    ones. `suppressed` gives a code for the kind's own reason not to be announced. `from_staff`
    counts against the person's cap. `makes_entry`: the inbox entry is made when it comes due;
    otherwise there is none, or the record that it announces is the entry and is there before it.

    A reminder says when it comes, if the person wants it: `comes_on` asks whether it does on a
    local date, at their own time or in the morning; `comes_at` gives what comes at instants of its
    own after one and up to another (ms). `reads` is what it is planned from and asks for at the
    last moment, and `stands` whether what it is about is still there then. `may_be_reply`: it may
    be the peer's answer to what the participant just wrote, and then counts against no cap.
    """

    name: str
    who: Literal["participant", "staff"] = "participant"
    needs: Needs
    useful_for: timedelta
    wanted: Callable[[NotificationSettings], bool]
    suppressed: Callable[[Facts], str | None] = never_suppressed
    unless_set: NotificationSettings | None = None
    comes_on: Callable[[Wishes, date], bool] | None = None
    comes_at: Callable[[Wishes, int, int], Iterator[Occasion]] | None = None
    reads: frozenset[Source] = frozenset()
    stands: Callable[[Moment], bool] = always_stands
    may_be_reply: bool = False
    from_staff: bool
    makes_entry: bool
    urgency: Urgency = "normal"
    topic: NoticeTopic

    @property
    def is_reminder(self) -> bool:
        """Whether it is planned ahead from the person's own wishes."""
        return self.comes_on is not None or self.comes_at is not None
