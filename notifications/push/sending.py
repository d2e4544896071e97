"""Sends claimed notices, and writes down what the push services answered."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from database.database import Connection, Database
from notifications.policy.kinds import KINDS
from notifications.policy.kinds.nudge import delivery_group
from notifications.push.outcome import MOST_REFUSALS, PushOutcome, outcome
from notifications.push.payload import payload
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import AT_ONCE_PER_HOST, Letter, Message, Sender
from notifications.queue import leases, push_subscriptions
from notifications.queue.deciding import Outgoing
from notifications.queue.inbox import InboxEntry, read_seen, write_entries
from notifications.queue.leases import Verdict
from notifications.queue.notices import mark_opened
from notifications.queue.push_subscriptions import PushSubscription
from records.streams import StreamWriter, stream_transaction

ENCRYPTED_AT_ONCE = 16
"""About two milliseconds of work; then other tasks of this process have a turn."""
MOST_ATTEMPTS = 5
BATCH = 200


class Sent(Struct, frozen=True):
    """A notice, and the outcome for each of the person's devices."""

    notice: Outgoing
    outcomes: dict[int, PushOutcome]


async def send_all(
    notices: Sequence[Outgoing],
    sender: Sender,
    keys: VapidKeys,
    *,
    now: int,
    spread: Callable[[], float],
) -> list[Sent]:
    """Send each notice to every device of its person.

    `now` in milliseconds; `spread` gives numbers from 0 to 1. All are encrypted first and posted
    then: one after the other cost half as much again.
    """
    sent = [Sent(notice, {}) for notice in notices]
    waiting: dict[str, list[tuple[Sent, int, Letter]]] = {}
    pushes = [(one, subscription) for one in sent for subscription in one.notice.subscriptions]
    for place, (one, subscription) in enumerate(pushes):
        if place % ENCRYPTED_AT_ONCE == 0:
            await asyncio.sleep(0)
        letter = _letter(one.notice, subscription, sender, keys, now)
        if isinstance(letter, Letter):
            waiting.setdefault(letter.target.origin, []).append((one, subscription.id, letter))
        else:
            one.outcomes[subscription.id] = letter

    async def lane(letters: Iterator[tuple[Sent, int, Letter]]) -> None:
        for one, device, letter in letters:
            answer = await sender.post(letter, now)
            one.outcomes[device] = outcome(
                answer.status,
                answer.retry_after,
                now=now,
                attempts=one.notice.attempts,
                spread=spread(),
            )

    turns = [(iter(letters), min(len(letters), AT_ONCE_PER_HOST)) for letters in waiting.values()]
    await asyncio.gather(*(lane(letters) for letters, lanes in turns for _ in range(lanes)))
    return sent


def _letter(
    notice: Outgoing, subscription: PushSubscription, sender: Sender, keys: VapidKeys, now: int
) -> Letter | PushOutcome:
    # The push service would refuse another key's signature; the app subscribes anew when it is
    # opened.
    if subscription.vapid_key not in keys:
        return PushOutcome("gone", "other_key")
    kind = KINDS[notice.kind]
    topic = keys.topic(subscription.id, now, of=kind.topic)
    message = Message(payload(notice.uuid, notice.language), notice.ttl, kind.urgency, topic)
    return sender.sealed(subscription, message, now) or PushOutcome("failed", "refused")


def settled_outcome(outcomes: Iterable[PushOutcome], attempts: int) -> PushOutcome:
    """Return what a notice came to, over all devices.

    One device that took it is enough; else it is worth waiting; else it failed, or is gone
    everywhere.
    """
    for wanted in ("accepted", "retry", "failed", "gone"):
        for one in outcomes:
            if one.kind == wanted:
                return (
                    PushOutcome("failed", one.reason)
                    if one.kind == "retry" and attempts + 1 >= MOST_ATTEMPTS
                    else one
                )
    raise ValueError("a notice without a device was sent")


async def settle_sent(
    database: Database, sent: Sequence[Sent], *, owner: str, now: int, new_id: Callable[[], str]
) -> None:
    """Write what became of notices that this worker sent, in their inbox entries too.

    Those whose lease was lost stay as they are.
    """
    verdicts = {one.notice.id: _verdict(one, now) for one in sent}
    async with stream_transaction(database, {one.notice.stream for one in sent}, now=now) as writer:
        done = await leases.record_verdicts(writer.connection, owner, verdicts.values())
        entries = [
            _entry(one.notice, verdicts[one.notice.id].state)
            for one in sent
            if one.notice.id in done
        ]
        await write_entries(writer, filter(None, entries), new_id)
        await _opened(
            writer,
            [
                one.notice
                for one in sent
                if one.notice.id in done and not KINDS[one.notice.kind].makes_entry
            ],
        )
        await _heed(writer.connection, [heard for one in sent for heard in one.outcomes.items()])


async def _heed(connection: Connection, heard: Sequence[tuple[int, PushOutcome]]) -> None:
    """Write what the answers say about the subscriptions themselves."""
    await push_subscriptions.mark_gone(
        connection, [id_ for id_, what in heard if what.kind == "gone"]
    )
    await push_subscriptions.count_refusals(
        connection, [id_ for id_, what in heard if what.refused], MOST_REFUSALS
    )
    await push_subscriptions.forget_refusals(
        connection, [id_ for id_, what in heard if what.kind == "accepted"]
    )


async def _opened(writer: StreamWriter, notices: Sequence[Outgoing]) -> None:
    """Mark notices that were opened while they were on their way.

    The entry of a nudge says so itself when it is written.
    """
    for stream, uuid in await read_seen(
        writer, [(notice.stream, notice.uuid) for notice in notices]
    ):
        await mark_opened(writer.connection, stream, uuid, answered=False, now=writer.now)


def _verdict(sent: Sent, now: int) -> Verdict:
    attempts = sent.notice.attempts + 1
    result = settled_outcome(list(sent.outcomes.values()), sent.notice.attempts)
    state, until = ("held", now + result.after) if result.kind == "retry" else (result.kind, None)
    return Verdict(
        sent.notice.id, state, "" if state == "accepted" else result.reason, until, attempts, now
    )


def _entry(notice: Outgoing, state: str) -> InboxEntry | None:
    if state == "held" or not KINDS[notice.kind].makes_entry:
        return None
    return InboxEntry(notice.stream, notice.uuid, delivery_group(state))


async def give_up_abandoned(database: Database, *, now: int, new_id: Callable[[], str]) -> int:
    """Mark what a lost worker had as unknown, never to be sent again; return how many.

    The peer reads 'may not have arrived'.
    """
    async with database.reading() as connection:
        lost = await leases.abandoned(connection, now, BATCH)
    if not lost:
        return 0
    # A second look under the lock: the worker may have settled them between the two transactions.
    async with stream_transaction(database, {stream for _, stream in lost}, now=now) as writer:
        given_up = await leases.mark_lost(writer.connection, [id_ for id_, _ in lost], now)
        entries = [
            InboxEntry(stream, uuid, delivery_group("unknown"))
            for uuid, stream, kind in given_up
            if KINDS[kind].makes_entry
        ]
        await write_entries(writer, entries, new_id)
    return len(given_up)
