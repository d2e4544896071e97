"""When a meeting begins by the clock of its own zone.

Pure; instants in milliseconds since 1970 UTC.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.entities.resource import Occurrence
from notifications.policy.schedule import DAY, instant_of, local_date


class Meeting(Struct, frozen=True):
    """A favourite meeting by the record id of its library entry: its weekly times, in its zone."""

    entry: str
    times: Sequence[Occurrence]
    zone: ZoneInfo


class Start(NamedTuple):
    """One meeting that begins: its local day, the minute of it by the wall clock, the instant."""

    day: date
    minute: int
    at: int


def starts(meeting: Meeting, since: int, until: int) -> Iterator[Start]:
    """Yield when it begins after `since` and up to and including `until`."""
    day, last = local_date(since, meeting.zone) - 2 * DAY, local_date(until, meeting.zone)
    while day <= last:
        for each in meeting.times:
            # The Meeting Guide's week begins on Sunday with 0.
            if (
                each.day == day.isoweekday() % 7
                and since < (at := instant_of(day, each.time, meeting.zone)) <= until
            ):
                yield Start(day, _minute(each.time), at)
        day += DAY


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
