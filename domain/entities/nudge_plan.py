"""What a peer planned to send, and when."""

from typing import Annotated, ClassVar

from domain.declare import FirstSync, Policy, Role, StreamKind, greatest
from domain.entities.planned_nudge import PlannedNudge


class NudgePlan(PlannedNudge, kw_only=True):
    """A nudge, once or repeating, at the participant's local time. Its occurrences become `Nudge` records when due."""

    policy: ClassVar[Policy] = Policy(streams=(StreamKind.ASSIGNMENT,), created_by=Role.PEER, first_sync=FirstSync.REST)

    cancelled: Annotated[bool, greatest("state", "Called off; nothing more is sent.")] = False
