"""What the ledger says, done again to a database that came back without it. All of it may be done twice.

Records go through the one write door, so that devices see what became of them, and digests and heads are right.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import accounts
from accounts.sharing import stop_sharing, trust_peer
from database.connection import Connection
from database.database import Database
from domain.admission import kept_ids
from domain.authority import LEDGER
from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.erasure import erase, falls_with
from domain.found import Found
from domain.ledger_entries import (
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
from domain.overwrite import next_key, overwrite
from domain.permissions import Writable
from domain.records import Head, Record, State, singleton_id, singleton_ids
from domain.standing import NAMING, PARTS, REFUSED_WRITE, VISIBILITY, moved
from program.assignment_end import end_assignment
from records.past_receipts import recall
from records.streams import StreamWriter, lock_streams, write_system

STREAMS = "SELECT id, kind FROM stream WHERE person = $1 AND program = $2"


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
            await accounts.revoke_device(connection, entry.device, entry.at, sealed=entry.sealed)
        case SessionsEnded():
            await (
                accounts.end_sessions_on(connection, entry.device)
                if entry.device
                else accounts.end_sessions_of(connection, entry.person)
            )
        case RightEnded():
            await (
                accounts.revoke(connection, entry.person, entry.stream)
                if entry.stream
                else accounts.revoke_all(connection, entry.person)
            )
        case PersonRemoved():
            await accounts.set_status(connection, entry.person, entry.status)
        case Began() | Mark() | Void():
            pass
        case _:
            assert_never(entry)


async def _erase(database: Database, connection: Connection, entry: Erased, now: int) -> None:
    """What the person's own erase takes, decided by the same rule; an id of which nothing is there gets a tombstone.

    A phone may still bring it.
    """
    own = {
        id_: _own_role(id_, StreamKind(kind))
        for id_, kind in await connection.rows(STREAMS, entry.person, entry.program)
    }
    streams = {
        id_: stream for id_, stream in own.items() if id_ in entry.streams or not entry.streams
    }
    if (home := _home(streams.values())) is None:
        return
    async with lock_streams(database, streams, now=now) as writer:
        rows = await writer.records(entry.records) | await writer.mentioning(entry.records, NAMING)
        rows |= await writer.mentioning(
            [row.record for row in rows.values() if row.entity in PARTS], [REFUSED_WRITE]
        )
        found = Found(rows | writer.unreadable)
        gone = {
            (row.stream, row.record): row
            for id_ in entry.records
            for row in falls_with(id_, found, streams)
        }
        there = {record for _, record in gone} | kept_ids(await _uuid(connection, entry.person))
        gone |= {
            (home, id_): Record(stream=home, record=id_, entity="")
            for id_ in entry.records
            if id_ not in there
        }
        anew = [row for row in gone.values() if row.state is not State.ERASED]
        for row in anew:
            erase(row)
        await _save(writer, anew)


async def _uuid(connection: Connection, person: int) -> str:
    who = await accounts.person(connection, person)
    return who.uuid if who else ""


def _own_role(stream: int, kind: StreamKind) -> Writable:
    """What a person is in a stream of their own."""
    return Writable(stream, kind, Role.SELF if kind is StreamKind.ACCOUNT else Role.PARTICIPANT)


def _home(streams: Iterable[Writable]) -> int | None:
    """Where a tombstone is put of what cannot be placed any more: the private stream; staff have their account alone."""
    by_kind = {stream.kind: stream.id for stream in streams}
    return by_kind.get(StreamKind.OWN, by_kind.get(StreamKind.ACCOUNT))


async def _close(database: Database, connection: Connection, entry: Unshared, now: int) -> None:
    """Sharing stopped altogether, or the yes to one peer was taken back: written as the system writes, above every head.

    Also where it is closed already: a phone may offer a yes again that the backup knows nothing of, and it must not open the door.
    """
    found = await connection.row(
        "SELECT kind, person, assignment FROM stream WHERE id = $1", entry.stream
    )
    if found is None:
        return
    kind, person, assignment = found
    if kind == StreamKind.SHARED:
        await _stop_sharing(database, connection, person, entry, now)
    elif made := await accounts.assignment(connection, assignment):
        async with lock_streams(database, [entry.stream], now=now) as writer:
            record = singleton_id(made.uuid, "assignment")
            if await _was_done(
                writer, (await writer.records([record])).get((entry.stream, record)), entry
            ):
                return
            sharing = {"sharing": {"shares": False}}
            written = await write_system(
                writer, entry.stream, "assignment", record, sharing, mutation=_mutation(entry)
            )
            if written.is_set_aside:
                await trust_peer(connection, assignment, shares=False, now=now)


async def _stop_sharing(
    database: Database, connection: Connection, person: int, entry: Unshared, now: int
) -> None:
    """In the first settings that were not erased: those that this database never had are remembered in the private stream.

    Where there are none, or something else stands in their places, sharing is stopped all the same.
    """
    who = await accounts.person(connection, person)
    account, own = [
        await accounts.stream_of(connection, person, kind)
        for kind in (StreamKind.ACCOUNT, StreamKind.OWN)
    ]
    if who is None or account is None or own is None:
        return
    async with lock_streams(database, [account, own], now=now) as writer:
        ids = singleton_ids(who.uuid, "sharing_settings")
        held = await writer.records(ids)
        spent = {record for (_, record), each in held.items() if each.state is State.ERASED}
        spent |= {
            record
            for (stream, record), each in held.items()
            if stream == account and each.entity != "sharing_settings"
        }
        spent |= {record for _, record in writer.unreadable}
        record = next((id_ for id_ in ids if id_ not in spent), None)
        if record is None:
            await stop_sharing(writer.connection, person, stopped=True, now=now)
            return
        if await _was_done(writer, held.get((account, record)), entry):
            return
        await write_system(
            writer,
            account,
            "sharing_settings",
            record,
            {"stop": {"stop_all_sharing": True}},
            mutation=_mutation(entry),
        )


async def _was_done(writer: StreamWriter, record: Record | None, entry: AnyEntry) -> bool:
    if record is None:
        return False
    await recall(writer.connection, [record], {record.record: [_mutation(entry)]})
    return record.has(_mutation(entry))


async def _hide(database: Database, connection: Connection, entry: Unshared, now: int) -> None:
    """Moves the record, with its parts, to where the participant alone reads, and leaves a place without content behind.

    Of a record that is not there yet this keeps that it is hidden, so that a phone which offers it again does not show it to the peer.
    """
    person = await connection.value("SELECT person FROM stream WHERE id = $1", entry.stream)
    own = person and await accounts.stream_of(connection, person, StreamKind.OWN)
    if not own:
        return
    async with lock_streams(database, [own, entry.stream], now=now) as writer:
        found = await writer.records([entry.record]) | await writer.mentioning(
            [entry.record], PARTS
        )
        shown = found.get((entry.stream, entry.record))
        if (entry.stream, entry.record) in writer.unreadable:
            await _save(
                writer,
                [
                    Record(
                        stream=entry.stream,
                        record=entry.record,
                        entity=entry.entity,
                        state=State.HIDDEN,
                    )
                ],
            )
            return
        if shown is None and not any(record.record == entry.record for record in found.values()):
            await _keep_hidden(writer, own, entry)
        if shown is None or shown.state in (State.HIDDEN, State.ERASED):
            return
        naming = Found(found).naming(entry.record)
        rows = moved(
            shown,
            [each for each in naming if each.entity in PARTS and each.stream == entry.stream],
            own,
        )
        _show_to_no_one(shown, entry, now)
        await _save(writer, rows)


async def _keep_hidden(writer: StreamWriter, own: int, entry: Unshared) -> None:
    """A record that is removed until its words come: then it stands in the private stream, and its visibility has a head."""
    if VISIBILITY not in getattr(SPECS.get(entry.entity), "groups", ()):
        return
    record = Record(stream=own, record=entry.record, entity=entry.entity, state=State.REMOVED)
    _show_to_no_one(record, entry, writer.now)
    await _save(writer, [record])


def _show_to_no_one(record: Record, entry: Unshared, now: int) -> None:
    """What is removed stays so: the head that the system writes is covered like the others."""
    if VISIBILITY in SPECS[record.entity].groups:
        state, covered = record.state, record.covered.get(VISIBILITY, [])
        overwrite(
            record,
            SPECS[record.entity],
            {VISIBILITY: {"shared": False}},
            Head(_mutation(entry), next_key(record, now)),
        )
        record.state = state
        if state is State.REMOVED:
            record.covered[VISIBILITY] = [*covered, _mutation(entry)]


async def _end(
    database: Database, connection: Connection, entry: AssignmentEnded, now: int
) -> None:
    made = await accounts.assignment(connection, entry.assignment)
    if made is None or made.status == "ended":
        return
    shared = await accounts.stream_of(connection, made.participant, StreamKind.SHARED)
    async with lock_streams(
        database, [stream for stream in (shared, made.stream) if stream is not None], now=now
    ) as writer:
        await end_assignment(
            writer, made, date.fromisoformat(entry.ends_on), mutation=_mutation(entry)
        )


async def _save(writer: StreamWriter, records: list[Record]) -> None:
    for record in records:
        writer.number(record)
    await writer.save(records, LEDGER)


def _mutation(entry: AnyEntry) -> str:
    """The id of what the system writes because of an entry: the same each time."""
    return singleton_id(entry.id, "ledger")
