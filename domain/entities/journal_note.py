"""A person's own words beside a check-in, or on their own."""

from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest, least
from domain.values import RecordId


class JournalNote(Entity, kw_only=True):
    """A note.

    It is a record of its own, so that answers can be shared and words kept.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.CHECK_INS,
        removed_by=Role.PARTICIPANT,
    )

    text: Annotated[str, latest("words", "The note.", min_length=1, max_length=10_000)]
    check_in: Annotated[RecordId | None, latest("words", "The check-in it belongs to.")] = None
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
