"""Decides about a batch of notices at the last moment.

Rights and rules are read again, and the inbox entries are made, in one transaction.
"""

from collections.abc import Callable, Sequence

from database.database import Connection, Database
from notifications.policy.backoff import LOOKED_AT
from notifications.policy.delivery import CAP_WINDOW
from notifications.policy.kinds import KINDS
from notifications.policy.schedule import DAY
from notifications.queue import leases, past_notices, push_subscriptions
from notifications.queue.checked_in import checked_in, peers_who_see
from notifications.queue.deciding import BatchContext, Lease, Outgoing, decide_one
from notifications.queue.inbox import read_plans, read_seen, write_entries
from notifications.queue.leases import LeasedNotice
from notifications.queue.revalidate import still_wanted
from records.streams import StreamWriter, stream_transaction

DAY_MS = DAY.days * 86_400_000


async def claim(
    database: Database,
    claimed: Sequence[tuple[int, int]],
    *,
    lease: Lease,
    now: int,
    new_id: Callable[[], str],
) -> list[Outgoing]:
    """Decide about notices that this worker took, as (id, stream).

    What is returned is to be sent at once, and then settled.
    """
    async with stream_transaction(database, {stream for _, stream in claimed}, now=now) as writer:
        notices = await leases.lock_leased(
            writer.connection, lease.owner, [id_ for id_, _ in claimed]
        )
        batch = await _batch_context(writer, notices, lease, now)
        steps = [decide_one(notice, batch) for notice in notices]
        # Before the entries: an entry that its person has opened moves the notice on.
        await leases.record_decisions(writer.connection, [one.move for one in steps])
        await write_entries(writer, [one.entry for one in steps if one.entry], new_id)
    return [one.outgoing for one in steps if one.outgoing]


async def _batch_context(
    writer: StreamWriter, notices: Sequence[LeasedNotice], lease: Lease, now: int
) -> BatchContext:
    connection = writer.connection
    people = {notice.person for notice in notices}
    plans = await read_plans(
        writer,
        [(notice.stream, notice.source) for notice in notices if KINDS[notice.kind].makes_entry],
    )
    planned = [
        (notice, plans[notice.stream, notice.source])
        for notice in notices
        if (notice.stream, notice.source) in plans
    ]
    needless = await _checked_in(
        connection, [notice for notice, plan in planned if plan.only_if_no_check_in]
    )
    repeating = {notice.person for notice, plan in planned if plan.repeat != "once"}
    return BatchContext(
        now=now,
        lease=lease,
        plans=plans,
        seen=await read_seen(writer, [(notice.stream, notice.uuid) for notice in notices]),
        rang=await past_notices.rings_since(connection, people, now - CAP_WINDOW.days * DAY_MS),
        latest=await past_notices.latest_nudges(connection, repeating, now, LOOKED_AT),
        checked_in={notice.id for notice in needless},
        shown=await _shown(connection, needless),
        unwanted=await still_wanted(connection, notices),
        subscriptions=await push_subscriptions.of_people(connection, people),
    )


async def _checked_in(
    connection: Connection, notices: Sequence[LeasedNotice]
) -> list[LeasedNotice]:
    """Return those whose person has a check-in of the day that they are for."""
    asked = [(notice.person, notice.local_date) for notice in notices]
    found = await checked_in(connection, asked)
    return [notice for notice, on in zip(notices, asked, strict=True) if on in found]


async def _shown(connection: Connection, notices: Sequence[LeasedNotice]) -> set[int]:
    """Return those whose peer may see such a check-in, by what the participant shares now."""
    asked = [(notice.stream, notice.local_date) for notice in notices]
    found = await peers_who_see(connection, asked)
    return {notice.id for notice, on in zip(notices, asked, strict=True) if on in found}
