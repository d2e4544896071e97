"""Notices: what is to be announced to a person, when, and what became of it. `notifications` decides, this keeps.

A notice is one occurrence: (stream, source, local_date, slot) is unique, so planning twice changes nothing. Its `uuid` is the
record id of the inbox entry that it announces. `lease_until` says until when no worker takes it: while one has it, and while
it is held. Locks are taken in one order everywhere: streams, people, schedules, notices.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from storage.database import Connection, Sql


class NewNotice(NamedTuple):
    """`due_at` in milliseconds."""

    uuid: str
    program: int
    person: int
    kind: str
    stream: int
    source: str
    local_date: str
    slot: int
    due_at: int


class ScheduleDue(NamedTuple):
    """A plan whose occurrences are known up to `planned_until` only. `schedule` is the group's JSON."""

    stream: int
    plan: str
    program: int
    participant: int
    schedule: str
    planned_until: int
    time_zone: str


PUT_SCHEDULE = """
INSERT INTO nudge_schedule (plan, stream, program, participant, peer, schedule, text_kind, active, planned_until)
SELECT CAST($2 AS text), a.stream, a.program, a.participant, a.peer, CAST($3 AS text), CAST($4 AS text),
  CASE WHEN a.status = 'active' THEN CAST($5 AS smallint) ELSE 0 END, CAST($6 AS bigint)
FROM assignment a WHERE a.stream = $1
ON CONFLICT (stream, plan) DO UPDATE SET
  schedule = excluded.schedule, text_kind = excluded.text_kind, active = excluded.active, planned_until = excluded.planned_until
"""

FORGET_PLANNED = "DELETE FROM notice WHERE stream = $1 AND source = $2 AND kind = 'nudge' AND state = 'due' AND due_at > $3"


async def put_schedule(connection: Connection, *, stream: int, plan: str, schedule: str, text_kind: str, active: bool, now: int) -> None:
    """Keeps a plan as it is now: what was planned ahead by its former schedule is forgotten, and planned anew soon.

    `schedule` is the JSON of the record's `schedule` group. Inactive is a plan that was called off: nothing of it is sent any more.
    """
    await connection.run(PUT_SCHEDULE, stream, plan, schedule, text_kind, int(active), now)
    if active:
        await connection.run(FORGET_PLANNED, stream, plan, now)
    else:
        await cancel_future(connection, stream, plan, now)


CANCEL_SOURCE = """
UPDATE notice SET state = 'cancelled', reason = 'called_off', settled_at = $3, lease_owner = NULL, lease_until = NULL
WHERE stream = $1 AND source = $2 AND state IN ('due', 'held')
"""


async def cancel_future(connection: Connection, stream: int, source: str, now: int) -> None:
    """Cancels what is not yet on its way of one plan or one encouragement."""
    await connection.run(CANCEL_SOURCE, stream, source, now)


END_SCHEDULES = "UPDATE nudge_schedule SET active = 0 WHERE stream = $1"
CANCEL_STREAM = """
UPDATE notice SET state = 'cancelled', reason = 'assignment_ended', settled_at = $2, lease_owner = NULL, lease_until = NULL
WHERE stream = $1 AND state IN ('due', 'held')
"""


async def cancel_assignment(connection: Connection, stream: int, now: int) -> None:
    """Ends every plan of an assignment's stream and cancels what is not yet on its way, with the assignment's end."""
    await connection.run(END_SCHEDULES, stream)
    await connection.run(CANCEL_STREAM, stream, now)


PUT_NOTICE = """
INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at, state, reason, attempts)
SELECT CAST($1 AS text), a.program, a.participant, CAST($2 AS text), a.stream, CAST($1 AS text), '', 0, CAST($3 AS bigint), 'due', '', 0
FROM assignment a WHERE a.stream = $4 AND a.status = 'active'
ON CONFLICT DO NOTHING
"""


async def put_notice(connection: Connection, *, stream: int, kind: str, source: str, due_at: int) -> None:
    """One notice for the participant of an assignment's stream about a record that is already there; a second time changes nothing."""
    await connection.run(PUT_NOTICE, source, kind, due_at, stream)


REPLAN = "UPDATE nudge_schedule SET planned_until = $2 WHERE participant = $1 AND active = 1 AND planned_until > $2"
FORGET_ALL_PLANNED = "DELETE FROM notice WHERE person = $1 AND kind = 'nudge' AND state = 'due' AND due_at > $2"


async def replan_participant(connection: Connection, participant: int, now: int) -> None:
    """Forgets what was planned ahead for a participant, who is in another time zone now; it is planned anew soon."""
    await connection.run(REPLAN, participant, now)
    await connection.run(FORGET_ALL_PLANNED, participant, now)


RELEASE_HELD = "UPDATE notice SET lease_until = NULL WHERE person = $1 AND state = 'held' AND reason = 'not_now' AND lease_owner IS NULL"


async def reconsider_held(connection: Connection, person: int) -> None:
    """Has what their own rules held decided again, since they changed them. What waits for a push service goes on waiting."""
    await connection.run(RELEASE_HELD, person)


SCHEDULES_DUE = """
SELECT s.stream, s.plan, s.program, s.participant, s.schedule, s.planned_until, p.time_zone
FROM nudge_schedule s JOIN person p ON p.id = s.participant
WHERE s.active = 1 AND s.planned_until < $1 ORDER BY s.planned_until, s.stream, s.plan LIMIT $2
"""


async def schedules_due(connection: Connection, before: int, limit: int) -> list[ScheduleDue]:
    """Plans whose occurrences are not known up to `before`. On PostgreSQL other planners and editors are kept off them."""
    rows = await connection.rows(Sql(SCHEDULES_DUE, SCHEDULES_DUE + " FOR UPDATE OF s SKIP LOCKED"), before, limit)
    return [ScheduleDue(*row) for row in rows]


PLAN_NOTICE = """
INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at, state, reason, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'due', '', 0) ON CONFLICT DO NOTHING
"""


async def add_notices(connection: Connection, notices: Iterable[NewNotice]) -> None:
    """Adds the occurrences that are not there yet."""
    if rows := [tuple(notice) for notice in notices]:
        await connection.run_many(PLAN_NOTICE, rows)


PLANNED = "UPDATE nudge_schedule SET planned_until = $3 WHERE stream = $1 AND plan = $2"


async def mark_planned(connection: Connection, plans: Sequence[tuple[int, str, int]]) -> None:
    """Notes up to when the occurrences of plans are known, as (stream, plan, instant)."""
    if plans:
        await connection.run_many(PLANNED, plans)
