"""What rang for people before, and what became of their latest nudges: for caps and pace."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from database.database import Connection
from notifications.policy.backoff import PastNudge
from notifications.queue.leases import IS_REPLY, among_ids

RANG = f"""
    SELECT person, kind, pushed_at, {IS_REPLY} FROM notice n
      WHERE person IN {{ids}} AND due_at >= $2 AND pushed_at >= $3"""


LONGEST_DELAY = 7 * 86_400_000
"""Milliseconds after it was due in which a notice may still ring.

It bounds the index scan of `RANG`.
"""


class Ring(NamedTuple):
    """What rang for a person, or may have rung, and when (ms)."""

    kind: str
    at: int
    is_reply: bool


async def rings_since(
    connection: Connection, people: Iterable[int], since: int
) -> dict[int, list[Ring]]:
    """Return what rang for each of these people since an instant."""
    times: dict[int, list[Ring]] = {}
    for person, kind, at, is_reply in await connection.rows(
        among_ids(RANG), json.dumps(sorted(set(people))), since - LONGEST_DELAY, since
    ):
        times.setdefault(person, []).append(Ring(kind, at, bool(is_reply)))
    return times


LATEST = """
SELECT person, state, reason, settled_at FROM (
  SELECT person, state, reason, settled_at, row_number() OVER (PARTITION BY person
    ORDER BY due_at DESC, id DESC) AS place
  FROM notice WHERE person IN {ids} AND kind = 'nudge' AND due_at BETWEEN $2 AND $3
    AND state NOT IN ('due', 'cancelled')
  AND NOT (state = 'suppressed' AND reason IN ('silent', 'peer_away'))
) AS latest WHERE place <= $4 ORDER BY person, place
"""


LOOK_BACK = 60 * 86_400_000


async def latest_nudges(
    connection: Connection, people: Iterable[int], now: int, most: int
) -> dict[int, list[PastNudge]]:
    """Return the last nudges that came due for each of these people, the latest first.

    Those that no one could have answered are left out.
    """
    wanted = sorted(set(people))
    nudges: dict[int, list[PastNudge]] = {}
    if wanted:
        for person, *past in await connection.rows(
            among_ids(LATEST), json.dumps(wanted), now - LOOK_BACK, now, most
        ):
            nudges.setdefault(person, []).append(PastNudge(*past))
    return nudges
