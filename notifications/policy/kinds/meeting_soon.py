"""A meeting that the participant keeps close begins soon.

Half an hour before, by the clock of the meeting's own zone.

Silent where it is no favourite any more or is not held at that time any more.
"""

from collections.abc import Iterator
from datetime import timedelta

from notifications.policy.kinds.kind import Facts, Moment, NotificationKind, Occasion, Wishes
from notifications.policy.meeting_times import starts

NAME = "meeting_soon"
BEFORE = timedelta(minutes=30)
BEFORE_MS = BEFORE // timedelta(milliseconds=1)


def _comes_at(wishes: Wishes, since: int, until: int) -> Iterator[Occasion]:
    for meeting in wishes.meetings:
        for start in starts(meeting, since + BEFORE_MS, until + BEFORE_MS):
            yield Occasion(NAME, meeting.entry, start.day, start.minute, start.at - BEFORE_MS)


def _stands(moment: Moment) -> bool:
    begins = moment.due_at + BEFORE_MS
    kept = [meeting for meeting in moment.meetings if meeting.entry == moment.source]
    return any(
        start.day == moment.local_date
        for meeting in kept
        for start in starts(meeting, begins - 1, begins)
    )


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "no_favourite"


MEETING_SOON = NotificationKind(
    name=NAME,
    needs="own",
    # Until it begins, and not a minute longer.
    useful_for=BEFORE,
    wanted=lambda rules: rules.meetings,
    suppressed=_suppressed,
    comes_at=_comes_at,
    reads=frozenset({"meetings"}),
    stands=_stands,
    from_staff=False,
    makes_entry=False,
    topic="meetings",
)
