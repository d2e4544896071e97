"""A person whom someone can call."""

from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest
from domain.values import Position


class SupportContact(Entity, kw_only=True):
    """One of my people.

    Never shared: a name and number of someone who did not ask to be here.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN,),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.PLAN,
        removed_by=Role.PARTICIPANT,
    )

    name: Annotated[str, latest("who", "Their name.", min_length=1, max_length=60)]
    relation: Annotated[str, latest("who", "Who they are to you.", max_length=60)] = ""
    phone: Annotated[str, latest("who", "The number to call or text.", max_length=40)] = ""
    when_to_call: Annotated[str, latest("when", "When it helps to call them.", max_length=120)] = ""
    position: Annotated[
        Position, latest("order", "Their place among my people: whom to call first.")
    ] = ""
    in_crisis_card: Annotated[bool, latest("card", "Shown under 'Help now'.")] = True
