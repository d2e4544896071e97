"""A personal note from the peer."""

from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, once


class Encouragement(Entity, kw_only=True):
    """The peer's words, and the participant's answer to them."""

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ASSIGNMENT,),
        created_by=Role.PEER,
        first_sync=FirstSync.REST,
        writers={"answer": Role.PARTICIPANT},
    )

    text: Annotated[str, once("words", "The note.", min_length=1, max_length=500)]
    seen: Annotated[bool, latest("answer", "The participant opened it.")] = False
    reaction: Annotated[
        Literal["heart", "thanks", "strong", "later"] | None, latest("answer", "One tap back.")
    ] = None
    reply: Annotated[str, latest("answer", "A few words back.", max_length=500)] = ""
