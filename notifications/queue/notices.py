"""Notices: what is to be announced to a person, when, and what became of it.

`notifications` decides, this keeps.

A notice is one occurrence: (stream, source, local_date, slot, person) is unique, so planning twice
changes nothing. Its `uuid` is the record id of the inbox entry that it announces. `lease_until`
says until when no worker takes it: while one has it, and while it is held. Its state changes
through `notifications.queue.notice_transitions` alone. Locks are taken in one order everywhere:
streams, people, schedules, notices.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from database.database import Connection, Sql
from database.notice_tables import Notice, NudgeSchedule
from notifications.policy.notice_life import OPENED, SETTLED, WAITING
from notifications.queue.notice_transitions import (
    delete_transitions,
    end_of_hold,
    lock_notices,
    move_notices,
    record_new_notices,
)


class NewNotice(NamedTuple):
    """A notice to be planned; `due_at` in milliseconds."""

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
    """A plan whose occurrences are known up to `planned_until` only.

    `schedule` is the group's JSON.
    """

    stream: int
    plan: str
    program: int
    participant: int
    schedule: str
    planned_until: int
    time_zone: str
    program_zone: str


PUT_SCHEDULE = """
INSERT INTO nudge_schedule (plan, stream, program, participant, peer, schedule, text_kind, active,
  planned_until)
SELECT CAST($2 AS text), a.stream, a.program, a.participant, a.peer, CAST($3 AS text),
  CAST($4 AS text),
  CASE WHEN a.status = 'active' THEN CAST($5 AS smallint) ELSE 0 END, CAST($6 AS bigint)
FROM assignment a WHERE a.stream = $1
ON CONFLICT (stream, plan) DO UPDATE SET
  schedule = excluded.schedule, text_kind = excluded.text_kind, active = excluded.active,
    planned_until = excluded.planned_until
"""
AS_IT_WAS = """
    SELECT 1 FROM nudge_schedule
      WHERE stream = $1 AND plan = $2 AND schedule = $3 AND text_kind = $4 AND active = $5"""

_PLANNED = "kind = 'nudge' AND state = 'due' AND due_at > $1"
FORGET_PLANNED = f"DELETE FROM notice WHERE stream = $2 AND source = $3 AND {_PLANNED} RETURNING id"


async def save_schedule(
    connection: Connection,
    *,
    stream: int,
    plan: str,
    schedule: str,
    text_kind: str,
    active: bool,
    now: int,
) -> None:
    """Store a plan as it is now.

    What was planned ahead by its former schedule is deleted, and planned anew soon. `schedule` is
    the JSON of the record's `schedule` group. An inactive plan was called off: nothing of it is
    sent any more.
    """
    # Nothing changed: a peer who edits the words must not move occurrences that are planned.
    if await connection.value(AS_IT_WAS, stream, plan, schedule, text_kind, int(active)):
        return
    await connection.run(PUT_SCHEDULE, stream, plan, schedule, text_kind, int(active), now)
    if active:
        await _forgotten(connection, FORGET_PLANNED, now, stream, plan)
    else:
        await cancel_future(connection, stream, plan, now)


async def _forgotten(connection: Connection, statement: str, *args: int | str) -> None:
    if gone := [id_ for (id_,) in await connection.rows(statement, *args)]:
        await delete_transitions(connection, json.dumps(gone))


_WAITING = "state IN ({})".format(", ".join(f"'{state}'" for state in WAITING))
OF_SOURCE = f"stream = $1 AND source = $2 AND {_WAITING}"


async def cancel_future(connection: Connection, stream: int, source: str, now: int) -> None:
    """Cancel what is not yet on its way of one plan or one encouragement."""
    found = await lock_notices(connection, OF_SOURCE, stream, source)
    await move_notices(
        connection, [end_of_hold(one, "cancelled", "called_off", now) for one in found]
    )


OF_STREAM = f"stream = $1 AND {_WAITING}"


async def cancel_assignment(connection: Connection, stream: int, now: int) -> None:
    """End every plan of an assignment's stream, and cancel what is not yet on its way."""
    await connection.query(
        NudgeSchedule.update({NudgeSchedule.active: 0}).where(NudgeSchedule.stream == stream)
    )
    found = await lock_notices(connection, OF_STREAM, stream)
    await move_notices(
        connection, [end_of_hold(one, "cancelled", "assignment_ended", now) for one in found]
    )


async def plans_of(connection: Connection, stream: int) -> list[str]:
    """Return the record ids of every plan that an assignment's stream has or had."""
    plans = NudgeSchedule.select(NudgeSchedule.plan).where(NudgeSchedule.stream == stream)
    return [row["plan"] for row in await connection.query(plans.order_by(NudgeSchedule.plan))]


_NOT_SEEN = "state IN ({})".format(", ".join(f"'{state}'" for state in (*WAITING, *SETTLED)))
_NOT_ANSWERED = "state IN ({})".format(
    ", ".join(f"'{state}'" for state in (*WAITING, *SETTLED, OPENED[0]))
)
_CAME = "stream = $3 AND uuid = $1 AND (state <> 'due' OR due_at <= $2)"
UNOPENED = {"seen": f"{_CAME} AND {_NOT_SEEN}", "answered": f"{_CAME} AND {_NOT_ANSWERED}"}


