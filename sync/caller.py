"""Whose request it is, and how that is asked."""

from typing import Protocol

from msgspec import Struct

from accounts import Rights, rights_of
from database.database import Connection


class Caller(Struct, frozen=True):
    """Whose session it is, by the server's word alone."""

    person: int
    uuid: str
    program: int
    device: int

    async def authenticate(self, connection: Connection) -> tuple["Caller", Rights]:
        """Return who this is, and what they may read now."""
        return self, await rights_of(connection, self.person)


class Authenticator(Protocol):
    """Whoever brings a request.

    Asked anew on every connection, and for a push again under the streams' locks.
    """

    async def authenticate(self, connection: Connection) -> tuple[Caller, Rights]:
        """Return who this is, and what they may read now."""
