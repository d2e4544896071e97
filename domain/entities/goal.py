"""Something a person works towards, in their own words."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from domain.declare import (
    Entity,
    FirstSync,
    Policy,
    Role,
    StreamKind,
    latest,
    least,
    members,
    moves,
)
from domain.state_machine import StateMachine
from domain.values import NoneToTen, Word

GoalStatus = Literal["draft", "active", "paused", "achieved", "released"]
Dimension = Literal["health", "home", "purpose", "community"]

GOAL_MOVES = frozenset(
    {
        ("draft", "active"),
        ("draft", "released"),
        ("active", "paused"),
        ("active", "achieved"),
        ("active", "released"),
        ("paused", "active"),
        ("paused", "released"),
        ("achieved", "active"),
        ("released", "active"),
    }
)
"""There is no 'failed', and both ends can be opened again."""
GOAL_MACHINE = StateMachine(GOAL_MOVES, achieved="achieved")


class Goal(Entity, kw_only=True):
    """A goal.

    Only a title is needed to start; there is no 'failed'.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.GOALS,
        removed_by=Role.PARTICIPANT,
    )

    title: Annotated[str, latest("words", "What exactly?", min_length=1, max_length=120)]
    why: Annotated[str, latest("words", "Why does it matter to me?", max_length=500)] = ""
    first_step: Annotated[str, latest("words", "The first small step.", max_length=200)] = ""
    barriers: Annotated[str, latest("words", "What could get in the way?", max_length=500)] = ""
    dimension: Annotated[
        Dimension, latest("area", "The part of life it belongs to (SAMHSA's four dimensions).")
    ] = "purpose"
    measure: Annotated[
        Literal["done", "count", "amount", "frequency"], latest("measure", "How will I know?")
    ] = "done"
    target: Annotated[
        Annotated[float, Meta(ge=0, le=1_000_000)] | None,
        latest("measure", "How much, or how many."),
    ] = None
    unit: Annotated[str, latest("measure", "Of what.", max_length=20)] = ""
    period: Annotated[
        Literal["day", "week", "month", "total"], latest("measure", "In what time.")
    ] = "total"
    confidence: Annotated[NoneToTen | None, latest("confidence", "How sure am I, 0 to 10?")] = None
    start_on: Annotated[date | None, latest("dates", "Local date to begin.")] = None
    target_on: Annotated[date | None, latest("dates", "By when?")] = None
    review_on: Annotated[date | None, latest("dates", "When to look at it again.")] = None
    status: Annotated[
        GoalStatus, moves("status", "Where the goal stands.", machine=GOAL_MACHINE)
    ] = "active"
    came_from: Annotated[
        GoalStatus | None, moves("status", "The status on the screen when this one was chosen.")
    ] = None
    achieved_on: Annotated[date | None, moves("status", "Local date it was reached.")] = None
    tags: Annotated[
        list[Word], members("tags", "Words to sort goals by, for example housing or job.", most=8)
    ] = []
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
