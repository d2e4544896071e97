"""Instants that have not come yet: a clock that is fast is put right, and what is derived from its instants with them."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec
from msgspec import Struct

from domain.zones import UnknownZone, zone_named

TRUSTED_SKEW_MS = 120_000
"""A clock is corrected only where it is off by more."""
FIRST_MS = -62_135_510_400_000
"""The second day of the year 1: however far a clock is said to be off, nothing is set back to a time that no calendar has."""


class Written(Struct, frozen=True):
    """When a mutation came, by when it was written, and how far the true clock is ahead of the one that wrote. Milliseconds."""

    received_at: int
    by: int
    ahead: int


class Instant(Struct, frozen=True):
    """A field that is declared with `domain.declare.instant`, and the fields of its group that go with it."""

    field: str
    told: str
    day: str | None
    zone: str | None


def instants_of(group: str, notes: Mapping[str, dict[str, Any]]) -> tuple[Instant, ...]:
    """Those of a group, from what its fields are declared with. Raises TypeError where one names a field that is not there."""
    found = tuple(
        Instant(field, note["told"], note["day"], note["zone"])
        for field, note in notes.items()
        if "told" in note
    )
    if (
        unknown := {name for each in found for name in (each.told, each.day, each.zone) if name}
        - notes.keys()
    ):
        raise TypeError(f"{group}: what goes with an instant is not there, {sorted(unknown)}")
    return found


def in_time(value: Struct, instants: tuple[Instant, ...], written: Written) -> Struct:
    """The group value with no instant that was still to come as it was written, and what is derived from them; itself where
    there is none.

    What was sent is kept beside. A clock that is a little fast is left alone until its instant is after the arrival.
    """
    latest = max(FIRST_MS, min(written.received_at, written.by + TRUSTED_SKEW_MS))
    changes: dict[str, Any] = {}
    for instant in instants:
        sent: datetime = getattr(value, instant.field)
        if sent.timestamp() * 1000 <= latest:
            continue
        meant = max(FIRST_MS, min(int(sent.timestamp() * 1000) + min(written.ahead, 0), latest))
        at = datetime.fromtimestamp(meant / 1000, UTC)
        changes |= {instant.field: at, instant.told: sent}
        if instant.day and instant.zone:
            changes[instant.day] = at.astimezone(
                _zone_of(getattr(value, instant.zone), sent)
            ).date()
    return msgspec.structs.replace(value, **changes) if changes else value


def _zone_of(name: str, sent: datetime) -> tzinfo | None:
    """Where the machine does not know it, as far from UTC as the phone was."""
    try:
        return zone_named(name)
    except UnknownZone:
        return sent.tzinfo
