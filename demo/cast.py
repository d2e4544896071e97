"""The cast and their words, read from the files beside this one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from program.staff import StaffRole

FOLDER = Path(__file__).parent
ShareableKind = Literal["goals", "check_ins", "use", "plan"]


class StaffPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up member of staff."""

    login: str
    display_name: str
    role: StaffRole


class PlanLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a made-up plan."""

    section: str
    text: str
    shared: bool = False


class ContactPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up person to call."""

    name: str
    relation: str
    phone: str
    when_to_call: str


class NudgePart(Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up nudge."""

    text: str
    kind: str
    repeat: str
    local_time: str
    weekdays: list[int] = []


class ParticipantPart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A made-up participant.

    `rate` is check-ins a day; `dip` and `away` are days before today; `shares` is the yes to the
    peer.
    """

    display_name: str
    peer: str
    moves_to: str | None = None
    time_zone: str = "America/Chicago"
    language: Literal["en", "es"] = "en"
    rate: float
    mood: float
    craving: float
    dip: int | None = None
    away: int = 0
    takes_medicine: bool = False
    shares: bool = False
    stopped: bool = False
    push: bool = True
    open_to_nudges: bool = False
    reminder_at: str | None = None
    share: list[ShareableKind] = []
    goals: list[dict[str, Any]]
    plan: list[PlanLine] = []
    contacts: list[ContactPart] = []

    def stream_for(self, kind: ShareableKind) -> Literal["own", "shared"]:
        """Return the stream that records of this kind go to."""
        return "shared" if kind in self.share else "own"


class Cast(Struct, frozen=True):
    """Everyone in the demo."""

    staff: list[StaffPart]
    participant: list[ParticipantPart]


class Words(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Texts that the made-up people choose from."""

    triggers: list[str]
    helped: list[str]
    grateful: list[str]
    notes: list[str]
    encouragements: list[str]
    encouragements_es: list[str]
    replies: list[str]
    nudge: list[NudgePart]
    plan: dict[str, list[str]]
    contact: list[ContactPart]


@cache
def cast() -> Cast:
    """Return the cast, read once."""
    return msgspec.convert(_toml("cast"), Cast)


@cache
def words() -> Words:
    """Return the texts, read once."""
    return msgspec.convert(_toml("words"), Words)


def library_resources() -> list[dict[str, Any]]:
    """Return the library's own entries, each with its `key`."""
    entries: list[dict[str, Any]] = _toml("library")["resource"]
    return [{**entry, "body": entry["body"].strip()} for entry in entries]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
