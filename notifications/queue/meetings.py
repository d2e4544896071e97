"""The meetings that participants keep close, read for many people at once."""

from collections.abc import Mapping
from typing import cast
from zoneinfo import ZoneInfo

import msgspec

from database.database import Connection
from domain.attendance import attendance_of
from domain.entities import SPECS
from domain.entities.favourites import Favourites
from domain.entities.resource import Resource
from domain.zones import UnknownZone, zone_named
from notifications.policy.meeting_times import Meeting
from notifications.queue import reminder_sources as reminders


async def favourite_meetings(
    connection: Connection, zones: Mapping[int, ZoneInfo]
) -> dict[int, list[Meeting]]:
    """Return the favourites of these people that meet at times and can be attended.

    `zones` are the people's own, for meetings that name none.
    """
    kept = {
        person: (program, _favourites(body))
        for person, (program, body) in (
            await reminders.favourites(connection, sorted(zones))
        ).items()
    }
    wanted = {(program, entry) for program, entries in kept.values() for entry in entries}
    entries = {
        place: _resource(body)
        for place, body in (await reminders.library_entries(connection, wanted)).items()
    }
    meetings = {}
    for person, (program, of_person) in kept.items():
        found = (
            _meeting(entry, entries.get((program, entry)), zones[person]) for entry in of_person
        )
        meetings[person] = [meeting for meeting in found if meeting]
    return meetings


def _favourites(body: str) -> list[str]:
    return cast(Favourites, SPECS["favourites"].read(msgspec.json.decode(body))).resources


def _resource(body: str) -> Resource | None:
    """Return the library entry; None where it cannot be read, so that it holds up no other."""
    try:
        return cast(Resource, SPECS["resource"].read(msgspec.json.decode(body)))
    except msgspec.ValidationError:
        return None


def _meeting(id_: str, entry: Resource | None, zone: ZoneInfo) -> Meeting | None:
    if (
        entry is None
        or entry.type != "meeting"
        or entry.state != "published"
        or attendance_of(entry).how in ("closed", "inactive")
    ):
        return None
    try:
        return Meeting(
            id_, entry.schedule, zone_named(entry.time_zone) if entry.time_zone else zone
        )
    except UnknownZone:
        return None
