"""What staff do about people: whom they walk alongside, who has a peer, and who joins the staff."""

import secrets
from typing import Annotated

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from accounts import Case, Session
from api.guard import SUPERVISORS, admits
from api.ids import IdInPath, new_id
from database.database import Database
from domain.keys import RowId
from program import assignments, staff
from program.caseload import Everyone, caseload, everyone
from program.staff import NewStaff, StaffRole


class ChosenPeer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`note_to_participant` says in plain words why the peer changes; the participant reads it."""

    peer: RowId
    note_to_participant: Annotated[str, Meta(max_length=300)] = ""


class NewStaffMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new member of staff, as an admin describes them."""

    display_name: Annotated[str, Meta(min_length=1, max_length=60)]
    role: StaffRole
    login: Annotated[str, Meta(min_length=2, max_length=100)]


@get("/caseload", opt=admits("peer", *SUPERVISORS), summary="The people I walk alongside")
async def my_caseload(
    session: NamedDependency[Session], database: NamedDependency[Database]
) -> list[Case]:
    """List the participants of a peer; supervisors and admins see every peer's.

    `shared_stream` is there while the participant shares.
    """
    return await caseload(database, session)


@get("/people", opt=admits(*SUPERVISORS), summary="Everyone in the program")
async def list_people(
    session: NamedDependency[Session], database: NamedDependency[Database]
) -> Everyone:
    """List participants, with whether they need a peer, and staff."""
    return await everyone(database, session)


@put(
    "/participants/{participant:int}/peer",
    opt=admits(*SUPERVISORS),
    status_code=204,
    summary="Give a participant a peer",
)
async def assign_peer(
    participant: IdInPath,
    data: JSONBody[ChosenPeer],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    now: NamedDependency[int],
) -> None:
    """Give a participant their first peer, or another one.

    The old peer's rights end at once, and the new one sees nothing until the participant says yes.
    """
    await assignments.assign(
        database,
        session,
        participant=participant,
        peer=data.peer,
        note_to_participant=data.note_to_participant,
        now=now,
        new_id=new_id,
    )


@post("/staff", opt=admits("admin"), summary="Add a member of staff")
async def add_staff(
    data: JSONBody[NewStaffMember],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    now: NamedDependency[int],
) -> NewStaff:
    """Add a member of staff; the password and the authenticator secret are shown this once."""
    return await staff.add_staff(
        database,
        session,
        display_name=data.display_name,
        role=data.role,
        login=data.login,
        now=now,
        token_bytes=secrets.token_bytes,
        new_id=new_id,
    )


ROUTES = [my_caseload, list_people, assign_peer, add_staff]
