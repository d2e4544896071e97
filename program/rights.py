"""What every command of staff checks first: the actor's role and program.

Someone of another program, or who is not there, is the same NotFound.
"""

import accounts
from accounts import Person, Session
from database.database import Connection
from domain.errors import NotAllowed, NotFound

SUPERVISING = ("supervisor", "admin")
INVITING = ("peer", *SUPERVISING)


def require_role(actor: Session, *roles: str) -> None:
    """Raise NotAllowed where the actor has none of the roles."""
    if actor.role not in roles:
        raise NotAllowed("This role may not do that.")


async def participant_of(connection: Connection, actor: Session, id_: int) -> Person:
    """Return an active participant of the actor's program; for a peer, one of their own.

    Raises NotFound.
    """
    found = await accounts.person(connection, id_)
    if (
        found is None
        or found.program != actor.program
        or found.role != "participant"
        or found.status != "active"
    ):
        raise NotFound("There is no such participant.", where="participant")
    if actor.role == "peer":
        assignment = await accounts.active_assignment(connection, id_)
        if assignment is None or assignment.peer != actor.person:
            raise NotFound("There is no such participant.", where="participant")
    return found


async def peer_of(connection: Connection, program: int, id_: int) -> Person:
    """Return an active peer of the program.

    Raises NotFound.
    """
    found = await accounts.person(connection, id_)
    if (
        found is None
        or found.program != program
        or found.role != "peer"
        or found.status != "active"
    ):
        raise NotFound("There is no such peer.", where="peer")
    return found