async def mark_opened(
    connection: Connection, stream: int, uuid: str, *, answered: bool, now: int
) -> None:
    """Note that the participant has seen or answered what a notice announces.

    Whatever became of the notice. What is on its way is left alone until that is known: whoever
    settles it comes by here again.
    """
    state = OPENED[1] if answered else OPENED[0]
    found = await lock_notices(connection, UNOPENED[state], uuid, now, stream)
    await move_notices(connection, [end_of_hold(one, state, "", now) for one in found])


PUT_NOTICE = """
INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at, state,
  reason, attempts)
SELECT CAST($1 AS text), a.program, a.participant, CAST($2 AS text), a.stream, CAST($1 AS text),
  '', 0, CAST($3 AS bigint), 'due', '', 0
FROM assignment a WHERE a.stream = $4 AND a.status = 'active'
ON CONFLICT DO NOTHING RETURNING uuid
"""


async def add_notice(
    connection: Connection, *, stream: int, kind: str, source: str, due_at: int
) -> None:
    """Make one notice for an assignment's participant about a record that is there already.

    A second time changes nothing.
    """
    if await connection.value(PUT_NOTICE, source, kind, due_at, stream):
        await record_new_notices(connection, json.dumps([source]), due_at)


REPLAN = """
    UPDATE nudge_schedule SET planned_until = $2
      WHERE participant = $1 AND active = 1 AND planned_until > $2"""
FORGET_ALL_PLANNED = f"DELETE FROM notice WHERE person = $2 AND {_PLANNED} RETURNING id"


async def replan_participant(connection: Connection, participant: int, now: int) -> None:
    """Delete what was planned ahead for a participant who is in another time zone now.

    It is planned anew soon.
    """
    await connection.run(REPLAN, participant, now)
    await _forgotten(connection, FORGET_ALL_PLANNED, now, participant)


async def reconsider_held(connection: Connection, person: int) -> None:
    """Have what a person's own rules held decided again, since they changed them.

    What waits for a push service goes on waiting.
    """
    held = (
        Notice.person == person,
        Notice.state == "held",
        Notice.reason == "not_now",
        Notice.lease_owner.is_null(),
    )
    await connection.query(Notice.update({Notice.lease_until: None}).where(*held))


_DUE = (
    "(s.active = 1 AND s.planned_until < $1) OR (s.active = 1 AND s.planned_until > $3 AND "
    "s.planned_until < $4)"
)
_DUE_ROWS = """s.rowid IN (
    SELECT s.rowid FROM nudge_schedule s WHERE s.active = 1 AND s.planned_until < $1
    UNION ALL SELECT s.rowid FROM nudge_schedule s
      WHERE s.active = 1 AND s.planned_until > $3 AND s.planned_until < $4)"""
SCHEDULES_DUE = """
SELECT s.stream, s.plan, s.program, s.participant, s.schedule, s.planned_until, p.time_zone,
  g.time_zone
FROM nudge_schedule s JOIN person p ON p.id = s.participant JOIN program g ON g.id = s.program
WHERE {due}
ORDER BY s.planned_until, s.stream, s.plan LIMIT $2
"""
SCHEDULES = Sql(
    SCHEDULES_DUE.format(due=_DUE_ROWS),
    SCHEDULES_DUE.format(due=_DUE) + " FOR UPDATE OF s SKIP LOCKED",
)
"""SQLite does not use an index twice for an OR where the rows are to be ordered."""


async def schedules_due(
    connection: Connection, before: int, limit: int, *, beyond: tuple[int, int] = (0, 0)
) -> list[ScheduleDue]:
    """Return plans whose occurrences are not known up to `before`.

    Also those known only by a clock that was wrong: up to an instant inside of `beyond`. On
    PostgreSQL other planners and editors are kept off them.
    """
    rows = await connection.rows(SCHEDULES, before, limit, *beyond)
    return [ScheduleDue(*row) for row in rows]


PLAN_NOTICE = """
INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at, state,
  reason, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'due', '', 0) ON CONFLICT DO NOTHING
"""


async def add_notices(connection: Connection, notices: Iterable[NewNotice], now: int) -> None:
    """Add the occurrences that are not there yet; `now` in milliseconds."""
    if rows := [tuple(notice) for notice in notices]:
        await connection.run_many(PLAN_NOTICE, rows)
        await record_new_notices(connection, json.dumps([uuid for uuid, *_ in rows]), now)


PLANNED = "UPDATE nudge_schedule SET planned_until = $3 WHERE stream = $1 AND plan = $2"


async def mark_schedules_planned(
    connection: Connection, plans: Sequence[tuple[int, str, int]]
) -> None:
    """Note up to when the occurrences of plans are known, as (stream, plan, instant)."""
    if plans:
        await connection.run_many(PLANNED, plans)
