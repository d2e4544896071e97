"""One line of a person's plan for hard times."""

from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, least
from domain.values import Position

Section = Literal[
    "reasons",
    "steady",
    "triggers",
    "warning_signs",
    "coping_alone",
    "people_places",
    "ask_for_help",
    "professionals",
    "safer_space",
    "if_setback",
]
"""The ten sections, in the order that helps (`docs/glossary.md`)."""


class PlanItem(Entity, kw_only=True):
    """A line in a section of the plan.

    Only the participant writes it.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.PLAN,
        removed_by=Role.PARTICIPANT,
    )

    section: Annotated[Section, latest("place", "The section it stands in.")]
    text: Annotated[str, latest("words", "The line.", max_length=500)] = ""
    state: Annotated[
        Literal["active", "not_for_me"],
        latest("state", "A section may be set aside as 'not for me'."),
    ] = "active"
    position: Annotated[Position, latest("order", "Its place in the section.")] = ""
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
