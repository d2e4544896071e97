"""Use after a period without, told by the person.

They are continuing, not starting over.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, least, once
from domain.values import RecordId, Word


class Setback(Entity, kw_only=True):
    """A setback, private unless shared.

    Append-only: a correction is a new one that names the old.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.CHECK_INS,
        removed_by=Role.PARTICIPANT,
    )

    local_date: Annotated[date, once("words", "The calendar day it began.")]
    ends_on: Annotated[
        date | None, once("words", "The calendar day it ended, where it lasted longer than one.")
    ] = None
    what: Annotated[
        str, once("words", "What it was, in own words. May stay empty.", max_length=80)
    ] = ""
    situations: Annotated[list[Word], once("words", "What was going on.", max_length=10)] = []
    what_helped: Annotated[
        str, once("words", "What helped, or could help next time.", max_length=500)
    ] = ""
    counter_choice: Annotated[
        Literal["keep", "new_period", "undecided"],
        once(
            "words",
            "What the days in recovery do: go on counting, count a new period, or not decided yet.",
        ),
    ] = "undecided"
    follow_up_ok: Annotated[bool, once("words", "The peer may ask about it.")] = False
    replaces: Annotated[RecordId | None, once("words", "The setback that this one corrects.")] = (
        None
    )
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
