"""The dated link between a participant and a peer, and the participant's yes to that peer."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, least


class Assignment(Entity, kw_only=True):
    """Who walks alongside whom.

    The program sets the terms; sharing is with a person, and is the participant's alone.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ASSIGNMENT,),
        created_by=Role.SYSTEM,
        first_sync=FirstSync.SETTINGS,
        writers={"sharing": Role.PARTICIPANT, "hours": Role.PEER},
        singleton=True,
    )

    peer_name: Annotated[str, latest("terms", "The peer's name as it is shown.", max_length=60)]
    participant_name: Annotated[
        str, latest("terms", "The participant's chosen name.", max_length=60)
    ]
    kind: Annotated[Literal["primary", "backup"], latest("terms", "First peer, or cover.")] = (
        "primary"
    )
    status: Annotated[Literal["active", "ended"], latest("terms", "Whether it runs.")] = "active"
    starts_on: Annotated[date, latest("terms", "First day.")]
    ends_on: Annotated[date | None, latest("terms", "Last day.")] = None
    note_to_participant: Annotated[
        str, latest("terms", "Why it changed, in plain words.", max_length=300)
    ] = ""
    answers: Annotated[
        str,
        latest("hours", "When this peer usually answers, in the peer's own words.", max_length=120),
    ] = ""
    shares: Annotated[bool, least("sharing", "This peer may see what I share.")] = False
