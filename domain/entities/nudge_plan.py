"""What a peer planned to send, and when."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, greatest, latest
from domain.values import LocalTime, Weekday


class NudgePlan(Entity, kw_only=True):
    """A nudge, once or repeating, at the participant's local time. Its occurrences become `Nudge` records when due."""

    policy: ClassVar[Policy] = Policy(streams=(StreamKind.ASSIGNMENT,), created_by=Role.PEER, first_sync=FirstSync.REST)

    text: Annotated[str, latest("words", "What the participant reads in the app.", min_length=1, max_length=240)]
    kind: Annotated[Literal["check_in", "goal", "meeting", "hello", "resource"], latest("words", "What it is about.")] = "hello"
    repeat: Annotated[Literal["once", "daily", "weekly"], latest("schedule", "How often.")] = "once"
    starts_on: Annotated[date, latest("schedule", "First local date.")]
    local_time: Annotated[LocalTime, latest("schedule", "The participant's wall clock.")]
    weekdays: Annotated[list[Weekday], latest("schedule", "With 'weekly': 0 is Monday.", max_length=7)] = []
    ends_on: Annotated[date | None, latest("schedule", "Last local date.")] = None
    times: Annotated[Annotated[int, Meta(ge=1, le=26)] | None, latest("schedule", "How many at most.")] = None
    cancelled: Annotated[bool, greatest("state", "Called off; nothing more is sent.")] = False
