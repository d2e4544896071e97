"""Indexes for questions about one person, or about a program's supervisors.

They are found without looking at everyone else. The unique indexes of the first migration hold only
where a statement repeats their conditions, so these are beside them.
"""

from database.connection import Connection

STATEMENTS = (
    "CREATE INDEX stream_of_person ON stream (person, kind)",
    "CREATE INDEX stream_of_program ON stream (program, kind)",
    """
        CREATE INDEX supervisor_of_program ON person (program)
          WHERE role = 'supervisor' AND status = 'active'""",
    "CREATE INDEX enrolment_code_by_end ON enrolment_code (expires_at) WHERE used_at IS NULL",
)


async def forwards(connection: Connection) -> None:
    """Add the indexes."""
    for statement in STATEMENTS:
        await connection.run(statement)
