"""Notices of support flags: what a flag says now, and whom it is announced to."""

from collections.abc import Iterable

from database.database import Connection
from domain.records import singleton_id
from notifications.policy.kinds import SUPPORT_FLAG
from notifications.queue.notices import NewNotice, add_notices
from notifications.queue.reminder_sources import asked_rows, of_asked

FLAGS = of_asked("""
SELECT r.stream, r.record, r.body FROM {pairs}
  JOIN record r ON r.stream = asked.number AND r.record = asked.text AND r.state = 0
""")


SUPERVISORS = """
SELECT p.id, p.uuid, p.program FROM reader r JOIN person p ON p.id = r.person
WHERE r.stream = $1 AND r.role = 'reader' AND p.role = 'supervisor'
  AND p.status = 'active' ORDER BY p.id
"""


async def flag_bodies(
    connection: Connection, wanted: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """Return support flags, asked for as (stream, record), as JSON of the record's groups."""
    return {
        (stream, record): body
        for stream, record, body in await asked_rows(connection, FLAGS, sorted(set(wanted)))
    }


async def announce_flag(connection: Connection, stream: int, flag: str, now: int) -> None:
    """Tell every supervisor who may read this flag now, each once.

    A second time changes nothing. `now` in milliseconds.
    """
    await add_notices(
        connection,
        [
            NewNotice(
                singleton_id(uuid, f"support_flag/{flag}"),
                program,
                person,
                SUPPORT_FLAG.name,
                stream,
                flag,
                "",
                0,
                now,
            )
            for person, uuid, program in await connection.rows(SUPERVISORS, stream)
        ],
        now,
    )
