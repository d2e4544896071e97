"""What a peer planned to send, and when."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Struct

from domain.declare import FirstSync, Policy, Role, StreamKind, greatest, latest
from domain.entities.planned_nudge import PlannedNudge

Why = Literal["checked_in", "skipped", "silent", "peer_away"]
MOST_LEFT_OUT = 7


class LeftOut(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An occurrence that never became a nudge.

    `skipped` says no more, where why is the participant's own matter.
    """

    on: date
    why: Why


class NudgePlan(PlannedNudge, kw_only=True):
    """A nudge, once or repeating, at the participant's local time.

    Its occurrences become `Nudge` records when due.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ASSIGNMENT,),
        created_by=Role.PEER,
        first_sync=FirstSync.REST,
        writers={"left_out": Role.SYSTEM},
    )

    cancelled: Annotated[bool, greatest("state", "Called off; nothing more is sent.")] = False
    left_out: Annotated[
        list[LeftOut],
        latest(
            "left_out", "Days on which it was not sent, the latest first.", max_length=MOST_LEFT_OUT
        ),
    ] = []
