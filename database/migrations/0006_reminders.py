"""Whose own reminders are planned how far ahead, and which steps there are.

One occurrence may be told to several people now: a support flag, to every supervisor who may read
it. What devices said of their outboxes until now counted what they had just sent, so it is
forgotten; each says it anew with its next push.
"""

from database.connection import Connection

STATEMENTS = (
    """CREATE TABLE reminder (
        person bigint PRIMARY KEY REFERENCES person (id), program bigint NOT NULL,
        heads bigint NOT NULL, planned_until bigint NOT NULL)""",
    "DROP INDEX notice_once",
    "CREATE UNIQUE INDEX notice_once ON notice (stream, source, local_date, slot, person)",
    "UPDATE device SET waiting = 0",
    "CREATE INDEX goal_step_of_stream ON record (stream) WHERE entity = 'goal_step' AND state = 0",
)


async def forwards(connection: Connection) -> None:
    """Add the reminders, and let several people have one occurrence."""
    for statement in STATEMENTS:
        await connection.run(statement)
