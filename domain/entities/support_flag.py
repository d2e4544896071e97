"""A participant asks to be contacted, and what came of it."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from domain.declare import (
    Entity,
    FirstSync,
    Policy,
    Role,
    StreamKind,
    greatest,
    instant,
    moves,
    once,
)
from domain.state_machine import StateMachine

FlagState = Literal["open", "seen", "contacted", "handed_over", "closed"]

FLAG_MOVES = frozenset(
    {
        ("open", "seen"),
        ("open", "contacted"),
        ("open", "handed_over"),
        ("seen", "contacted"),
        ("seen", "handed_over"),
        ("seen", "closed"),
        ("contacted", "handed_over"),
        ("contacted", "closed"),
        ("handed_over", "seen"),
        ("handed_over", "contacted"),
        ("handed_over", "closed"),
    }
)
"""No flag is closed that no one has seen.

A closed one stays closed: the participant raises another.
"""
FLAG_MACHINE = StateMachine(FLAG_MOVES)


class SupportFlag(Entity, kw_only=True):
    """A flag that a participant raises and may take back, with or without a network.

    Staff move it on, online; the participant sees it.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.FLAGS,),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.SETTINGS,
        writers={"state": Role.SYSTEM},
    )

    cause: Annotated[Literal["asked_for_contact"], once("ask", "Why it was raised.")] = (
        "asked_for_contact"
    )
    recorded_at: Annotated[
        datetime,
        instant(
            "ask",
            (
                "The instant the participant asked, with its offset. One to come is set back by "
                "the known skew, or to its arrival."
            ),
            told="told_at",
        ),
    ]
    told_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        once(
            "ask",
            "What the phone's clock said, where that was still to come. The server writes it.",
        ),
    ] = None
    words: Annotated[str, once("ask", "A few words. May stay empty.", max_length=200)] = ""
    state: Annotated[FlagState, moves("state", "How far it is.", machine=FLAG_MACHINE)] = "open"
    came_from: Annotated[FlagState | None, moves("state", "The state before.")] = None
    moved_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        moves("state", "The instant it got there, by the server's clock."),
    ] = None
    moved_by: Annotated[
        str, moves("state", "Name of the member of staff who moved it.", max_length=60)
    ] = ""
    withdrawn: Annotated[bool, greatest("withdrawn", "The participant took it back.")] = False

    @property
    def calls(self) -> bool:
        """Return whether it asks for someone: nobody has seen it, and it was not taken back."""
        return self.state == "open" and not self.withdrawn
