"""Whom a peer walks alongside, and, for those who assign, everyone in the program."""

from msgspec import Struct, structs

import accounts
from accounts import Case, Participant, Session
from database.database import Database
from program.rights import INVITING, SUPERVISING, require_role


class StaffMember(Struct, frozen=True, kw_only=True):
    """A member of staff, as supervisors see them."""

    id: int
    display_name: str
    role: str
    status: str


class Everyone(Struct, frozen=True):
    """A program's participants, each with whether a peer is needed, and its staff."""

    participants: list[Participant]
    staff: list[StaffMember]


async def caseload(database: Database, actor: Session) -> list[Case]:
    """Return a peer's own participants; supervisors and admins see every peer's.

    When someone was last here is told only where they share: it would say what was not shared.
    """
    require_role(actor, *INVITING)
    async with database.reading() as connection:
        cases = await accounts.active_cases(
            connection, actor.program, actor.person, all_peers=actor.role in SUPERVISING
        )
    return [
        case if case.shares and case.shared_stream else structs.replace(case, last_seen_at=None)
        for case in cases
    ]


async def everyone(database: Database, actor: Session) -> Everyone:
    """Return everyone in the program.

    Raises NotAllowed for all but supervisors and admins.
    """
    require_role(actor, *SUPERVISING)
    async with database.reading() as connection:
        participants = await accounts.participants_of(connection, actor.program)
        staff = await accounts.people_of(connection, actor.program, kind="staff")
    return Everyone(
        # Never here: supervisors are not those with whom the participant shares.
        [structs.replace(participant, last_seen_at=None) for participant in participants],
        [
            StaffMember(
                id=each.id, display_name=each.display_name, role=each.role, status=each.status
            )
            for each in staff
        ],
    )
