"""What a person wants to find again in the library."""

from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, members
from domain.values import RecordId


class Favourites(Entity, kw_only=True):
    """The entries of the library that a participant keeps close.

    Never shared.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN,),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.SETTINGS,
        singleton=True,
    )

    resources: Annotated[
        list[RecordId], members("resources", "Record ids of library entries.", most=200)
    ] = []
