"""A worker's hold on notices: taken by lease, decided under lock, settled by its owner.

Locks are taken in one order everywhere: streams (before anything here but `lease_due`), people,
notices.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from database.database import Connection, Sql
from database.fragments import NUMBERS
from notifications.policy.kinds import KINDS
from notifications.queue.notice_transitions import (
    LockedNotice,
    NoticeMove,
    end_of_hold,
    lock_notices,
    move_notices,
)


class Verdict(NamedTuple):
    """What became of a notice that a worker sent.

    `at` is when that was known, `until` when to try again, in milliseconds.
    """

    id: int
    state: str
    reason: str
    until: int | None
    attempts: int
    at: int


class LeasedNotice(Struct, frozen=True):
    """A notice that this worker has, with all that may have changed since it was planned.

    `reads`: the person may read the stream, one of flags as a supervisor. `heard_of_at` is when
    they were last here, or came to the program, in milliseconds. `is_reply`: the peer's first note
    after the participant answered something, within a day.
    """

    id: int
    uuid: str
    program: int
    person: int
    kind: str
    stream: int
    source: str
    local_date: str
    due_at: int
    state: str
    attempts: int
    language: str
    time_zone: str
    program_zone: str
    rules: str | None
    person_status: str
    assignment_status: str | None
    peer_status: str | None
    reads: bool
    heard_of_at: int
    is_reply: bool

    @property
    def standing(self) -> LockedNotice:
        """Return what a transition starts from."""
        return LockedNotice(self.id, self.program, self.due_at, self.state, self.attempts, None)


WAITING = """
    SELECT program FROM notice WHERE state IN ('due', 'held') AND due_at <= $1 AND {free}
      GROUP BY program ORDER BY min(due_at)"""
FREE = "(lease_until IS NULL OR lease_until <= $1)"
# SKIP LOCKED: a second worker takes others at once, instead of waiting for this one's commit.
TAKE = """
UPDATE notice SET lease_owner = $2, lease_until = $3 WHERE id IN (
  SELECT id FROM notice WHERE program = $4 AND state IN ('due', 'held') AND due_at <= $1 AND {free}
  ORDER BY due_at, id LIMIT $5{lock}
) RETURNING id, stream
"""


async def lease_due(
    connection: Connection, *, owner: str, now: int, lease_until: int, limit: int
) -> list[tuple[int, int]]:
    """Give the longest due of each program to this worker until the lease ends, as (id, stream).

    No two workers get the same one.

    Programs with something due have equal shares, so that none waits for all of another's. A share
    that a program does not use stays free: what is left is taken the next time.
    """
    programs = [program for (program,) in await connection.rows(WAITING.format(free=FREE), now)][
        :limit
    ]
    statement = Sql(
        TAKE.format(free=FREE, lock=""), TAKE.format(free=FREE, lock=" FOR UPDATE SKIP LOCKED")
    )
    took = []
    for program in programs:
        took += await connection.rows(
            # At least one each, since at most `limit` programs are asked.
            statement,
            now,
            owner,
            lease_until,
            program,
            limit // len(programs),
        )
    return [(id_, stream) for id_, stream in took]


LOCK_PEOPLE = """
    SELECT id FROM person WHERE id IN (SELECT person FROM notice WHERE id IN {ids})
      ORDER BY id{lock}"""
_REPLIES = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.may_be_reply)
IS_REPLY = f"""
CASE WHEN n.kind NOT IN ({_REPLIES}) THEN 1 = 0 ELSE EXISTS (
  SELECT 1 FROM notice answer
    WHERE answer.person = n.person AND answer.stream = n.stream AND answer.state = 'answered'
  AND answer.due_at <= n.due_at AND answer.settled_at BETWEEN n.due_at - 86400000 AND n.due_at
  AND NOT EXISTS (
    SELECT 1 FROM notice note
      WHERE note.person = n.person AND note.stream = n.stream AND note.kind IN ({_REPLIES})
      AND note.id < n.id
    AND note.due_at BETWEEN answer.settled_at AND n.due_at)) END
"""
TAKEN = f"""
SELECT n.id, n.uuid, n.program, n.person, n.kind, n.stream, n.source, n.local_date, n.due_at,
  n.state, n.attempts,
  p.language, p.time_zone, g.time_zone, p.notification_rules, p.status, a.status, peer.status,
  r.person IS NOT NULL AND (r.role <> 'reader' OR p.role = 'supervisor'),
  COALESCE(p.last_seen_at, p.created_at), {IS_REPLY}
FROM notice n JOIN person p ON p.id = n.person JOIN program g ON g.id = n.program
LEFT JOIN assignment a ON a.stream = n.stream AND a.participant = n.person
LEFT JOIN person peer ON peer.id = a.peer
LEFT JOIN reader r ON r.person = n.person AND r.stream = n.stream
WHERE n.id IN {{ids}} AND n.lease_owner = $2 AND n.state IN ('due', 'held')
  ORDER BY n.due_at, n.id{{lock}}
