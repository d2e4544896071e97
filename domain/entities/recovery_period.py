"""One stretch of time in recovery."""

from datetime import date
from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, once
from domain.values import RecordId


class RecoveryPeriod(Entity, kw_only=True):
    """A period of a recovery clock, by calendar dates.

    It is shared or kept with its clock.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.GOALS,
        removed_by=Role.PARTICIPANT,
        part_of=("clock", "clock"),
    )

    clock: Annotated[RecordId, once("clock", "The recovery clock it belongs to.")]
    from_date: Annotated[date, latest("dates", "Local date of its first day.")]
    to_date: Annotated[
        date | None, latest("dates", "Local date of its last day. Empty while it goes on.")
    ] = None
