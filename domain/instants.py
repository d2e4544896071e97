"""Corrects instants that have not come yet, and what is derived from them.

A phone's clock may be fast.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec
from msgspec import Struct

from domain.zones import UnknownZone, zone_named

TRUSTED_SKEW_MS = 120_000
"""A clock is corrected only where it is off by more."""
FIRST_MS = -62_135_510_400_000
"""The second day of the year 1: no correction sets an instant before any calendar."""


class WriteTime(Struct, frozen=True):
    """When a mutation came, when it was written at the latest, and how fast the writer's clock was.

    In milliseconds; `ahead` is how far the true clock is ahead of the one that wrote.
    """

    received_at: int
    by: int
    ahead: int


class Instant(Struct, frozen=True):
    """A field that is declared with `domain.declare.instant`, and those that go with it."""

    field: str
    told: str
    day: str | None
    zone: str | None


def instants_of(group: str, notes: Mapping[str, dict[str, Any]]) -> tuple[Instant, ...]:
    """Return the instants of a group, from what its fields are declared with.

    Raises TypeError where one names a field that is not there.
    """
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


def clamp_instants(value: Struct, instants: tuple[Instant, ...], written: WriteTime) -> Struct:
    """Return the group value with no instant later than it was written; itself where there is none.

    What was sent is kept beside it. A clock that is a little fast is left alone until its instant
    is after the arrival.
    """
    latest = max(FIRST_MS, min(written.received_at, written.by + TRUSTED_SKEW_MS))
    changes: dict[str, Any] = {}
    for instant in instants:
        sent: datetime = getattr(value, instant.field)
        if sent.timestamp() * 1000 <= latest:
            continue
        # Only a fast clock is set back: a slow one wrote an instant that has already been.
        meant = max(FIRST_MS, min(int(sent.timestamp() * 1000) + min(written.ahead, 0), latest))
        at = datetime.fromtimestamp(meant / 1000, UTC)
        changes |= {instant.field: at, instant.told: sent}
        if instant.day and instant.zone:
            # The day is derived anew: a corrected instant may lie on the day before.
            changes[instant.day] = at.astimezone(
                _zone_of(getattr(value, instant.zone), sent)
            ).date()
    return msgspec.structs.replace(value, **changes) if changes else value


def _zone_of(name: str, sent: datetime) -> tzinfo | None:
    """Return the zone, or the offset that was sent where this machine does not know it."""
    try:
        return zone_named(name)
    except UnknownZone:
        return sent.tzinfo