"""


async def lock_leased(connection: Connection, owner: str, ids: Sequence[int]) -> list[LeasedNotice]:
    """Return what this worker still has of these, read under lock with rights and rules of now."""
    listed = json.dumps(list(ids))
    people = among_ids(LOCK_PEOPLE, " FOR NO KEY UPDATE")
    # Two notices of one person may lie in two streams: the cap is counted by one worker at a time.
    # In the order of ids, so that two workers never wait for each other.
    await connection.rows(people, listed)
    return [
        LeasedNotice(*row)
        for row in await connection.rows(among_ids(TAKEN, " FOR UPDATE OF n"), listed, owner)
    ]


def among_ids(template: str, lock: str = "") -> Sql:
    """Return the statement for both engines, with `{ids}` as the numbers of a JSON list."""
    return Sql(
        template.format(ids=f"({NUMBERS.sqlite})", lock=""),
        template.format(ids=f"({NUMBERS.postgresql})", lock=lock),
    )


async def record_decisions(connection: Connection, moves: Sequence[NoticeMove]) -> None:
    """Write what was decided about notices that are locked by `lock_leased`."""
    await move_notices(connection, moves)


STILL_OURS = Sql(
    sqlite=f"id IN ({NUMBERS.sqlite}) AND lease_owner = $2 AND state = 'claimed'",
    postgresql=f"""id = ANY(ARRAY({NUMBERS.postgresql}))
        AND lease_owner = $2 AND state = 'claimed'""",
)


async def record_verdicts(
    connection: Connection, owner: str, verdicts: Iterable[Verdict]
) -> set[int]:
    """Write what became of notices that this worker sent; return the ids that were written.

    Those whose lease ran out stay as they are.
    """
    by_id = {verdict.id: verdict for verdict in verdicts}
    ours = await lock_notices(connection, STILL_OURS, json.dumps(list(by_id)), owner)
    await move_notices(connection, [_settled(one, by_id[one.id]) for one in ours])
    return {one.id for one in ours}


def _settled(one: LockedNotice, verdict: Verdict) -> NoticeMove:
    # What a push service did not take has not rung.
    rang = one.pushed_at if verdict.state in ("accepted", "unknown") else None
    settled = end_of_hold(one, verdict.state, verdict.reason, verdict.at)
    return settled._replace(lease_until=verdict.until, attempts=verdict.attempts, pushed_at=rang)


ABANDONED = """
    SELECT id, stream FROM notice WHERE state = 'claimed' AND lease_until <= $1
      ORDER BY id LIMIT $2"""


async def abandoned(connection: Connection, now: int, limit: int) -> list[tuple[int, int]]:
    """Return notices on their way whose worker is gone, as (id, stream)."""
    return [(row[0], row[1]) for row in await connection.rows(ABANDONED, now, limit)]


LOST = Sql(
    sqlite=f"id IN ({NUMBERS.sqlite}) AND state = 'claimed' AND lease_until <= $2",
    postgresql=f"""id = ANY(ARRAY({NUMBERS.postgresql}))
        AND state = 'claimed' AND lease_until <= $2""",
)
NAMED = "SELECT uuid, stream, kind FROM notice WHERE id IN {ids} ORDER BY id"


async def mark_lost(
    connection: Connection, ids: Sequence[int], now: int
) -> list[tuple[str, int, str]]:
    """Note of abandoned notices that nobody knows whether they went out.

    They are never sent again. Returns (uuid, stream, kind).
    """
    lost = await lock_notices(connection, LOST, json.dumps(list(ids)), now)
    await move_notices(
        connection, [end_of_hold(one, "unknown", "lease_ended", now) for one in lost]
    )
    rows = await connection.rows(among_ids(NAMED), json.dumps([one.id for one in lost]))
    return [(uuid, stream, kind) for uuid, stream, kind in rows]


OURS = "id = $1 AND lease_owner = $2 AND state IN ('due', 'held')"
PUT_OFF = """
    UPDATE notice SET attempts = attempts + 1, lease_owner = NULL, reason = 'broken',
      lease_until = $2, settled_at = $3 WHERE id = $1"""


async def put_off(
    connection: Connection, owner: str, id_: int, *, until: int, most_attempts: int, now: int
) -> None:
    """Put off a notice that could not be decided, and fail it after so many attempts.

    So it holds up no other.
    """
    for one in await lock_notices(connection, OURS, id_, owner):
        if one.attempts + 1 < most_attempts:
            await connection.run(PUT_OFF, id_, until, now)
        else:
            await move_notices(
                connection,
                [end_of_hold(one, "failed", "broken", now)._replace(attempts=one.attempts + 1)],
            )
