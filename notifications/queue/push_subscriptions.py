"""Where a person's devices can be reached by push.

An endpoint is a capability: it appears in no log and no error.
"""

import json
from collections.abc import Iterable

from msgspec import Struct

from database.database import Connection, Sql
from database.fragments import NUMBERS
from database.notice_tables import PushSubscription as SubscriptionRow


class PushSubscription(Struct, frozen=True):
    """Where a device is reached.

    `p256dh` and `auth` are the browser's keys, `vapid_key` the public key that it subscribed with,
    all base64url without padding.
    """

    id: int
    person: int
    endpoint: str
    p256dh: str
    auth: str
    vapid_key: str


_COLUMNS = [getattr(SubscriptionRow, name) for name in PushSubscription.__struct_fields__]


async def by_endpoint(connection: Connection, endpoint: str) -> PushSubscription | None:
    """Return the subscription of an endpoint, if there is one."""
    rows = await connection.query(
        SubscriptionRow.select(*_COLUMNS).where(SubscriptionRow.endpoint == endpoint)
    )
    return PushSubscription(**rows[0]) if rows else None


PUT = """
INSERT INTO push_subscription (program, person, device, endpoint, p256dh, auth, vapid_key, state,
  created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8)
ON CONFLICT (endpoint) DO UPDATE SET program = excluded.program, person = excluded.person,
  device = excluded.device,
  p256dh = excluded.p256dh, auth = excluded.auth, vapid_key = excluded.vapid_key,
    state = 'active', created_at = excluded.created_at,
  refusals = 0
"""


async def save_subscription(
    connection: Connection,
    *,
    program: int,
    person: int,
    device: int,
    endpoint: str,
    p256dh: str,
    auth: str,
    vapid_key: str,
    now: int,
) -> None:
    """Bind an endpoint to a device.

    The caller decides who may do that to an endpoint of someone else.
    """
    await connection.run(PUT, program, person, device, endpoint, p256dh, auth, vapid_key, now)


async def delete_of_device(connection: Connection, device: int, *, but: str = "") -> None:
    """Forget where a device is reached, except at one endpoint."""
    await connection.query(
        SubscriptionRow.delete().where(
            SubscriptionRow.device == device, SubscriptionRow.endpoint != but
        )
    )


OF_PEOPLE = """
SELECT s.id, s.person, s.endpoint, s.p256dh, s.auth, s.vapid_key
FROM push_subscription s JOIN device d ON d.id = s.device AND d.person = s.person
WHERE s.person IN {ids} AND s.state = 'active' AND d.revoked_at IS NULL ORDER BY s.id
"""


async def of_people(
    connection: Connection, people: Iterable[int]
) -> dict[int, list[PushSubscription]]:
    """Return where each of these people is reached now, by person.

    On PostgreSQL whoever removes one waits until this transaction ends. So what was removed before
    a claim is not sent to, and nothing is removed while a claim believes that it is there.
    """
    found: dict[int, list[PushSubscription]] = {}
    for row in await connection.rows(_among(OF_PEOPLE, " FOR SHARE OF s"), _listed(people)):
        found.setdefault(row[1], []).append(PushSubscription(*row))
    return found


async def mark_gone(connection: Connection, ids: Iterable[int]) -> None:
    """Mark subscriptions that their push service does not know any more.

    The app makes a new one at its next start.
    """
    await _update(connection, "UPDATE push_subscription SET state = 'gone' WHERE id IN {ids}", ids)


REFUSED = """
UPDATE push_subscription SET refusals = refusals + 1, state = CASE WHEN refusals + 1 >= $2
  THEN 'quarantined' ELSE state END
WHERE id IN {ids} AND state = 'active'
"""


async def count_refusals(connection: Connection, ids: Iterable[int], most: int) -> None:
    """Count a refusal of each of these; after `most` in a row it is quarantined.

    It is sent nothing more, and the app makes a new one at its next start.
    """
    await _update(connection, REFUSED, ids, most)


async def forget_refusals(connection: Connection, ids: Iterable[int]) -> None:
    """Reset the count of subscriptions that were accepted again."""
    await _update(
        connection,
        "UPDATE push_subscription SET refusals = 0 WHERE id IN {ids} AND refusals > 0",
        ids,
    )


async def count_of_key(connection: Connection, vapid_key: str) -> int:
    """Return how many are reached by what this key signs."""
    active = SubscriptionRow.vapid_key == vapid_key, SubscriptionRow.state == "active"
    return int(await connection.query(SubscriptionRow.count().where(*active)))


async def forget_key(connection: Connection, vapid_key: str) -> None:
    """Send nothing more to what was subscribed with this key.

    The app makes a new subscription at its next start.
    """
    await connection.query(
        SubscriptionRow.update({SubscriptionRow.state: "gone"}).where(
            SubscriptionRow.vapid_key == vapid_key
        )
    )


async def _update(connection: Connection, template: str, ids: Iterable[int], *more: int) -> None:
    if wanted := list(ids):
        await connection.run(_among(template), _listed(wanted), *more)


def _among(template: str, lock: str = "") -> Sql:
    return Sql(
        template.format(ids=f"({NUMBERS.sqlite})"),
        template.format(ids=f"({NUMBERS.postgresql})") + lock,
    )


def _listed(ids: Iterable[int]) -> str:
    return json.dumps(sorted(set(ids)))
