"""Who walks alongside whom.

A re-assignment takes the old peer's rights away at the commit, with everything they planned; what
goes on repeating is handed to the new peer as drafts.

Each assignment is a record and a stream of its own: the new peer reads nothing of the old one's,
and nothing that the participant shares until the participant says yes to them.
"""

from datetime import date
from functools import partial

import accounts
from accounts import AssignmentTerms, Person, Session
from database.database import Connection, Database
from domain.declare import Role
from domain.errors import BadInput, Conflict, NotFound
from domain.records import singleton_id
from domain.values import NewId
from notifications.policy.schedule import local_date
from program.assignment_end import end_assignment
from program.handing_over import hand_over
from program.rights import SUPERVISING, participant_of, peer_of, require_role
from records.streams import StreamWriter, lock_streams, stream_transaction, write_system

LONGEST_NOTE = 300


async def assign(
    database: Database,
    actor: Session,
    *,
    participant: int,
    peer: int,
    now: int,
    new_id: NewId,
    note_to_participant: str = "",
) -> AssignmentTerms:
    """Give a participant a peer, the first or another one.

    Raises NotAllowed, NotFound, BadInput, and Conflict where it is so already.
    """
    require_role(actor, *SUPERVISING)
    if len(note_to_participant) > LONGEST_NOTE:
        raise BadInput(
            f"The note has at most {LONGEST_NOTE} characters.", where="note_to_participant"
        )
    async with database.reading() as connection:
        who = await participant_of(connection, actor, participant)
        new_peer = await peer_of(connection, actor.program, peer)
        current = await accounts.active_assignment(connection, participant)
        former = current or next(iter(await accounts.assignments_of(connection, participant)), None)
        locked = await _streams(connection, who, former, new_peer)
    if current is not None and current.peer == peer:
        raise Conflict("This peer walks alongside the participant already.", where="peer")
    async with stream_transaction(database, locked, now=now) as writer:
        # Read again under the lock: another supervisor may have been quicker between the two
        # transactions.
        await _still(writer.connection, participant, current)
        if current is not None:
            await _end(writer, current, now, new_id)
        if former is not None:
            await hand_over(writer, former, who, new_peer, now=now, new_id=new_id)
        return await start_assignment(
            writer.connection,
            who,
            new_peer,
            now=now,
            new_id=new_id,
            note_to_participant=note_to_participant,
        )


async def end_running_assignment(
    database: Database, actor: Session, *, participant: int, now: int, new_id: NewId
) -> None:
    """End the running assignment without another one.

    Raises NotAllowed, and NotFound where there is none.
    """
    require_role(actor, *SUPERVISING)
    async with database.reading() as connection:
        who = await participant_of(connection, actor, participant)
        current = await accounts.active_assignment(connection, participant)
        locked = await _streams(connection, who, current)
    if current is None:
        raise NotFound("No peer walks alongside this participant.", where="participant")
    async with stream_transaction(database, locked, now=now) as writer:
        await _still(writer.connection, participant, current)
        await _end(writer, current, now, new_id)


async def start_assignment(
    connection: Connection,
    participant: Person,
    peer: Person,
    *,
    now: int,
    new_id: NewId,
    note_to_participant: str = "",
) -> AssignmentTerms:
    """Make an assignment with its stream and both rights.

    Sharing is off. It does not ask whether the actor may.
    """
    made = await accounts.add_assignment(
        connection,
        uuid=new_id(),
        program=participant.program,
        participant=participant.id,
        peer=peer.id,
        starts_on=await _today(connection, participant.id, now),
    )
    await accounts.grant(connection, participant.id, made.stream, Role.PARTICIPANT, now)
    await accounts.grant(connection, peer.id, made.stream, Role.PEER, now)
    await accounts.refresh_flag_readers(connection, participant.id, now)
    async with lock_streams(connection, [made.stream], now=now) as writer:
        terms = {
            "peer_name": peer.display_name,
            "participant_name": participant.display_name,
            "starts_on": made.starts_on.isoformat(),
            "note_to_participant": note_to_participant,
        }
        await write_system(
            writer,
            made.stream,
            "assignment",
            assignment_record_id(made),
            {"terms": terms},
            mutation=new_id(),
        )
    # A name may have been chosen since the two were read.
    connection.after_commit(partial(connection.resources.renamed.tell, (participant.id, peer.id)))
    return made


def assignment_record_id(assignment: AssignmentTerms) -> str:
    """Return the id of the assignment's synced record, in its own stream."""
    return singleton_id(assignment.uuid, "assignment")


async def _end(writer: StreamWriter, assignment: AssignmentTerms, now: int, new_id: NewId) -> None:
    today = await _today(writer.connection, assignment.participant, now)
    await end_assignment(writer, assignment, today, mutation=new_id())


async def _streams(
    connection: Connection,
    participant: Person,
    former: AssignmentTerms | None,
    new_peer: Person | None = None,
) -> list[int]:
    """Return the streams to lock for a change of peer.

    The shared stream, so that two re-assignments of one person wait for each other, what the old
    peer writes, and where the new one finds what the old one had planned.
    """
    own = [
        await accounts.stream_of(connection, participant.id, kind) for kind in ("shared", "flags")
    ]
    account = await accounts.stream_of(connection, new_peer.id, "account") if new_peer else None
    return [
        stream
        for stream in (*own, former.stream if former else None, account)
        if stream is not None
    ]


async def _still(connection: Connection, participant: int, current: AssignmentTerms | None) -> None:
    """Refuse where another supervisor was quicker, between reading and locking."""
    now_there = await accounts.active_assignment(connection, participant)
    if (now_there and now_there.id) != (current and current.id):
        raise Conflict("Someone else has just changed this assignment.")


async def _today(connection: Connection, participant: int, now: int) -> date:
    """Return the participant's calendar day."""
    return local_date(now, await accounts.zone_of_person(connection, participant))
