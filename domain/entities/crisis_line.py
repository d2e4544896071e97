"""A line that answers when things are hard.

Dated, per region, editable by the program.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest


class CrisisLine(Entity, kw_only=True):
    """One line of the crisis card: readable before sign-in, and first of all in a first sync."""

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.LIBRARY,),
        created_by=Role.CURATOR,
        first_sync=FirstSync.PLAN,
        removed_by=Role.CURATOR,
    )

    label: Annotated[str, latest("line", "Its name.", min_length=1, max_length=80)]
    kind: Annotated[Literal["call", "text", "chat"], latest("line", "How to reach it.")]
    value: Annotated[str, latest("line", "The number or address.", min_length=1, max_length=120)]
    hours: Annotated[str, latest("line", "When someone answers.", max_length=80)] = ""
    sentence: Annotated[
        str, latest("line", "One sentence that makes reaching out easier.", max_length=200)
    ] = ""
    sentence_es: Annotated[str, latest("line", "The same in Spanish.", max_length=200)] = ""
    region: Annotated[str, latest("line", "Where it serves.", max_length=80)] = ""
    place: Annotated[
        int, latest("line", "Its place on the card, smallest first.", ge=0, le=1000)
    ] = 0
    checked_on: Annotated[date | None, latest("line", "When it was last checked.")] = None
