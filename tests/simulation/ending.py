"""When nothing is in the way any more: outboxes empty, devices and database agree, and every word is where it belongs."""

import random

import msgspec

from domain.entities import SPECS
from storage.record_rows import DIGEST_MODULUS, digest_of
from tests.simulation.broken import Broken
from tests.simulation.fates import Frozen
from tests.simulation.histories import LIFE, History
from tests.simulation.holding import nothing_lacks, nothing_lives_on
from tests.simulation.play import Play

ROUNDS = 4


async def end(play: Play) -> None:
    """Raises Broken where a promise does not hold."""
    rng = random.Random(0)
    while play.late:
        play.now += 1000
        await play.send(play.late.pop()[1])
    for _ in range(ROUNDS):
        for phone in play.phones:
            play.now += 1000
            await play.sync(phone, rng)
    for phone in play.phones:
        if phone.outbox:
            raise Broken("stuck", f"on device {phone.seat.device}: {phone.outbox[0]}")
        nothing_lacks(play.wire.books, phone)
        nothing_lives_on(play.wire.books, phone)
    stored = await _stored(play)
    for frozen in play.frozen.values():
        _is_accounted_for(play, frozen, stored)


async def _stored(play: Play) -> dict[tuple[int, str], str]:
    """Every record's words as they are stored, after heads, receipts and digests were found right."""
    async with play.wire.database.reading() as connection:
        rows = await connection.rows("SELECT stream, record, seq, state, body, kept, covered, history FROM record")
        streams = await connection.rows("SELECT id, head, live, digest FROM stream")
        refused = {mutation for (mutation,) in await connection.rows("SELECT mutation FROM receipt")}
    books = play.wire.books
    if refused != books.refused.keys():
        raise Broken("lost", f"receipts of refused mutations: {refused ^ books.refused.keys()}")
    if {(row[0], row[1]) for row in rows} != books.histories.keys():
        raise Broken("diverged", f"records {({(row[0], row[1]) for row in rows}) ^ books.histories.keys()}")
    for stream, record, *_, history in rows:
        if msgspec.json.decode(history).keys() != books.histories[stream, record].applied.keys():
            raise Broken("lost", f"receipts of {record}")
    for stream, head, live, digest in streams:
        own = [(row[1], row[2]) for row in rows if row[0] == stream and row[3] == 0]
        if (live, digest) != (len(own), sum(digest_of(*each) for each in own) % DIGEST_MODULUS):
            raise Broken("diverged", f"digest of stream {stream}")
        if head < max((row[2] for row in rows if row[0] == stream), default=0):
            raise Broken("diverged", f"head of stream {stream}")
    return {(row[0], row[1]): " ".join(str(each) for each in row[4:7]) for row in rows}


def _is_accounted_for(play: Play, frozen: Frozen, stored: dict[tuple[int, str], str]) -> None:
    """Refused words are kept for their author; applied ones are shown, kept, in the bin, or were replaced by who saw them."""
    books = play.wire.books
    if frozen.id in books.refused:
        words = next(text for (stream, _), text in stored.items() if stream == play.account(frozen.author) and frozen.id in text)
        _all_in(frozen, frozen.tokens, words)
        return
    if frozen.id not in books.settled:
        raise Broken("lost", f"{frozen.op} of {frozen.entity} was never decided")
    if frozen.op != "edit":
        return
    history = books.histories[frozen.stream, frozen.record]
    for group, value in frozen.groups.items():
        if not _is_replaced(history, group, frozen):
            mine = msgspec.json.encode(value).decode()
            _all_in(frozen, [token for token in frozen.tokens if token in mine], stored[frozen.stream, frozen.record])


def _is_replaced(history: History, group: str, frozen: Frozen) -> bool:
    """By a later edit of the same role, whose writer had these words on the screen."""
    return group != LIFE and group in SPECS[history.entity].groups and history.superseded(frozen.id, group)


def _all_in(frozen: Frozen, tokens: list[str], words: str) -> None:
    if missing := [token for token in tokens if token not in words]:
        raise Broken("lost", f"{missing} of {frozen.op} of {frozen.entity} by {frozen.author}")
