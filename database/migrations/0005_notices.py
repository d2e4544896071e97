"""What became of each notice, step by step and without words; when it rang; what waits."""

from database.connection import Connection

STATEMENTS = (
    """CREATE TABLE notice_transition (
        notice bigint NOT NULL, program bigint NOT NULL, at bigint NOT NULL,
        from_state text NOT NULL, to_state text NOT NULL,
        reason text NOT NULL DEFAULT '')""",
    "CREATE INDEX notice_transition_of_notice ON notice_transition (notice)",
    "ALTER TABLE notice ADD COLUMN pushed_at bigint",
    "UPDATE notice SET pushed_at = settled_at WHERE state IN ('claimed', 'accepted', 'unknown')",
    "CREATE INDEX notice_waiting ON notice (program, due_at) WHERE state IN ('due', 'held')",
)


async def forwards(connection: Connection) -> None:
    """Add the transitions, and an index by program."""
    for statement in STATEMENTS:
        await connection.run(statement)
