"""Whether a person has used since the last check-in.

Prescribed medication is never use.
"""

from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, least, once
from domain.values import RecordId


class UseReport(Entity, kw_only=True):
    """One answer.

    It is a record of its own: mood can be shared and this kept, and nothing of it shows.
    Append-only.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.CHECK_INS,
        removed_by=Role.PARTICIPANT,
    )

    used: Annotated[
        Literal["no", "yes", "prefer_not"], once("answer", "Used since the last check-in.")
    ]
    check_in: Annotated[RecordId | None, once("answer", "The check-in it belongs to.")] = None
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
