"""After a fault: what the phones, the database and the rules say of each other.

Raises Broken at the first promise that does not hold.
"""

import asyncio
import random
import time
from collections.abc import Iterable
from typing import Any

from tests.faults import http
from tests.faults.engines import Stage
from tests.faults.people import Cast, Seat
from tests.faults.phone import AT_ONCE, Frozen, Phone, first_answer
from tests.faults.recount import digest, numbers_hold, read_stored
from tests.faults.tally import Broken
from tests.golden.less import as_told_now
from tests.phone.wire import Place, Row
from tests.simulation.histories import LIFE, Applied, History

RECOVERS_WITHIN = 15
PAUSE = 0.05
DONE = ("applied", "adjusted")

Histories = dict[Place, History]


async def examine(stage: Stage, cast: Cast, phones: list[Phone]) -> None:
    for phone in [*phones, *phones]:  # once more, to hear of what the others only sent now
        await _recover(phone)
    for phone in phones:
        await _send_again(phone)
    fresh = [await _read_anew(seat, stage.server.port) for seat in cast.fresh]
    histories = _histories(phones)
    _phones_agree(phones, fresh, histories)
    async with stage.opened() as database:
        stored = await read_stored(database, cast)
        await numbers_hold(database, cast, phones)
    for phone in phones:
        for frozen in phone.frozen:
            _is_accounted_for(phone, frozen, histories, stored)


def _phones_agree(phones: list[Phone], fresh: list[Phone], histories: Histories) -> None:
    for phone in [*phones, *fresh]:
        _has_leaked_nothing(phone, phones)
        _holds(phone, histories, whole=phone in phones)
        _digests_agree(phone)
    for old in phones:
        _misses_nothing(old, next(each for each in fresh if each.seat.person == old.seat.person))


async def _recover(phone: Phone) -> None:
    """The phone goes on as if nothing had been, until all is sent and read."""
    deadline = time.monotonic() + RECOVERS_WITHIN
    while True:
        try:
            await phone.sync()
            if not phone.outbox:
                return
        except http.Broken as broken:
            if time.monotonic() > deadline:
                raise Broken(
                    "stuck", f"{phone.seat.name} is still turned away: {broken!r}"
                ) from None
        await asyncio.sleep(PAUSE)
        if time.monotonic() > deadline:
            raise Broken("stuck", f"{phone.seat.name} waits with {phone.outbox[:1]}")


async def _read_anew(seat: Seat, port: int) -> Phone:
    phone = Phone(seat, port, random.Random(0))
    try:
        await _recover(phone)
    finally:
        phone.http.close()
    return phone


async def _send_again(phone: Phone) -> None:
    """Everything that it ever sent: each has to be known, with the answer that was given first."""
    for start in range(0, len(phone.frozen), AT_ONCE):
        sent = phone.frozen[start : start + AT_ONCE]
        answer = await phone.exchange([each.wire for each in sent], phone.cursor)
        for frozen, result in zip(sent, answer.results, strict=True):
            if result["outcome"] != "duplicate":
                raise Broken(
                    "lost",
                    f"{phone.seat.name} was told {frozen.answer}; sent again, it is {result}",
                )
            if first_answer(result) != frozen.answer:
                raise Broken(
                    "diverged",
                    f"{phone.seat.name} was told {frozen.answer}; sent again, it is {result}",
                )


def _histories(phones: Iterable[Phone]) -> Histories:
    """Return every record as the rules make it from the mutations applied to it.

    Their order does not matter.
    """
    histories: Histories = {}
    for phone in phones:
        for frozen in phone.frozen:
            answer, wire = frozen.answer, frozen.wire
            if answer is None or answer["outcome"] not in DONE:
                continue
            place = answer["stream"], wire["record"]
            groups = {LIFE: {}} if wire["op"] == "restore" else wire["set"]
            bases = {group: {head[0] for head in heads} for group, heads in wire["base"].items()}
            history = histories.setdefault(
                place, History(stream=place[0], record=place[1], entity=wire["entity"])
            )
            history.add(
                Applied(
                    id=wire["id"],
                    op=wire["op"],
                    key=tuple(answer["key"]),
                    groups=groups,
                    bases=bases,
                )
            )
    return histories


def _has_leaked_nothing(phone: Phone, phones: Iterable[Phone]) -> None:
    """No word of a stream has ever reached a phone that may not read it."""
    for other in phones:
        for frozen in other.frozen:
            if frozen.token.encode() in phone.tokens_seen and not _may_see(phone, other, frozen):
                raise Broken("leaked", f"{phone.seat.name} saw {frozen.wire} of {other.seat.name}")


