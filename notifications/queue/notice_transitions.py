"""The only way to change a notice's state: checked against its life, and logged without words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from database.database import Connection, Sql
from database.fragments import for_both, texts_in
from notifications.policy.notice_life import check_transition, transitions_between


class NoticeMove(NamedTuple):
    """A transition to be written; instants in milliseconds.

    `settled_at` is when this was decided, `pushed_at` when it rang or may have rung, if it did.
    """

    id: int
    program: int
    due_at: int
    before: str
    state: str
    reason: str
    lease_owner: str | None
    lease_until: int | None
    attempts: int
    settled_at: int
    pushed_at: int | None


class LockedNotice(NamedTuple):
    """A notice's row, locked: what a move begins with."""

    id: int
    program: int
    due_at: int
    state: str
    attempts: int
    pushed_at: int | None


LOCKED_COLUMNS = "id, program, due_at, state, attempts, pushed_at"

MOVE = Sql(
    sqlite="""
        UPDATE notice SET state = $2, reason = $3, lease_owner = $4, lease_until = $5,
          attempts = $6, settled_at = $7, pushed_at = $8
        WHERE id = $1""",
    postgresql="""
        UPDATE notice SET state = m.state, reason = m.reason, lease_owner = m.lease_owner,
          lease_until = m.lease_until,
            attempts = m.attempts, settled_at = m.settled_at, pushed_at = m.pushed_at
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[],
          $6::smallint[], $7::bigint[], $8::bigint[])
            AS m (id, state, reason, lease_owner, lease_until, attempts, settled_at, pushed_at)
        WHERE notice.id = m.id""",
)
NOTE = Sql(
    sqlite="""
        INSERT INTO notice_transition (notice, program, at, from_state, to_state, reason)
          VALUES ($1, $2, $3, $4, $5, $6)""",
    postgresql="""
        INSERT INTO notice_transition (notice, program, at, from_state, to_state, reason)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
          $6::text[])""",
)
NEW = """
    INSERT INTO notice_transition (notice, program, at, from_state, to_state, reason)
    SELECT id, program, CASE WHEN due_at < $2 THEN due_at ELSE CAST($2 AS bigint) END, 'draft',
      'scheduled', ''
    FROM notice WHERE uuid IN ({uuids})"""
NOTE_NEW = for_both(NEW, uuids=texts_in(1))
FORGET = Sql(
    sqlite="DELETE FROM notice_transition WHERE notice IN (SELECT value FROM json_each($1))",
    postgresql="""
        DELETE FROM notice_transition
          WHERE notice = ANY(ARRAY(SELECT value::bigint
            FROM json_array_elements_text($1::json)))""",
)


async def move_notices(connection: Connection, moves: Sequence[NoticeMove]) -> None:
    """Move notices that are locked.

    Raises `IllegalMove` before anything is written.
    """
    if not moves:
        return
    steps = [step for one in moves for step in _steps(one)]
    # All are checked before the first is written, so that a bug leaves no half of a batch behind.
    for _, _, _, before, after, reason in steps:
        check_transition(before, after, reason)
    await _many(connection, MOVE, [(one.id, *one[4:]) for one in moves])
    await _many(connection, NOTE, steps)


def _steps(one: NoticeMove) -> list[tuple[int, int, int, str, str, str]]:
    *before, (at, left, reached) = transitions_between(
        one.before, one.state, due_at=one.due_at, at=one.settled_at
    )
    return [(one.id, one.program, *step, "") for step in before] + [
        (one.id, one.program, at, left, reached, one.reason)
    ]


def end_of_hold(standing: LockedNotice, state: str, reason: str, at: int) -> NoticeMove:
    """Return the move of a notice to a state in which no lease holds it."""
    return NoticeMove(
        id=standing.id,
        program=standing.program,
        due_at=standing.due_at,
        before=standing.state,
        state=state,
        reason=reason,
        lease_owner=None,
        lease_until=None,
        attempts=standing.attempts,
        settled_at=at,
        pushed_at=standing.pushed_at,
    )


async def lock_notices(connection: Connection, where: str | Sql, *args: Any) -> list[LockedNotice]:
    """Return the notices for which this holds, locked in the order of their ids."""
    either = where if isinstance(where, Sql) else Sql(where, where)
    select = f"SELECT {LOCKED_COLUMNS} FROM notice WHERE {{}} ORDER BY id"
    statement = Sql(select.format(either.sqlite), select.format(either.postgresql) + " FOR UPDATE")
    return [LockedNotice(*row) for row in await connection.rows(statement, *args)]


async def record_new_notices(connection: Connection, uuids: str, now: int) -> None:
    """Write the first transition of notices that were just made (JSON of their UUIDs)."""
    await connection.run(NOTE_NEW, uuids, now)


async def delete_transitions(connection: Connection, ids: str) -> None:
    """Delete the transitions of notices that are gone (JSON of their ids)."""
    await connection.run(FORGET, ids)


async def _many(connection: Connection, statement: Sql, rows: Iterable[tuple[Any, ...]]) -> None:
    if connection.dialect == "sqlite":
        await connection.run_many(statement, list(rows))
    else:
        await connection.run(statement, *map(list, zip(*rows, strict=True)))
