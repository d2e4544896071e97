"""An erase of the ledger, done again to a restored database."""

from collections.abc import Iterable

import accounts
from database.connection import Connection
from database.tables import Stream as StreamRow
from domain.admission import kept_ids
from domain.declare import Role, StreamKind
from domain.erasure import erase_record, erased_with
from domain.found import FoundRecords
from domain.ledger_entries import Erased
from domain.permissions import Writable
from domain.records import Record, State
from domain.standing import NAMING, PARTS, REFUSED_WRITE
from records.streams import lock_streams
from recovery.replay_writes import save_replayed


async def erase_again(connection: Connection, entry: Erased, now: int) -> None:
    """Erase what the person's own erase took, decided by the same rule.

    An id of which nothing is there gets a tombstone: a phone may still bring it.
    """
    of_person = StreamRow.select(StreamRow.id, StreamRow.kind).where(
        StreamRow.person == entry.person, StreamRow.program == entry.program
    )
    own = {
        row["id"]: _own_role(row["id"], StreamKind(row["kind"]))
        for row in await connection.query(of_person)
    }
    streams = {
        id_: stream for id_, stream in own.items() if id_ in entry.streams or not entry.streams
    }
    if (home := _home(streams.values())) is None:
        return
    async with lock_streams(connection, streams, now=now) as writer:
        rows = await writer.records(entry.records) | await writer.mentioning(entry.records, NAMING)
        rows |= await writer.mentioning(
            [row.record for row in rows.values() if row.entity in PARTS], [REFUSED_WRITE]
        )
        # What cannot be read is erased too: its words may be the very ones.
        found = FoundRecords(rows | writer.unreadable)
        gone = {
            (row.stream, row.record): row
            for id_ in entry.records
            for row in erased_with(id_, found, streams)
        }
        there = {record for _, record in gone} | kept_ids(await _uuid(connection, entry.person))
        gone |= {
            (home, id_): Record(stream=home, record=id_, entity="")
            for id_ in entry.records
            if id_ not in there
        }
        anew = [row for row in gone.values() if row.state is not State.ERASED]
        for row in anew:
            erase_record(row)
        await save_replayed(writer, anew)


async def _uuid(connection: Connection, person: int) -> str:
    who = await accounts.person(connection, person)
    return who.uuid if who else ""


def _own_role(stream: int, kind: StreamKind) -> Writable:
    """Return the role that a person has in a stream of their own."""
    return Writable(stream, kind, Role.SELF if kind is StreamKind.ACCOUNT else Role.PARTICIPANT)


def _home(streams: Iterable[Writable]) -> int | None:
    """Return where a tombstone is put for a record that has no place: the private stream.

    Staff have their account stream only.
    """
    by_kind = {stream.kind: stream.id for stream in streams}
    return by_kind.get(StreamKind.OWN, by_kind.get(StreamKind.ACCOUNT))