def _may_see(phone: Phone, author: Phone, frozen: Frozen) -> bool:
    refused = frozen.answer is not None and frozen.answer["outcome"] not in DONE
    return phone.seat.person == author.seat.person or (
        not refused and frozen.place[0] in phone.seat.reads
    )


def _holds(phone: Phone, histories: Histories, *, whole: bool) -> None:
    """The phone's rows are what the rules make of all that was applied.

    One that reads anew is told of live records alone.
    """
    seen = {
        place: row for place, row in phone.rows.items() if row.entity in ("goal", "journal_note")
    }
    expected = {
        place
        for place, each in histories.items()
        if place[0] in phone.seat.reads and (whole or not each.view.removed)
    }
    if seen.keys() != expected:
        raise Broken(
            "diverged",
            f"{phone.seat.name} holds {seen.keys() - expected} and lacks {expected - seen.keys()}",
        )
    for place, row in seen.items():
        view = histories[place].view
        heads = {
            group: [[each, list(key)] for each, key in heads] for group, heads in view.heads.items()
        }
        told: dict[str, Any] = {
            "entity": row.entity,
            "state": row.state,
            "heads": heads,
            "body": view.body,
        }
        want = told if phone.seat.role != "peer" else as_told_now(told, "shared", "peer")
        if _unordered(row.heads) != _unordered(want["heads"]):
            raise Broken("diverged", f"heads on {phone.seat.name}: {row} instead of {view}")
        if (row.state == "live") is view.removed:
            raise Broken("diverged", f"state on {phone.seat.name}: {row} instead of {view}")
        own = phone.seat.role != "peer"
        if row.state == "live" and (
            row.body != view.body or (own and row.kept_versions != view.kept)
        ):
            raise Broken("diverged", f"words on {phone.seat.name}: {row} instead of {view}")


def _unordered(heads: dict[str, Any]) -> dict[str, Any]:
    return {group: sorted(each) for group, each in heads.items()}


def _digests_agree(phone: Phone) -> None:
    for stream, told in phone.digests.items():
        live = [
            (record, row.seq)
            for (each, record), row in phone.rows.items()
            if each == int(stream) and row.state == "live"
        ]
        if told != [len(live), digest(live)]:
            raise Broken(
                "diverged",
                (
                    f"{phone.seat.name} was told {told} of stream {stream} and holds "
                    f"{len(live)}, {digest(live)}"
                ),
            )


def _misses_nothing(old: Phone, fresh: Phone) -> None:
    """A reader that went on from its cursor holds what one holds that reads anew."""
    live = {place: row for place, row in old.rows.items() if row.state == "live"}
    if live != {place: row for place, row in fresh.rows.items() if row.state == "live"}:
        raise Broken("diverged", f"{old.seat.name}: {_different(live, fresh.rows)}")


def _different(
    one: dict[Place, Row], other: dict[Place, Row]
) -> dict[Place, tuple[Row | None, Row | None]]:
    return {
        place: (one.get(place), other.get(place))
        for place in one.keys() | other.keys()
        if one.get(place) != other.get(place)
    }


def _is_accounted_for(
    phone: Phone, frozen: Frozen, histories: Histories, stored: dict[Place, tuple[set[str], str]]
) -> None:
    """Raise Broken unless the words of one mutation are accounted for.

    They are shown, kept, in the bin, among the refused writes, or were replaced by someone who saw
    them.
    """
    assert frozen.answer is not None
    mutation = frozen.wire["id"]
    if frozen.answer["outcome"] not in DONE:
        account = [
            words
            for (stream, _), (_, words) in stored.items()
            if stream == phone.seat.streams["account"]
        ]
        if not any(mutation in words and frozen.token in words for words in account):
            raise Broken("lost", f"refused words of {phone.seat.name}: {frozen}")
        return
    place = frozen.answer["stream"], frozen.wire["record"]
    receipts, words = stored.get(place, (set(), ""))
    if mutation not in receipts:
        raise Broken("lost", f"the receipt of {frozen}")
    replaced = all(histories[place].superseded(mutation, group) for group in frozen.wire["set"])
    if frozen.token not in words and not replaced:
        raise Broken("lost", f"words of {phone.seat.name}: {frozen}")


def account(phones: list[Phone]) -> dict[str, Any]:
    """Events and acknowledgements of one fault."""
    return {
        "events": sum(phone.round_trips + len(phone.frozen) for phone in phones),
        "acknowledged": sum(len(phone.acknowledged) for phone in phones),
    }
