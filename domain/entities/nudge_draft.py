"""What a peer has not decided to send yet."""

from typing import Annotated, ClassVar

from domain.declare import FirstSync, Policy, Role, StreamKind, once
from domain.entities.planned_nudge import PlannedNudge


class NudgeDraft(PlannedNudge, kw_only=True):
    """A nudge as its peer keeps it for themselves.

    Nothing comes of it until it is planned.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SELF,
        first_sync=FirstSync.REST,
        removed_by=Role.SELF,
    )

    participant: Annotated[
        int, once("origin", "Whom it is for, by the `person` of their streams.", ge=1, le=2**53 - 1)
    ]
    from_peer: Annotated[bool, once("origin", "What the peer before had planned, handed over.")] = (
        False
    )
