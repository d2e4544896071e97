"""What the ledger says, done again to a database that came back without it. All of it may be done twice.

Records go through the one write door, so that devices see what became of them, and digests and heads are right.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from domain.declare import StreamKind
from domain.entities import SPECS
from domain.erasure import erase
from domain.overwrite import next_key, overwrite
from domain.records import Head, Record, State, singleton_id, singleton_ids
from domain.standing import PARTS, VISIBILITY, is_part_of, is_refused_write_of
from storage import people
from storage.connection import Connection
from storage.database import Database
from storage.ending import end_assignment
from storage.ledger import (
    AnyEntry,
    AssignmentEnded,
    Away,
    Began,
    DeviceRevoked,
    Erased,
    Mark,
    PersonRemoved,
    RightEnded,
    SessionsEnded,
    Unshared,
    Void,
)
from storage.streams import Door, write, write_system

HELD_APART = frozenset({*PARTS, "refused_write"})
"""Records that hold words about another record, and name it."""


async def do_again(database: Database, entries: Iterable[AnyEntry], *, now: int) -> None:
    """In the open transaction, which notes none of it a second time; `now` in milliseconds. What is not there is passed over."""
    async with database.transaction() as connection:
        connection.doing_again = True
        try:
            for entry in entries:
                await _do(database, connection, entry, now)
        finally:
            connection.doing_again = False


async def _do(database: Database, connection: Connection, entry: AnyEntry, now: int) -> None:
    match entry:
        case Erased():
            await _erase(database, connection, entry, now)
        case Unshared(record=""):
            await _close(database, connection, entry, now)
        case Unshared():
            await _hide(database, connection, entry, now)
        case AssignmentEnded():
            await _end(database, connection, entry, now)
        case _:
            await _shut_out(connection, entry)


async def _shut_out(connection: Connection, entry: Away | Began | Mark | Void) -> None:
    match entry:
        case DeviceRevoked():
            await people.revoke_device(connection, entry.device, entry.at)
        case SessionsEnded():
            await (people.end_sessions_on(connection, entry.device) if entry.device else people.end_sessions_of(connection, entry.person))
        case RightEnded():
            await (people.revoke(connection, entry.person, entry.stream) if entry.stream else people.revoke_all(connection, entry.person))
        case PersonRemoved():
            await people.set_status(connection, entry.person, entry.status)
        case Began() | Mark() | Void():
            pass
        case _:
            assert_never(entry)


async def _erase(database: Database, connection: Connection, entry: Erased, now: int) -> None:
    """Every row with these ids in the person's streams, what they consist of, and what was refused of them.

    An id that is not there gets a tombstone: a phone may still bring it.
    """
    streams = dict(await connection.rows("SELECT kind, id FROM stream WHERE person = $1 AND program = $2", entry.person, entry.program))
    assignments = await connection.rows("SELECT id FROM stream WHERE person = $1 AND assignment IS NOT NULL", entry.person)
    own = streams.get(StreamKind.OWN)
    if own is None:
        return
    async with write(database, {*streams.values(), *(id_ for (id_,) in assignments)}, now=now) as door:
        found = await door.records(entry.records)
        found |= await door.mentioning(entry.records, HELD_APART)
        parts = [record.record for record in found.values() if any(is_part_of(record, id_) for id_ in entry.records)]
        found |= await door.mentioning(parts, ["refused_write"])
        gone = [record for record in found.values() if any(_holds_words_of(record, id_) for id_ in (*entry.records, *parts))]
        known = {record.record for record in found.values()}
        gone = [record for record in gone if record.state is not State.ERASED]
        gone += [Record(stream=own, record=id_, entity="") for id_ in entry.records if id_ not in known]
        for record in gone:
            erase(record)
        await _save(door, gone)


def _holds_words_of(record: Record, id_: str) -> bool:
    return record.record == id_ or is_part_of(record, id_) or is_refused_write_of(record, id_)


async def _close(database: Database, connection: Connection, entry: Unshared, now: int) -> None:
    """Sharing stopped altogether, or the yes to one peer was taken back: written as the system writes, above every head.

    Also where it is closed already: a phone may offer a yes again that the backup knows nothing of, and it must not open the door.
    """
    found = await connection.row("SELECT kind, person, assignment FROM stream WHERE id = $1", entry.stream)
    if found is None:
        return
    kind, person, assignment = found
    if kind == StreamKind.SHARED:
        await _stop_sharing(database, connection, person, entry, now)
    elif made := await people.assignment(connection, assignment):
        async with write(database, [entry.stream], now=now) as door:
            record = singleton_id(made.uuid, "assignment")
            if _was_done((await door.records([record])).get((entry.stream, record)), entry):
                return
            await write_system(door, entry.stream, "assignment", record, {"sharing": {"shares": False}}, mutation=_mutation(entry))


async def _stop_sharing(database: Database, connection: Connection, person: int, entry: Unshared, now: int) -> None:
    """In the first settings that were not erased: those that this database never had are remembered in the private stream."""
    who = await people.person(connection, person)
    account, own = [await people.stream_of(connection, person, kind) for kind in (StreamKind.ACCOUNT, StreamKind.OWN)]
    if who is None or account is None or own is None:
        return
    async with write(database, [account, own], now=now) as door:
        ids = singleton_ids(who.uuid, "sharing_settings")
        held = await door.records(ids)
        erased = {record for (_, record), each in held.items() if each.state is State.ERASED}
        record = next(id_ for id_ in ids if id_ not in erased)
        if _was_done(held.get((account, record)), entry):
            return
        await write_system(door, account, "sharing_settings", record, {"stop": {"stop_all_sharing": True}}, mutation=_mutation(entry))


def _was_done(record: Record | None, entry: AnyEntry) -> bool:
    return record is not None and record.has(_mutation(entry))


async def _hide(database: Database, connection: Connection, entry: Unshared, now: int) -> None:
    """Moves the record, with its parts, to where the participant alone reads, and leaves a place without content behind.

    Of a record that is not there yet this keeps that it is hidden, so that a phone which offers it again does not show it to the peer.
    """
    person = await connection.value("SELECT person FROM stream WHERE id = $1", entry.stream)
    own = person and await people.stream_of(connection, person, StreamKind.OWN)
    if not own:
        return
    async with write(database, [own, entry.stream], now=now) as door:
        found = await door.records([entry.record]) | await door.mentioning([entry.record], PARTS)
        shown = found.get((entry.stream, entry.record))
        if shown is None and not any(record.record == entry.record for record in found.values()):
            await _keep_hidden(door, own, entry)
        if shown is None or shown.state in (State.HIDDEN, State.ERASED):
            return
        parts = [each for each in found.values() if each.stream == entry.stream and is_part_of(each, entry.record)]
        left = [Record(stream=entry.stream, record=each.record, entity=each.entity, state=State.HIDDEN) for each in (shown, *parts)]
        for record in (shown, *parts):
            record.stream = own
        _show_to_no_one(shown, entry, now)
        await _save(door, [*left, shown, *parts])


async def _keep_hidden(door: Door, own: int, entry: Unshared) -> None:
    """A record that is removed until its words come: then it stands in the private stream, and its visibility has a head."""
    if VISIBILITY not in getattr(SPECS.get(entry.entity), "groups", ()):
        return
    record = Record(stream=own, record=entry.record, entity=entry.entity, state=State.REMOVED)
    _show_to_no_one(record, entry, door.now)
    await _save(door, [record])


def _show_to_no_one(record: Record, entry: Unshared, now: int) -> None:
    """What is removed stays so: the head that the system writes is covered like the others."""
    if VISIBILITY in SPECS[record.entity].groups:
        state, covered = record.state, record.covered.get(VISIBILITY, [])
        overwrite(record, SPECS[record.entity], {VISIBILITY: {"shared": False}}, Head(_mutation(entry), next_key(record, now)))
        record.state = state
        if state is State.REMOVED:
            record.covered[VISIBILITY] = [*covered, _mutation(entry)]


async def _end(database: Database, connection: Connection, entry: AssignmentEnded, now: int) -> None:
    made = await people.assignment(connection, entry.assignment)
    if made is None or made.status == "ended":
        return
    shared = await people.stream_of(connection, made.participant, StreamKind.SHARED)
    async with write(database, [stream for stream in (shared, made.stream) if stream is not None], now=now) as door:
        await end_assignment(door, made, date.fromisoformat(entry.ends_on), mutation=_mutation(entry))


async def _save(door: Door, records: list[Record]) -> None:
    for record in records:
        door.number(record)
    await door.save(records)


def _mutation(entry: AnyEntry) -> str:
    """The id of what the system writes because of an entry: the same each time."""
    return singleton_id(entry.id, "ledger")
