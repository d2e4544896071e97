"""Words that the server could not accept, kept whole for their author alone."""

from typing import Annotated, ClassVar

from msgspec import Meta

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, once
from domain.values import RecordId


class RefusedWrite(Entity, kw_only=True):
    """A refused mutation.

    Readable on any device of its author, for 180 days.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SYSTEM,
        first_sync=FirstSync.REST,
        removed_by=Role.SELF,
    )

    mutation: Annotated[
        str, once("what", "The refused mutation's id, as it was sent.", max_length=100)
    ]
    entity: Annotated[str, once("what", "What it touched.", max_length=40)]
    record: Annotated[RecordId, once("what", "Which record.")]
    code: Annotated[str, once("what", "Why, as a stable code.", max_length=40)]
    field: Annotated[str | None, once("what", "Where, as group.field.")] = None
    stream: Annotated[
        Annotated[int, Meta(ge=1, le=2**53 - 1)] | None,
        once("place", "The stream that it was written for, where its author may only read."),
    ] = None
    words: Annotated[str, once("what", "What was written, as JSON by group.")] = "{}"
