"""What the ledger says is no longer shared, taken out of the peer's sight again."""

from typing import Any

import accounts
from accounts.sharing import set_peer_trust, set_sharing_stopped
from database.connection import Connection
from database.tables import Stream as StreamRow
from domain.declare import StreamKind
from domain.entities import SPECS
from domain.found import FoundRecords
from domain.ledger_entries import AnyEntry, Unshared
from domain.overwrite import next_key, overwrite
from domain.records import Head, Record, State, singleton_id, singleton_ids
from domain.standing import PARTS, VISIBILITY, moved_records
from records.past_receipts import load_past_receipts
from records.streams import StreamWriter, lock_streams, write_system
from recovery.replay_writes import mutation_of, save_replayed


async def close_again(connection: Connection, entry: Unshared, now: int) -> None:
    """Stop sharing, or take the yes to one peer back, as the system writes: above every head.

    Also where it is closed already: a phone may offer a yes again that the backup knows nothing of,
    and it must not open the door.
    """
    found = await _stream(connection, entry.stream)
    if found is None:
        return
    if found["kind"] == StreamKind.SHARED:
        await _stop_sharing(connection, found["person"], entry, now)
    elif made := await accounts.assignment(connection, found["assignment"]):
        async with lock_streams(connection, [entry.stream], now=now) as writer:
            record = singleton_id(made.uuid, "assignment")
            if await _was_done(
                writer, (await writer.records([record])).get((entry.stream, record)), entry
            ):
                return
            sharing = {"sharing": {"shares": False}}
            written = await write_system(
                writer, entry.stream, "assignment", record, sharing, mutation=mutation_of(entry)
            )
            if written.is_set_aside:
                await set_peer_trust(connection, made.id, shares=False, now=now)


async def _stop_sharing(connection: Connection, person: int, entry: Unshared, now: int) -> None:
    """Write the stop into the first settings that were not erased.

    Settings that this database never had are remembered in the private stream. Where there are
    none, or something else stands in their places, sharing is stopped all the same.
    """
    who = await accounts.person(connection, person)
    account, own = [
        await accounts.stream_of(connection, person, kind)
        for kind in (StreamKind.ACCOUNT, StreamKind.OWN)
    ]
    if who is None or account is None or own is None:
        return
    async with lock_streams(connection, [account, own], now=now) as writer:
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
            await set_sharing_stopped(writer.connection, person, stopped=True, now=now)
            return
        if await _was_done(writer, held.get((account, record)), entry):
            return
        await write_system(
            writer,
            account,
            "sharing_settings",
            record,
            {"stop": {"stop_all_sharing": True}},
            mutation=mutation_of(entry),
        )


async def _was_done(writer: StreamWriter, record: Record | None, entry: AnyEntry) -> bool:
    if record is None:
        return False
    await load_past_receipts(writer.connection, [record], {record.record: [mutation_of(entry)]})
    return record.has(mutation_of(entry))


async def _stream(connection: Connection, id_: int) -> dict[str, Any] | None:
    """Return the row of a stream, if there is one."""
    rows = await connection.query(StreamRow.select().where(StreamRow.id == id_))
    return rows[0] if rows else None


async def hide_again(connection: Connection, entry: Unshared, now: int) -> None:
    """Move the record, with its parts, to where the participant alone reads.

    A place without content is left behind. Of a record that is not there yet this keeps that it is
    hidden, so that a phone which offers it again does not show it to the peer.
    """
    stream = await _stream(connection, entry.stream)
    person = stream and stream["person"]
    own = person and await accounts.stream_of(connection, person, StreamKind.OWN)
    if not own:
        return
    async with lock_streams(connection, [own, entry.stream], now=now) as writer:
        found = await writer.records([entry.record]) | await writer.mentioning(
            [entry.record], PARTS
        )
        shown = found.get((entry.stream, entry.record))
        if (entry.stream, entry.record) in writer.unreadable:
            await save_replayed(
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
        parts = FoundRecords(found).parts_of(entry.record)
        rows = moved_records(shown, [each for each in parts if each.stream == entry.stream], own)
        _show_to_no_one(shown, entry, now)
        await save_replayed(writer, rows)


async def _keep_hidden(writer: StreamWriter, own: int, entry: Unshared) -> None:
    """Remember that a missing record is hidden: as removed, in the private stream.

    When its words come it stands there, and its visibility has a head.
    """
    if VISIBILITY not in getattr(SPECS.get(entry.entity), "groups", ()):
        return
    record = Record(stream=own, record=entry.record, entity=entry.entity, state=State.REMOVED)
    _show_to_no_one(record, entry, writer.now)
    await save_replayed(writer, [record])


def _show_to_no_one(record: Record, entry: Unshared, now: int) -> None:
    """Write that the record is not shared; a removed record stays removed.

    The head that the system writes is then covered like the others.
    """
    if VISIBILITY in SPECS[record.entity].groups:
        state, covered = record.state, record.covered.get(VISIBILITY, [])
        overwrite(
            record,
            SPECS[record.entity],
            {VISIBILITY: {"shared": False}},
            Head(mutation_of(entry), next_key(record, now)),
        )
        record.state = state
        if state is State.REMOVED:
            record.covered[VISIBILITY] = [*covered, mutation_of(entry)]
