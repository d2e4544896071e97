"""When nothing is in the way any more, outboxes empty, and devices and database agree.

Every word is where it belongs.
"""

import random

import msgspec

from domain.declare import Role
from domain.entities import SPECS
from domain.records import singleton_id
from domain.values import is_id
from records.record_rows import DIGEST_MODULUS, digest_of
from recovery.erased_elsewhere import erase_refusals_of_erased
from tests.simulation.broken import Broken
from tests.simulation.disk import Entry
from tests.simulation.fates import Frozen
from tests.simulation.histories import History, registers_of
from tests.simulation.holding import every_stream_is_there, nothing_lacks, nothing_lives_on
from tests.simulation.naming import follow_names_now
from tests.simulation.play import Play
from tests.simulation.verdicts import Verdict

ROUNDS = 4


async def end(play: Play) -> None:
    """Raises Broken where a promise does not hold."""
    while play.late:
        play.now += 1000
        await play.send(play.late.pop()[1])
    await follow_erases(play)
    await follow_names_now(play.office, play.now)
    await everyone_syncs(play)
    for phone in play.phones:
        for entry in phone.outbox:
            if not _may_wait(play, entry):
                raise Broken("stuck", f"on device {phone.seat.device}: {entry}")
        every_stream_is_there(play.wire.books, phone)
        nothing_lacks(play.wire.books, phone)
        nothing_lives_on(play.wire.books, phone)
    stored = await _stored(play)
    for frozen in play.frozen.values():
        _is_accounted_for(play, frozen, stored)
    _everything_came_back(play)
    play.wire.books.withdrawn.check(play.wire.database.ledger.read())
    await follow_erases(play)
    await nothing_returned(play)


async def follow_erases(play: Play) -> None:
    """What a serving process does right after an erase."""
    await erase_refusals_of_erased(play.wire.database, now=play.now)
    play.wire.books.withdrawn.follow()


async def everyone_syncs(play: Play) -> None:
    rng = random.Random(0)
    for _ in range(ROUNDS):
        for phone in play.phones:
            play.now += 1000
            await play.sync(phone, rng)


async def nothing_returned(play: Play) -> None:
    """No word that was erased is in any table."""
    async with play.wire.database.reading() as connection:
        tables = [
            name
            for (name,) in await connection.rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
            )
        ]
        everything = " ".join(
            [str(await connection.rows(f"SELECT * FROM {name}")) for name in tables]
        )
    if returned := [token for token in play.wire.books.withdrawn.tokens if token in everything]:
        raise Broken("returned", f"{sorted(returned)}")


def _everything_came_back(play: Play) -> None:
    """Raise Broken unless each came back with the key that it was acknowledged with.

    One that was erased, or whose stream is not there, need not.
    """
    books = play.wire.books
    for each, was in play.owed.items():
        frozen, now = play.frozen[each], books.settled.get(each)
        history = books.histories.get(frozen.record)
        if (
            each in books.gone
            or each in play.dead
            or (history and history.erased)
            or not books.rights.exists(frozen.stream)
        ):
            continue
        if now is None and not _waits(play, frozen, set()):
            raise Broken("lost", f"{frozen.op} of {frozen.entity} was not offered again")
        if now and (each in books.plain or _had_no_chance(frozen, now)):
            continue
        if (
            now
            and was.outcome in ("applied", "adjusted")
            and (now.key != was.key or now.outcome not in ("applied", "adjusted"))
        ):
            raise Broken(
                "lost", f"{frozen.op} of {frozen.entity} came back as {now}, and was {was}"
            )


def _had_no_chance(frozen: Frozen, now: Verdict) -> bool:
    """Whether the record cannot be offered again.

    A mistake made it, its create was never acknowledged, or the system had made it.
    """
    spec = SPECS.get(frozen.entity)
    return now.code in ("append_only", "depends_on_refused") or (
        spec is not None and spec.policy.created_by is Role.SYSTEM
    )


def _may_wait(play: Play, entry: Entry) -> bool:
    """Whether it may go on waiting.

    It waits for a server that is newer, for what has gone with another phone, or for a record that
    its maker was refused, which nobody else is told of; and still would for what waits so.
    """
    return (
        entry.result is not None
        and entry.result.outcome == "deferred"
        and _waits(play, entry.frozen, set())
    )


