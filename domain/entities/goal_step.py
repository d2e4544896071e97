"""One small step towards a goal."""

from datetime import date
from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, once
from domain.values import Position, RecordId


class GoalStep(Entity, kw_only=True):
    """A step of a goal.

    It is shared or kept with its goal.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.GOALS,
        removed_by=Role.PARTICIPANT,
        part_of=("goal", "goal"),
    )

    goal: Annotated[RecordId, once("goal", "The goal it belongs to.")]
    text: Annotated[str, latest("words", "What to do.", min_length=1, max_length=200)]
    position: Annotated[Position, latest("order", "Its place among the goal's steps.")] = ""
    due_on: Annotated[date | None, latest("due", "Local date to do it by.")] = None
    resource: Annotated[
        RecordId | None, latest("due", "An entry of the library that helps with it.")
    ] = None
    done_on: Annotated[
        date | None, latest("done", "Local date it was done. Empty while it is not.")
    ] = None
