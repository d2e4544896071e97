"""Who may read what a participant shares: the peers of running assignments that they said yes to.

No one may while sharing is stopped.
"""

from storage.database import Connection, Sql

LOCK_PERSON = Sql(
    sqlite="SELECT stop_sharing FROM person WHERE id = $1", postgresql="SELECT stop_sharing FROM person WHERE id = $1 FOR UPDATE"
)
CLOSE = """
    DELETE FROM reader WHERE stream = $1 AND role = 'peer' AND person NOT IN (
        SELECT peer FROM assignment WHERE participant = $2 AND status = 'active' AND shares = 1 AND $3 = 0)"""
OPEN = """
    INSERT INTO reader (person, stream, role, grant_no, program)
    SELECT peer, $1, 'peer', $3, program FROM assignment
    WHERE participant = $2 AND status = 'active' AND shares = 1
    ON CONFLICT (person, stream) DO NOTHING"""


async def refresh_sharing(connection: Connection, participant: int, now: int) -> None:
    """Brings the readers of the participant's shared stream in line with their wishes; `now` (ms) numbers a new grant.

    The person's row is locked first: a yes to a peer and a stop that cross each other must see one another.
    """
    stopped = await connection.value(LOCK_PERSON, participant)
    stream = await connection.value("SELECT id FROM stream WHERE person = $1 AND kind = 'shared'", participant)
    if stream is None:
        return
    await connection.run(CLOSE, stream, participant, stopped)
    if not stopped:
        await connection.run(OPEN, stream, participant, now)
