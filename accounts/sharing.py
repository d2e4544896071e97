"""Who may read what a participant shares: peers of running assignments with the participant's yes.

No one may while sharing is stopped.
"""

from accounts.rights import stream_of
from database.database import Connection, Sql
from database.ledger import note
from database.tables import Assignment as AssignmentRow
from domain.declare import StreamKind
from domain.ledger_entries import Unshared

LOCK_PERSON = Sql(
    sqlite="SELECT stop_sharing FROM person WHERE id = $1",
    postgresql="SELECT stop_sharing FROM person WHERE id = $1 FOR UPDATE",
)
CLOSE = """
    DELETE FROM reader WHERE stream = $1 AND role = 'peer' AND person NOT IN (
        SELECT peer FROM assignment
          WHERE participant = $2 AND status = 'active' AND shares = 1 AND $3 = 0)"""
OPEN = """
    INSERT INTO reader (person, stream, role, grant_no, program)
    SELECT peer, $1, 'peer', $3, program FROM assignment
    WHERE participant = $2 AND status = 'active' AND shares = 1
    ON CONFLICT (person, stream) DO NOTHING"""


STOP = """
    UPDATE person SET stop_sharing = $2 WHERE id = $1 AND stop_sharing <> $2
    RETURNING (SELECT id FROM stream WHERE stream.person = $1 AND kind = 'shared')"""
TRUST = "UPDATE assignment SET shares = $2 WHERE id = $1 AND shares <> $2 RETURNING stream"


async def set_sharing_stopped(
    connection: Connection, participant: int, *, stopped: bool, now: int
) -> None:
    """Close the shared stream to every peer, or open it again to those who have a yes.

    `now` in milliseconds.
    """
    changed = await connection.row(STOP, participant, int(stopped))
    # Only a closing is noted: after a restore a door may stay shut too long, and never opens by
    # itself.
    if changed and changed[0] is not None and stopped:
        await note(connection, Unshared(at=now, stream=changed[0]))
    await refresh_sharing(connection, participant, now)


async def set_peer_trust(
    connection: Connection, assignment: int, *, shares: bool, now: int
) -> None:
    """Write the participant's yes to the peer of an assignment, or its end; `now` in ms."""
    changed = await connection.row(TRUST, assignment, int(shares))
    if changed and not shares:
        await note(connection, Unshared(at=now, stream=changed[0]))
    [row] = await connection.query(
        AssignmentRow.select(AssignmentRow.participant).where(AssignmentRow.id == assignment)
    )
    await refresh_sharing(connection, row["participant"], now)


async def refresh_sharing(connection: Connection, participant: int, now: int) -> None:
    """Bring the readers of the shared stream in line with the participant's wishes.

    `now` (ms) numbers a new grant. The person's row is locked first: a yes to a peer and a stop
    that cross each other must see one another.
    """
    stopped = await connection.value(LOCK_PERSON, participant)
    stream = await stream_of(connection, participant, StreamKind.SHARED)
    if stream is None:
        return
    # Closed before it is opened: at no moment inside may a former and a new peer both read.
    await connection.run(CLOSE, stream, participant, stopped)
    if not stopped:
        # Whoever may read already stays as they are: a new grant would make their phones read all
        # again.
        await connection.run(OPEN, stream, participant, now)
