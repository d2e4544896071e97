"""One nudge that came due: the entry in the inbox, whatever push does."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, once
from domain.values import RecordId

Delivery = Literal[
    "held", "accepted", "no_channel", "gone", "expired", "failed", "unknown", "quiet"
]


class Nudge(Entity, kw_only=True):
    """The words as they were when it came due, what is known of the push, and the answer.

    The participant answers with one tap.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ASSIGNMENT,),
        created_by=Role.SYSTEM,
        first_sync=FirstSync.REST,
        writers={"answer": Role.PARTICIPANT},
    )

    plan: Annotated[RecordId, once("words", "The plan it came from.")]
    text: Annotated[str, once("words", "The peer's words.", min_length=1, max_length=240)]
    kind: Annotated[
        Literal["check_in", "goal", "meeting", "hello", "resource"],
        once("words", "What it is about."),
    ] = "hello"
    due_at: Annotated[datetime, once("words", "When it came due.", tz=True)]
    local_date: Annotated[date, once("words", "The participant's calendar day.")]
    delivery: Annotated[
        Delivery, latest("delivery", "What is known of the push; 'accepted' is not 'read'.")
    ] = "held"
    seen: Annotated[bool, latest("answer", "The participant opened it.")] = False
    answer: Annotated[
        Literal["ok", "call_me", "later"] | None, latest("answer", "One tap back.")
    ] = None
