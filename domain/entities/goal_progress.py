"""What was done for a goal on one day."""

from datetime import date
from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, once
from domain.values import RecordId


class GoalProgress(Entity, kw_only=True):
    """Some progress.

    Append-only: two on one day are both kept and add up, and a correction is a new one that names
    the old.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.GOALS,
        removed_by=Role.PARTICIPANT,
        part_of=("words", "goal"),
    )

    goal: Annotated[RecordId, once("words", "The goal it belongs to.")]
    amount: Annotated[
        float, once("words", "How much, or how many, in the goal's unit.", ge=0, le=1_000_000)
    ] = 1
    local_date: Annotated[date, once("words", "The calendar day it counts for.")]
    note: Annotated[str, once("words", "A few words about it.", max_length=300)] = ""
    replaces: Annotated[RecordId | None, once("words", "The progress that this one corrects.")] = (
        None
    )
