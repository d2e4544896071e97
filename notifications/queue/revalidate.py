"""Whether a reminder that no peer planned is still about something.

Asked at the last moment, for a whole batch at once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from database.database import Connection
from domain.entities import SPECS
from domain.entities.support_flag import SupportFlag
from domain.zones import zone_of
from notifications.policy.kinds import KINDS, Facts
from notifications.policy.kinds.kind import Moment, Source, rules_of
from notifications.policy.meeting_times import Meeting
from notifications.policy.schedule import local_date
from notifications.queue import flag_notices
from notifications.queue import reminder_sources as reminders
from notifications.queue.checked_in import OnDay, checked_in
from notifications.queue.leases import LeasedNotice
from notifications.queue.meetings import favourite_meetings
from notifications.queue.reminders import DEVICE


class SourceData(Struct, frozen=True):
    """What the reminders of one batch are about, as it is now: of each source, by whose it is."""

    checked_in: set[OnDay]
    steps: dict[int, set[str]]
    meetings: dict[int, list[Meeting]]
    last_seen_at: dict[int, int]
    open_flags: set[tuple[int, str]]


async def still_wanted(connection: Connection, notices: Iterable[LeasedNotice]) -> dict[int, str]:
    """Return the notices that are not to be announced after all: the code for why, by notice id.

    It answers for every kind that no peer plans. Rights, and rules that hold for all kinds, are
    read elsewhere.
    """
    own = [notice for notice in notices if KINDS[notice.kind].needs != "assignment"]
    if not own:
        return {}
    data = await _read_sources(connection, own)
    found = ((notice.id, KINDS[notice.kind].suppressed(_facts(notice, data))) for notice in own)
    reasons = {id_: reason for id_, reason in found if reason}
    return reasons | _told_together(notice for notice in own if notice.id not in reasons)


def _told_together(notices: Iterable[LeasedNotice]) -> dict[int, str]:
    """Leave one of several reminders that are due in the same minute: they all look the same."""
    told: set[tuple[int, int]] = set()
    reasons = {}
    for notice in notices:
        kind, at = KINDS[notice.kind], (notice.person, notice.due_at)
        if kind.topic == "reminders" and kind.wanted(rules_of(notice.rules)):
            if at in told:
                reasons[notice.id] = "coalesced"
            told.add(at)
    return reasons


async def _read_sources(connection: Connection, notices: Sequence[LeasedNotice]) -> SourceData:
    """Read what the kinds of these notices say that they read, and nothing for the others."""

    def reading(source: Source) -> list[LeasedNotice]:
        return [notice for notice in notices if source in KINDS[notice.kind].reads]

    return SourceData(
        checked_in=await checked_in(
            connection, [(notice.person, notice.local_date) for notice in reading("check_ins")]
        ),
        steps=await _steps(connection, reading("steps")),
        meetings=await favourite_meetings(
            connection, {notice.person: _zone(notice) for notice in reading("meetings")}
        ),
        last_seen_at=await reminders.still_silent(connection, map(_device, reading("devices"))),
        open_flags=await _open_flags(connection, reading("flags")),
    )


async def _steps(connection: Connection, notices: Sequence[LeasedNotice]) -> dict[int, set[str]]:
    days = [notice.local_date for notice in notices]
    people = {notice.person for notice in notices}
    return (
        await reminders.steps_due(connection, sorted(people), min(days), max(days))
        if notices
        else {}
    )


async def _open_flags(
    connection: Connection, notices: Sequence[LeasedNotice]
) -> set[tuple[int, str]]:
    bodies = await flag_notices.flag_bodies(
        connection, [(notice.stream, notice.source) for notice in notices]
    )
    flags = {
        place: cast(SupportFlag, SPECS["support_flag"].read(msgspec.json.decode(body)))
        for place, body in bodies.items()
    }
    return {place for place, flag in flags.items() if flag.calls}


def _facts(notice: LeasedNotice, data: SourceData) -> Facts:
    # A flag has no day of its own.
    day = (
        date.fromisoformat(notice.local_date)
        if notice.local_date
        else local_date(notice.due_at, _zone(notice))
    )
    kind = KINDS[notice.kind]
    return Facts(
        rules=rules_of(notice.rules),
        local_date=day,
        checked_in=(notice.person, notice.local_date) in data.checked_in,
        stands=kind.stands(_moment(notice, day, kind.reads, data)),
    )


def _moment(notice: LeasedNotice, day: date, reads: frozenset[Source], data: SourceData) -> Moment:
    device = _device(notice) if "devices" in reads else None
    return Moment(
        source=notice.source,
        local_date=day,
        due_at=notice.due_at,
        steps=frozenset(map(date.fromisoformat, data.steps.get(notice.person, ()))),
        meetings=data.meetings.get(notice.person, ()),
        last_seen_at=None if device is None else data.last_seen_at.get(device),
        is_flag_open=(notice.stream, notice.source) in data.open_flags,
    )


def _zone(notice: LeasedNotice) -> ZoneInfo:
    return zone_of(notice.time_zone, notice.program_zone)


def _device(notice: LeasedNotice) -> int:
    return int(notice.source.removeprefix(DEVICE))
