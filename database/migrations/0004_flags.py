"""The stream of support flags, for everyone who is there already.

Theirs, their peers' and the supervisors' to read. Who comes later gets it with their other streams
(`accounts/rights.py`). The grants bear the number 1, which is below any given later, since those
are instants.
"""

from database.connection import Connection

STATEMENTS = (
    """
        INSERT INTO stream (program, kind, person) SELECT program, 'flags', id FROM person
          WHERE kind = 'participant' ORDER BY id""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT person, id, 'participant', 1, program FROM stream WHERE kind = 'flags'""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT DISTINCT a.peer, s.id, 'peer', 1, s.program FROM stream s
          JOIN assignment a ON a.participant = s.person
        WHERE s.kind = 'flags' AND a.status = 'active'""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT p.id, s.id, 'reader', 1, s.program FROM stream s
          JOIN person p ON p.program = s.program
        WHERE s.kind = 'flags' AND p.role = 'supervisor' AND p.status = 'active'""",
)


async def forwards(connection: Connection) -> None:
    """Add the streams and the rights to them."""
    for statement in STATEMENTS:
        await connection.run(statement)
