"""The only way to write synced records.

Whoever writes takes the streams' row locks first, in sorted order; only then are rights and heads
read, decisions made, rows numbered from the head and the head advanced, in one transaction
(`docs/sync.md`, the write rule). So a reader that has passed a number has seen everything below it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from database.database import Connection, Database, Sql
from domain.authority import SYSTEM, Authority, Unauthorised
from domain.entities import SPECS
from domain.overwrite import next_key, overwrite
from domain.projections import PROJECTORS, ChosenName, project
from domain.records import Head, Record, State
from records import past_receipts
from records.locked_reading import LockedReader
from records.locked_streams import Stream, lock
from records.past_receipts import PastReceiptRow
from records.projecting import Projections, projections_of
from records.record_rows import PLAIN, Row, Wired, columns, is_plain, to_row, wire_row
from records.record_sql import SAVE, SAVE_PLAIN

ADVANCE = "UPDATE stream SET head = $2, live = $3, digest = $4 WHERE id = $1"
ADVANCE_MANY = """
    UPDATE stream SET head = m.head, live = m.live, digest = m.digest
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS m(id, head, live,
      digest) WHERE stream.id = m.id"""


class StreamWriter(LockedReader):
    """Open streams, locked until the transaction ends.

    `now` is the server's clock, in milliseconds.
    """

    def __init__(
        self, connection: Connection, streams: dict[int, Stream], now: int, projections: Projections
    ) -> None:
        super().__init__(connection, streams)
        self.now = now
        self._projections = projections
        self._heads = {stream.id: stream.head for stream in streams.values()}
        self._began_at = dict(self._heads)
        self._written: dict[tuple[int, str], Row] = {}
        self.projected = False
        self.named: set[int] = set()
        self.moved: dict[int, int] = {}

    def number(self, record: Record) -> None:
        """Give the record its next number, from its stream's head."""
        stream = self.streams[record.stream]
        stream.head += 1
        record.seq = stream.head

    async def save(self, records: Iterable[Record], authority: Authority) -> list[Row]:
        """Write numbered records that were asked for with `records`, and their projections.

        Raises Unauthorised where this authority does not reach one of them: then nothing of the
        transaction stands.
        """
        rows: list[Row] = []
        past: list[PastReceiptRow] = []
        saved = list(records)
        for record in saved:
            # Asked again for every row, whatever was decided before: the last guard against a bug
            # in the rules.
            self._ask(authority, record)
            self._count(record)
            rows.append(to_row(record, self.streams[record.stream].program))
            if len(rows[-1].history) > past_receipts.ROOM:
                rows[-1], left = _relieved(record, rows[-1])
                past += left
        self._written |= {(row.stream, row.record): row for row in rows}
        naming = [row for row in rows if not is_plain(row)]
        plain = [row for row in rows if is_plain(row)] if naming else rows
        await self._put(SAVE_PLAIN, [row[:PLAIN] for row in plain])
        await self._put(SAVE, naming)
        await past_receipts.save_past_receipts(self.connection, past)
        await past_receipts.delete_past_receipts(
            self.connection,
            {record.shelf for record in saved if record.shelf and record.state is State.ERASED},
        )
        for record in saved:
            if record.entity in PROJECTORS and (
                projection := project(record, self.streams[record.stream].place)
            ):
                self.projected = True
                self.named.update([projection.person] if isinstance(projection, ChosenName) else ())
                # In the same transaction: a right that a record takes away must end with the
                # record's own commit.
                await self._projections.put(self.connection, projection, self.now)
        return rows

    async def _put(self, statement: Sql, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and self.connection.dialect == "sqlite":
            await self.connection.run_many(statement, rows)
        elif rows:
            await self.connection.run(statement, *columns(rows))

    def _ask(self, authority: Authority, record: Record) -> None:
        if record.is_set_aside or not authority.allows(record, self.streams[record.stream].kind):
            raise Unauthorised(
                f"{record.entity} in stream {record.stream}, by {type(authority).__name__}"
            )

    def written_since(self, stream: int, seq: int) -> list[Wired] | None:
        """Return the stream's rows above a number, where all of them were written here."""
        # Rows that others wrote in between are not here, so they must be read.
        if self._began_at.get(stream) != seq:
            return None
        return sorted(wire_row(row) for row in self._written.values() if row.stream == stream)

    async def advance(self) -> None:
        """Write the heads that moved.

        A push of duplicates alone moves none.
        """
        moved = [
            stream for stream in self.streams.values() if stream.head != self._heads[stream.id]
        ]
        rows = [(stream.id, stream.head, stream.live, stream.digest) for stream in moved]
        if len(rows) == 1:
            await self.connection.run(ADVANCE, *rows[0])
        elif rows and self.connection.dialect == "sqlite":
            await self.connection.run_many(ADVANCE, rows)
        elif rows:
            await self.connection.run(ADVANCE_MANY, *map(list, zip(*rows, strict=True)))
        for stream in moved:
            self._heads[stream.id] = self.moved[stream.id] = stream.head

    def _count(self, record: Record) -> None:
        assert record.record in self._asked, "what was not read under the lock cannot be counted"
        stream, place = self.streams[record.stream], (record.stream, record.record)
        if place in self._live_at:
            stream.give(record.record, self._live_at.pop(place))
        if record.state is State.LIVE:
            stream.take(record.record, record.seq)
            self._live_at[place] = record.seq


def _relieved(record: Record, row: Row) -> tuple[Row, list[PastReceiptRow]]:
    """Return a row whose history is long, without the receipts that leave it."""
    history, past = past_receipts.split_history(record, row.history, row.program)
    return row._replace(history=history, shelf=record.shelf), past


@asynccontextmanager
async def lock_streams(
    connection: Connection, streams: Iterable[int], *, now: int
) -> AsyncIterator[StreamWriter]:
    """Lock these streams until the transaction ends; `now` in milliseconds.

    Raises NotFound where one does not exist.
    """
    wanted, projections = sorted(set(streams)), projections_of(connection)
    writer = StreamWriter(connection, await lock(connection, wanted), now, projections)
    yield writer
    await writer.advance()
    if writer.moved:
        # After the commit: a poke before it would make phones pull, find nothing, and stay behind.
        connection.after_commit(partial(connection.resources.pokes.tell, writer.moved))
    if writer.named:
        connection.after_commit(partial(connection.resources.renamed.tell, writer.named))


@asynccontextmanager
async def stream_transaction(
    database: Database, streams: Iterable[int], *, now: int
) -> AsyncIterator[StreamWriter]:
    """Open a transaction that begins with `lock_streams`."""
    async with (
        database.transaction() as connection,
        lock_streams(connection, streams, now=now) as writer,
    ):
        yield writer


async def write_system(
    writer: StreamWriter,
    stream: int,
    entity: str,
    record_id: str,
    groups: Mapping[str, dict[str, Any]],
    *,
    mutation: str,
) -> Record:
    """Write groups whole as the system does, naming every head.

    The record is made where it is not there yet. One that cannot be read stays as it is. Raises
    msgspec.ValidationError where a value is not what the entity declares.
    """
    return (
        await write_all_system(
            writer, stream, entity, {record_id: groups}, mutations={record_id: mutation}
        )
    )[0]


async def write_all_system(
    writer: StreamWriter,
    stream: int,
    entity: str,
    groups_by_record: Mapping[str, Mapping[str, dict[str, Any]]],
    *,
    mutations: Mapping[str, str],
    authority: Authority = SYSTEM,
) -> list[Record]:
    """Write many records of one entity at once, as `write_system`."""
    held = await writer.records(groups_by_record) | writer.unreadable
    records = [
        held.get((stream, each)) or Record(stream=stream, record=each, entity=entity)
        for each in groups_by_record
    ]
    written = [record for record in records if not record.is_set_aside]
    for record in written:
        head = Head(mutations[record.record], next_key(record, writer.now))
        overwrite(record, SPECS[entity], dict(groups_by_record[record.record]), head)
        writer.number(record)
    await writer.save(written, authority)
    return records
