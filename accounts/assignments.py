"""Who walks alongside whom."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from accounts.rights import add_stream
from accounts.rows import to_struct, to_structs, to_tuples
from database.database import Connection
from database.ledger import note
from database.tables import Assignment as AssignmentRow
from domain.declare import StreamKind
from domain.ledger_entries import AssignmentEnded


class AssignmentTerms(Struct, frozen=True, kw_only=True):
    """The link between a participant and a peer.

    `shares` follows the participant's yes to this peer; `stream` is the assignment's own.
    """

    id: int
    uuid: str
    program: int
    participant: int
    peer: int
    kind: Literal["primary", "backup"]
    status: Literal["active", "ended"]
    stream: int
    shares: bool
    starts_on: date
    ends_on: date | None


class Case(Struct, frozen=True, kw_only=True):
    """A participant as their peer lists them.

    `shared_stream` is there while the reader may read it.
    """

    participant: int
    uuid: str
    display_name: str
    time_zone: str
    language: str
    assignment: int
    assignment_stream: int
    peer: int
    shared_stream: int | None
    shares: bool
    last_seen_at: int | None


class Participant(Struct, frozen=True, kw_only=True):
    """A participant as a supervisor lists them."""

    id: int
    uuid: str
    display_name: str
    status: str
    created_at: int
    last_seen_at: int | None
    assignment: int | None
    peer: int | None
    peer_name: str | None
    state: Literal["needs_assignment", "assigned", "needs_reassignment"]


CASELOAD = """
    SELECT p.id, p.uuid, p.display_name, p.time_zone, p.language, a.id, a.stream, a.peer, s.id,
      a.shares, p.last_seen_at
    FROM assignment a JOIN person p ON p.id = a.participant
    LEFT JOIN (reader r JOIN stream s ON s.id = r.stream AND s.kind = 'shared') ON r.person = $2
      AND s.person = p.id
    WHERE a.program = $1 AND a.status = 'active' AND p.status = 'active' {of_peer}
      ORDER BY p.display_name, p.id"""
CASES = CASELOAD.format(of_peer="")
CASES_OF_PEER = CASELOAD.format(of_peer="AND a.peer = $2")
PARTICIPANTS = """
    SELECT p.id, p.uuid, p.display_name, p.status, p.created_at, p.last_seen_at, a.id, a.peer,
      peer.display_name,
        CASE WHEN peer.status = 'active' THEN 'assigned'
        WHEN EXISTS (SELECT 1 FROM assignment was WHERE was.participant = p.id)
          THEN 'needs_reassignment' ELSE 'needs_assignment' END
    FROM person p
    LEFT JOIN assignment a ON a.participant = p.id AND a.status = 'active' AND a.kind = 'primary'
    LEFT JOIN person peer ON peer.id = a.peer
    WHERE p.program = $1 AND p.kind = 'participant' ORDER BY p.display_name, p.id"""


async def add_assignment(
    connection: Connection,
    *,
    uuid: str,
    program: int,
    participant: int,
    peer: int,
    starts_on: date,
    kind: Literal["primary", "backup"] = "primary",
) -> AssignmentTerms:
    """Add an assignment with its stream, which no one may read yet.

    Raises `AlreadyThere` where the participant has an active primary one.
    """
    # Stream and assignment name each other: 0 stands for the stream until the next statements.
    row = AssignmentRow(
        uuid=uuid,
        program=program,
        participant=participant,
        peer=peer,
        kind=kind,
        status="active",
        stream=0,
        starts_on=starts_on.isoformat(),
    )
    [made] = await connection.query(AssignmentRow.insert(row).returning(AssignmentRow.id))
    stream = await add_stream(
        connection,
        program=program,
        kind=StreamKind.ASSIGNMENT,
        person=participant,
        assignment=made["id"],
    )
    [whole] = await connection.query(
        AssignmentRow.update({AssignmentRow.stream: stream})
        .where(AssignmentRow.id == made["id"])
        .returning(*AssignmentRow.all_columns())
    )
    return to_structs([whole], AssignmentTerms)[0]


async def assignment(connection: Connection, id_: int) -> AssignmentTerms | None:
    """Return the assignment of this id, if there is one."""
    return to_struct(
        await connection.query(AssignmentRow.select().where(AssignmentRow.id == id_)),
        AssignmentTerms,
    )


async def assignments_of(connection: Connection, participant: int) -> list[AssignmentTerms]:
    """Return a participant's assignments, the newest first, ended ones too."""
    query = AssignmentRow.select().where(AssignmentRow.participant == participant)
    return to_structs(
        await connection.query(query.order_by(AssignmentRow.id, ascending=False)), AssignmentTerms
    )


async def active_assignment(connection: Connection, participant: int) -> AssignmentTerms | None:
    """Return the running primary assignment."""
    query = AssignmentRow.select().where(
        AssignmentRow.participant == participant,
        AssignmentRow.status == "active",
        AssignmentRow.kind == "primary",
    )
    return to_struct(await connection.query(query), AssignmentTerms)


async def mark_assignment_ended(connection: Connection, id_: int, ends_on: date) -> None:
    """End an assignment, and its sharing.

    The rights to read are `revoke`'s to take away.
    """
    # For the ledger: after a restore from before, the assignment would run again.
    await note(connection, AssignmentEnded(assignment=id_, ends_on=ends_on.isoformat()))
    ended: dict[Any, Any] = {
        AssignmentRow.status: "ended",
        AssignmentRow.shares: 0,
        AssignmentRow.ends_on: ends_on.isoformat(),
    }
    await connection.query(AssignmentRow.update(ended).where(AssignmentRow.id == id_))


async def active_cases(
    connection: Connection, program: int, reader: int, *, all_peers: bool = False
) -> list[Case]:
    """Return the reader's active participants, or those of every peer in the program.

    Streams are those that the reader may read.
    """
    return to_tuples(
        await connection.rows(CASES if all_peers else CASES_OF_PEER, program, reader), Case
    )


async def participants_of(connection: Connection, program: int) -> list[Participant]:
    """Return everyone who was ever enrolled, with their active primary assignment."""
    return to_tuples(await connection.rows(PARTICIPANTS, program), Participant)
