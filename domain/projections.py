"""Copies out of a record what must be found by a field, in the transaction that writes it.

Pure: record in, copies out.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from domain.declare import StreamKind
from domain.entities.assignment import Assignment
from domain.entities.encouragement import Encouragement
from domain.entities.nudge import Nudge
from domain.entities.nudge_plan import NudgePlan
from domain.entities.profile import Profile
from domain.entities.sharing_settings import SharingSettings
from domain.entities.support_flag import SupportFlag
from domain.records import Record, State


class StreamPlace(Struct, frozen=True):
    """The stream that a record stands in: whose it is, and of which assignment."""

    stream: int
    program: int
    kind: StreamKind
    person: int | None
    assignment: int | None


class ChosenName(Struct, frozen=True):
    """How a person wishes to be called and spoken to."""

    person: int
    display_name: str
    language: str
    time_zone: str
    zone_mode: str


class SharingStopped(Struct, frozen=True):
    """The switch that closes every peer's door to a participant."""

    person: int
    stopped: bool


class PeerTrusted(Struct, frozen=True):
    """The participant's yes to the peer of an assignment, or its end."""

    assignment: int
    shares: bool


class NotificationRules(Struct, frozen=True):
    """A person's notification settings: JSON of as much of `NotificationSettings` as they set."""

    person: int
    rules: str


class NudgePlanned(Struct, frozen=True):
    """What a peer planned; the worker turns it into occurrences.

    `schedule` is JSON of the plan's `schedule` group.
    """

    stream: int
    plan: str
    schedule: str
    text_kind: str
    active: bool


class NoteWritten(Struct, frozen=True):
    """An encouragement that the participant has not seen: a notice is due now."""

    stream: int
    source: str


class EntryOpened(Struct, frozen=True):
    """The participant has seen, or answered, what a notice announces.

    `entry` is the record in the inbox, in this stream.
    """

    stream: int
    entry: str
    answered: bool


class FlagRaised(Struct, frozen=True):
    """A participant asks to be contacted, and nobody has seen it.

    Notices for supervisors are due now.
    """

    stream: int
    source: str


Projection = (
    ChosenName
    | SharingStopped
    | PeerTrusted
    | NotificationRules
    | NudgePlanned
    | NoteWritten
    | EntryOpened
    | FlagRaised
)


def project(record: Record, place: StreamPlace) -> Projection | None:
    """Return the copy that this record asks for, if any."""
    projector = PROJECTORS.get(record.entity)
    return projector(record, place) if projector and record.state is State.LIVE else None


def _profile(record: Record, place: StreamPlace) -> Projection | None:
    profile = _read(record, Profile)
    if place.person is None:
        return None
    return ChosenName(
        place.person, profile.display_name, profile.language, profile.time_zone, profile.zone_mode
    )


def _sharing(record: Record, place: StreamPlace) -> Projection | None:
    return (
        None
        if place.person is None
        else SharingStopped(place.person, _read(record, SharingSettings).stop_all_sharing)
    )


def _notifications(record: Record, place: StreamPlace) -> Projection | None:
    if place.person is None:
        return None
    rules = msgspec.json.encode(_fields(record)).decode()
    return NotificationRules(place.person, rules)


def _assignment(record: Record, place: StreamPlace) -> Projection | None:
    return (
        None
        if place.assignment is None
        else PeerTrusted(place.assignment, _read(record, Assignment).shares)
    )


def _nudge_plan(record: Record, place: StreamPlace) -> Projection | None:
    plan: NudgePlan = _read(record, NudgePlan)
    return NudgePlanned(
        place.stream, record.record, _json(record.body["schedule"]), plan.kind, not plan.cancelled
    )


def _encouragement(record: Record, place: StreamPlace) -> Projection | None:
    note: Encouragement = _read(record, Encouragement)
    # An answer on one phone stops the notice that the others would still get.
    if note.seen or note.reaction or note.reply:
        return EntryOpened(place.stream, record.record, answered=bool(note.reaction or note.reply))
    return NoteWritten(place.stream, record.record)


def _nudge(record: Record, place: StreamPlace) -> Projection | None:
    nudge: Nudge = _read(record, Nudge)
    return (
        EntryOpened(place.stream, record.record, answered=nudge.answer is not None)
        if nudge.seen or nudge.answer
        else None
    )


def _support_flag(record: Record, place: StreamPlace) -> Projection | None:
    return FlagRaised(place.stream, record.record) if _read(record, SupportFlag).calls else None


def _json(raw: Raw) -> str:
    return bytes(raw).decode()


def _read(record: Record, entity: Any) -> Any:
    return msgspec.convert(_fields(record), entity)


def _fields(record: Record) -> dict[str, Any]:
    groups = [msgspec.json.decode(value) for value in record.body.values()]
    return {name: value for group in groups for name, value in group.items()}


PROJECTORS: dict[str, Callable[[Record, StreamPlace], Projection | None]] = {
    "profile": _profile,
    "sharing_settings": _sharing,
    "notification_settings": _notifications,
    "assignment": _assignment,
    "nudge_plan": _nudge_plan,
    "nudge": _nudge,
    "encouragement": _encouragement,
    "support_flag": _support_flag,
}
