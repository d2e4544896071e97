"""The meetings that participants keep close, and when each begins by the clock of its own zone. Instants in ms since 1970 UTC."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain.attendance import attendance_of
from domain.entities import SPECS
from domain.entities.favourites import Favourites
from domain.entities.resource import Occurrence, Resource
from domain.zones import UnknownZone, zone_named
from notifications.schedule import DAY, instant, local_date
from storage import reminders
from storage.database import Connection


class Meeting(Struct, frozen=True):
    """A favourite meeting by the record id of its library entry: its weekly times, in its zone."""

    entry: str
    times: Sequence[Occurrence]
    zone: ZoneInfo


class Start(NamedTuple):
    """One meeting beginning, on which local day and in which minute of it by its wall clock."""

    day: date
    minute: int
    at: int


def starts(meeting: Meeting, since: int, until: int) -> Iterator[Start]:
    """When it begins after `since` and up to and including `until`."""
    day, last = local_date(since, meeting.zone) - 2 * DAY, local_date(until, meeting.zone)
    while day <= last:
        for each in meeting.times:
            # The Meeting Guide's week begins on Sunday with 0.
            if each.day == day.isoweekday() % 7 and since < (at := instant(day, each.time, meeting.zone)) <= until:
                yield Start(day, _minute(each.time), at)
        day += DAY


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


async def favourite_meetings(connection: Connection, zones: Mapping[int, ZoneInfo]) -> dict[int, list[Meeting]]:
    """The favourites of these people that meet at times and can be attended. `zones` are theirs, for meetings that name none."""
    kept = {
        person: (program, _favourites(body)) for person, (program, body) in (await reminders.favourites(connection, sorted(zones))).items()
    }
    wanted = {(program, entry) for program, entries in kept.values() for entry in entries}
    entries = {place: _resource(body) for place, body in (await reminders.library_entries(connection, wanted)).items()}
    meetings = {}
    for person, (program, of_person) in kept.items():
        found = (_meeting(entry, entries.get((program, entry)), zones[person]) for entry in of_person)
        meetings[person] = [meeting for meeting in found if meeting]
    return meetings


def _favourites(body: str) -> list[str]:
    return cast(Favourites, SPECS["favourites"].read(msgspec.json.decode(body))).resources


def _resource(body: str) -> Resource | None:
    """None where an entry cannot be read: it holds up no other."""
    try:
        return cast(Resource, SPECS["resource"].read(msgspec.json.decode(body)))
    except msgspec.ValidationError:
        return None


def _meeting(id_: str, entry: Resource | None, zone: ZoneInfo) -> Meeting | None:
    if entry is None or entry.type != "meeting" or entry.state != "published" or attendance_of(entry).how in ("closed", "inactive"):
        return None
    try:
        return Meeting(id_, entry.schedule, zone_named(entry.time_zone) if entry.time_zone else zone)
    except UnknownZone:
        return None