def _waits(play: Play, frozen: Frozen, asked: set[str]) -> bool:
    if frozen.id in asked or frozen.id in play.wire.books.settled:
        return False
    if frozen.waits_for_a_server or frozen.id in play.dead:
        return True
    asked.add(frozen.id)
    needed = [
        each
        for each in play.frozen.values()
        if each.begins and each.record in (frozen.record, frozen.whole) and not each.named
    ]
    needed += [play.frozen[each] for each in frozen.named if each in play.frozen]
    refused = play.wire.books.refused
    return any(
        (each.author != frozen.author and each.id in refused) or _waits(play, each, asked)
        for each in needed
    )


async def _stored(play: Play) -> dict[tuple[int, str], str]:
    """Return every record's words as they are stored.

    Raises Broken unless heads, receipts and digests are right.
    """
    async with play.wire.database.reading() as connection:
        rows = await connection.rows(
            "SELECT stream, record, seq, state, body, kept, covered, dismissed, heads, "
            "history FROM record"
        )
        streams = await connection.rows("SELECT id, head, live, digest FROM stream")
        receipts = await connection.rows("SELECT mutation, result FROM receipt")
    refused = {
        mutation
        for mutation, result in receipts
        if "refused" in msgspec.json.decode(result)["result"]["outcome"]
    }
    books = play.wire.books
    known_refused = {id_ if is_id(id_) else singleton_id(id_, "receipt") for id_ in books.refused}
    if refused != known_refused:
        raise Broken("lost", f"receipts of refused mutations: {refused ^ known_refused}")
    if {(row[0], row[1]) for row in rows} != books.places():
        raise Broken("diverged", f"records {({(row[0], row[1]) for row in rows}) ^ books.places()}")
    for stream, record, *_, history in rows:
        known = books.histories[record]
        receipts = msgspec.json.decode(history).keys()
        if stream == known.stream and receipts != known.applied.keys():
            raise Broken("lost", f"receipts of {record}: {receipts ^ known.applied.keys()}")
    for stream, head, live, digest in streams:
        own = [(row[1], row[2]) for row in rows if row[0] == stream and row[3] == 0]
        if (live, digest) != (len(own), sum(digest_of(*each) for each in own) % DIGEST_MODULUS):
            raise Broken("diverged", f"digest of stream {stream}")
        if head < max((row[2] for row in rows if row[0] == stream), default=0):
            raise Broken("diverged", f"head of stream {stream}")
    return {(row[0], row[1]): " ".join(str(each) for each in row[4:9]) for row in rows}


def _is_accounted_for(play: Play, frozen: Frozen, stored: dict[tuple[int, str], str]) -> None:
    """Refused words are kept for their author.

    Applied ones are shown, kept, let go, in the bin, or were replaced by who saw them.
    """
    books = play.wire.books
    history = books.histories.get(frozen.record)
    if frozen.id in books.gone or (history and history.erased):
        return
    if frozen.id in books.refused:
        _is_kept(play, frozen, stored)
    elif history and frozen.id in books.settled:
        _is_in(history, frozen, stored[history.stream, frozen.record])
    elif not _waits(play, frozen, set()):
        raise Broken("lost", f"{frozen.op} of {frozen.entity} was never decided")


def _is_in(history: History, frozen: Frozen, words: str) -> None:
    for _, register, value in registers_of(frozen.entity, frozen.groups):
        if not history.superseded(frozen.id, register):
            mine = f"{register} {msgspec.json.encode(value).decode()}"
            _all_in(frozen, [token for token in frozen.tokens if token in mine], words)


def _is_kept(play: Play, frozen: Frozen, stored: dict[tuple[int, str], str]) -> None:
    words = [
        text
        for (stream, _), text in stored.items()
        if stream == play.account(frozen.author) and frozen.id in text
    ]
    if words or not play.wire.books.was_erased(frozen):
        _all_in(frozen, frozen.tokens, "".join(words))


def _all_in(frozen: Frozen, tokens: list[str], words: str) -> None:
    if missing := [token for token in tokens if token not in words]:
        raise Broken("lost", f"{missing} of {frozen.op} of {frozen.entity} by {frozen.author}")
