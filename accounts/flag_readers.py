"""Who reads a participant's support flags.

Besides the supervisors, the peers who walk alongside them now, a covering one too.
"""

from accounts.rights import grant, revoke, stream_of
from database.database import Connection
from domain.declare import Role, StreamKind

FORMER = """
    SELECT person FROM reader WHERE stream = $1 AND role = 'peer'
    AND person NOT IN (SELECT peer FROM assignment WHERE participant = $2 AND status = 'active')"""
PRESENT = """
    SELECT DISTINCT peer FROM assignment WHERE participant = $1 AND status = 'active'
      ORDER BY peer"""
FLAG_STREAM = """
    SELECT f.stream FROM record f JOIN stream s ON s.id = f.stream AND s.kind = 'flags'
    JOIN reader r ON r.stream = s.id AND r.person = $1 AND r.role <> 'participant'
      WHERE f.record = $2 AND f.entity = 'support_flag'"""


async def refresh_flag_readers(connection: Connection, participant: int, now: int) -> None:
    """Bring the peers who read a participant's flags in line with the assignments.

    `now` (ms) numbers a new grant.
    """
    stream = await stream_of(connection, participant, StreamKind.FLAGS)
    if stream is None:
        return
    for (peer,) in await connection.rows(FORMER, stream, participant):
        await revoke(connection, peer, stream)
    for (peer,) in await connection.rows(PRESENT, participant):
        # A grant that is there already keeps its number, so the peer's device re-reads nothing.
        await grant(connection, peer, stream, Role.PEER, now)


async def flag_stream(connection: Connection, staff: int, flag: str) -> int | None:
    """Return the stream of a flag that this member of staff may read now."""
    found: int | None = await connection.value(FLAG_STREAM, staff, flag)
    return found
