"""A worker's hold on notices: taken by lease, decided under lock, settled by whoever still has them.

Locks are taken in one order everywhere: streams (before anything here but `take`), people, notices.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from storage.database import Connection, Sql


class Verdict(NamedTuple):
    """What a worker decided about a notice that it has. `settled_at` is when it was last decided, in milliseconds."""

    id: int
    state: str
    reason: str
    lease_owner: str | None
    lease_until: int | None
    attempts: int
    settled_at: int


class Taken(Struct, frozen=True):
    """A notice that this worker has, with everything about it that may have changed since it was planned."""

    id: int
    uuid: str
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
    rules: str | None
    person_status: str
    assignment_status: str | None
    peer_status: str | None


TAKE = """
UPDATE notice SET lease_owner = $1, lease_until = $2 WHERE id IN (
  SELECT id FROM notice WHERE state IN ('due', 'held') AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
  ORDER BY due_at, id LIMIT $4{lock}
) RETURNING id, stream
"""


async def take(connection: Connection, *, owner: str, now: int, lease_until: int, limit: int) -> list[tuple[int, int]]:
    """Gives the longest due to this worker until the lease ends, as (id, stream). No two workers get the same one."""
    statement = Sql(TAKE.format(lock=""), TAKE.format(lock=" FOR UPDATE SKIP LOCKED"))
    return [(row[0], row[1]) for row in await connection.rows(statement, owner, lease_until, now, limit)]


LOCK_PEOPLE = "SELECT id FROM person WHERE id IN (SELECT person FROM notice WHERE id IN {ids}) ORDER BY id{lock}"
TAKEN = """
SELECT n.id, n.uuid, n.person, n.kind, n.stream, n.source, n.local_date, n.due_at, n.state, n.attempts,
  p.language, p.time_zone, p.notification_rules, p.status, a.status, peer.status
FROM notice n JOIN person p ON p.id = n.person
LEFT JOIN assignment a ON a.stream = n.stream AND a.participant = n.person
LEFT JOIN person peer ON peer.id = a.peer
WHERE n.id IN {ids} AND n.lease_owner = $2 AND n.state IN ('due', 'held') ORDER BY n.due_at, n.id{lock}
"""


async def taken(connection: Connection, owner: str, ids: Sequence[int]) -> list[Taken]:
    """What this worker still has of these, read under lock together with rights and rules as they are now."""
    listed = json.dumps(list(ids))
    people = _both(LOCK_PEOPLE, " FOR NO KEY UPDATE")
    # Two notices of one person may lie in two streams: the cap is counted by one worker at a time.
    await connection.rows(people, listed)
    return [Taken(*row) for row in await connection.rows(_both(TAKEN, " FOR UPDATE OF n"), listed, owner)]


def _both(template: str, lock: str = "") -> Sql:
    return Sql(
        template.format(ids="(SELECT value FROM json_each($1))", lock=""),
        template.format(ids="(SELECT value::bigint FROM json_array_elements_text($1::json))", lock=lock),
    )


PUSHED = """
SELECT person, settled_at FROM notice
WHERE person IN {ids} AND state IN ('claimed', 'accepted', 'unknown') AND settled_at >= $2 AND kind IN ('encouragement', 'nudge')
"""


async def pushed_since(connection: Connection, people: Iterable[int], since: int) -> dict[int, list[int]]:
    """When something that staff originated went out to each of these people since an instant."""
    times: dict[int, list[int]] = {}
    for person, at in await connection.rows(_both(PUSHED), json.dumps(sorted(set(people))), since):
        times.setdefault(person, []).append(at)
    return times


DECIDE = """
UPDATE notice SET state = $2, reason = $3, lease_owner = $4, lease_until = $5, attempts = $6, settled_at = $7 WHERE id = $1
"""


async def decide(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Writes what was decided about notices that are locked by `taken`."""
    if verdicts:
        await connection.run_many(DECIDE, [tuple(verdict) for verdict in verdicts])


SETTLE = """
UPDATE notice SET state = $3, reason = $4, lease_owner = NULL, lease_until = $5, attempts = $6, settled_at = $7
WHERE id = $1 AND lease_owner = $2 AND state = 'claimed' RETURNING id
"""


async def settle(connection: Connection, owner: str, verdicts: Iterable[Verdict]) -> set[int]:
    """Writes what became of notices that this worker sent; those whose lease ran out stay as they are. The ids that were written."""
    done = set()
    for verdict in verdicts:
        written = await connection.value(
            SETTLE, verdict.id, owner, verdict.state, verdict.reason, verdict.lease_until, verdict.attempts, verdict.settled_at
        )
        if written is not None:
            done.add(verdict.id)
    return done


ABANDONED = "SELECT id, stream FROM notice WHERE state = 'claimed' AND lease_until <= $1 ORDER BY id LIMIT $2"


async def abandoned(connection: Connection, now: int, limit: int) -> list[tuple[int, int]]:
    """Notices on their way whose worker is gone, as (id, stream)."""
    return [(row[0], row[1]) for row in await connection.rows(ABANDONED, now, limit)]


GIVE_UP = """
UPDATE notice SET state = 'unknown', reason = 'lease_ended', lease_owner = NULL, lease_until = NULL, settled_at = $2
WHERE id IN {ids} AND state = 'claimed' AND lease_until <= $2 RETURNING uuid, stream, kind
"""


async def give_up(connection: Connection, ids: Sequence[int], now: int) -> list[tuple[str, int, str]]:
    """Notes of abandoned notices that nobody knows whether they went out: (uuid, stream, kind). They are never sent again."""
    rows = await connection.rows(_both(GIVE_UP), json.dumps(list(ids)), now)
    return [(row[0], row[1], row[2]) for row in rows]


SET_ASIDE = """
UPDATE notice SET attempts = attempts + 1, lease_owner = NULL, settled_at = $5, reason = 'broken',
  lease_until = CASE WHEN attempts + 1 >= $4 THEN NULL ELSE CAST($3 AS bigint) END,
  state = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE state END
WHERE id = $1 AND lease_owner = $2
"""


async def set_aside(connection: Connection, owner: str, id_: int, *, until: int, most_attempts: int, now: int) -> None:
    """Puts off a notice that could not be decided, and fails it after so many attempts, so that it holds up no other."""
    await connection.run(SET_ASIDE, id_, owner, until, most_attempts, now)
