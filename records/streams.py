"""The only door through which synced records are written.

Whoever comes in takes the streams' row locks first, in sorted order; only then are rights and heads read, decisions made, rows
numbered from the head and the head advanced, in one transaction (`docs/sync.md`, the write rule). So a reader that has
passed a number has seen everything below it.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from database.database import Connection, Database, Sql
from domain.authority import SYSTEM, Authority, Unauthorised
from domain.entities import SPECS
from domain.overwrite import next_key, overwrite
from domain.projections import PROJECTORS, ChosenName, project
from domain.records import Head, Record, State
from domain.standing import PARTS
from records import past_receipts
from records.locked_streams import Stream, lock
from records.naming import MOST, NAMING_ROWS, PARTS_OF, PLACES, NamingRow
from records.past_receipts import Past
from records.projecting import Projections, projections_of
from records.record_rows import (
    PLAIN,
    STATES,
    Row,
    Unreadable,
    Wired,
    columns,
    is_plain,
    read_row,
    to_row,
    wired,
)
from records.record_sql import READ, READ_AT, SAVE, SAVE_PLAIN

log = logging.getLogger(__name__)

EXISTING = Sql(
    sqlite="SELECT id FROM stream WHERE id IN (SELECT value FROM json_each($1))",
    postgresql="SELECT id FROM stream WHERE id = ANY(ARRAY(SELECT value::bigint FROM json_array_elements_text($1::json)))",
)
ERASED = Sql(
    sqlite="""
        SELECT stream, record FROM json_each($1) AS place
        CROSS JOIN record ON stream = place.value ->> 0 AND record = place.value ->> 1 WHERE state = 3""",
    postgresql="""
        SELECT stream, record FROM json_array_elements($1::json) AS place
        JOIN record ON stream = (place ->> 0)::bigint AND record = place ->> 1 WHERE state = 3""",
)
ADVANCE = "UPDATE stream SET head = $2, live = $3, digest = $4 WHERE id = $1"
ADVANCE_MANY = """
    UPDATE stream SET head = m.head, live = m.live, digest = m.digest
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS m(id, head, live, digest) WHERE stream.id = m.id"""


_PLACE = itemgetter(0, 1)


class StreamWriter:
    """Open streams, locked until the transaction ends. `now` is the server's clock, in milliseconds.

    A row that cannot be read is set aside: it is in `unreadable` instead of among what was asked for, is told of
    in the log, and can be erased and hidden but not written, so that it stops nothing else.
    """

    def __init__(
        self, connection: Connection, streams: dict[int, Stream], now: int, projections: Projections
    ) -> None:
        self.connection = connection
        self.streams = streams
        self.now = now
        self._projections = projections
        self._live_at: dict[tuple[int, str], int] = {}
        self._asked: set[str] = set()
        self._heads = {stream.id: stream.head for stream in streams.values()}
        self._began_at = dict(self._heads)
        self._written: dict[tuple[int, str], Row] = {}
        self.unreadable: dict[tuple[int, str], Record] = {}
        self.projected = False
        self.named: set[int] = set()
        self.moved: dict[int, int] = {}

    async def records(self, ids: Iterable[str]) -> dict[tuple[int, str], Record]:
        """Those of the records that the open streams hold, by (stream, record)."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        self._asked.update(wanted)
        return self._read(
            await self.connection.rows(READ, _json(list(self.streams)), _json(wanted))
        )

    async def records_at(self, places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Record]:
        """Those of the records that are in the very streams, which are open: cheaper than `records` where many are."""
        wanted = list(dict.fromkeys(places))
        if not wanted:
            return {}
        assert all(stream in self.streams for stream, _ in wanted), (
            "what is not locked cannot be read for writing"
        )
        self._asked.update(record for _, record in wanted)
        return self._read(await self.connection.rows(READ_AT, _json(wanted)))

    async def mentioning(
        self, ids: Iterable[str], entities: Iterable[str]
    ) -> dict[tuple[int, str], Record]:
        """Records of these entities in the open streams that name one of the ids: a whole's parts, for instance."""
        entities = set(entities)
        found = await self.records_at(
            (row.stream, row.record) for row in await self.naming(ids, entities)
        )
        return {
            place: record
            for place, record in found.items()
            if record.entity in entities and record.state is not State.ERASED
        }

    async def naming(
        self, ids: Iterable[str], entities: Iterable[str], most: int = MOST
    ) -> list[NamingRow]:
        """Where such records are, in order, what they name and how long they are."""
        wanted = list(dict.fromkeys(ids))
        rows = (
            await self.connection.rows(
                NAMING_ROWS, _json(self._keeping(entities)), _json(wanted), most
            )
            if wanted
            else ()
        )
        return [NamingRow(*row) for row in rows]

    async def without_words(self, rows: Iterable[NamingRow]) -> dict[tuple[int, str], Record]:
        """Those records, of which nothing was read but that they are there: to be erased, and no more."""
        names: dict[tuple[int, str], set[str]] = {}
        for row in rows:
            names.setdefault((row.stream, row.record), set()).add(row.named)
        self._asked.update(record for _, record in names)
        found = {}
        rows_there = await self.connection.rows(PLACES, _json(list(names))) if names else []
        for stream, record, *known in sorted(rows_there, key=_PLACE):
            place = stream, record
            seq, entity, state, shelf = known
            found[place] = Record(
                stream=stream,
                record=record,
                seq=seq,
                entity=entity,
                state=STATES[state],
                names=names[place],
                shelf=shelf,
            )
            if found[place].state is State.LIVE:
                self._live_at[place] = seq
        return found

    async def count_parts(self, wholes: Iterable[str]) -> dict[str, int]:
        """How many parts each has in the open streams; those that have none are left out."""
        wanted = list(dict.fromkeys(wholes))
        return (
            dict(await self.connection.rows(PARTS_OF, _json(self._keeping(PARTS)), _json(wanted)))
            if wanted
            else {}
        )

    def _keeping(self, entities: Iterable[str]) -> list[int]:
        """The open streams where such entities are kept."""
        kinds = {kind for entity in entities for kind in SPECS[entity].policy.streams}
        return [stream.id for stream in self.streams.values() if stream.kind in kinds]

    def _read(self, rows: list[tuple[Any, ...]]) -> dict[tuple[int, str], Record]:
        found = {}
        for row in sorted(
            rows, key=_PLACE
        ):  # what is numbered in this order has the same numbers on both engines
            try:
                found[row[0], row[1]] = record = read_row(row)
            except Unreadable as unreadable:
                record = self._set_aside(unreadable)
            if record.state is State.LIVE:
                self._live_at[row[0], row[1]] = record.seq
        return found

    def _set_aside(self, unreadable: Unreadable) -> Record:
        log.error("A row cannot be read and is set aside: %s", unreadable)
        record = self.unreadable[unreadable.record.stream, unreadable.record.record] = (
            unreadable.record
        )
        return record

    def number(self, record: Record) -> None:
        """Gives the record its next number, from its stream's head."""
        stream = self.streams[record.stream]
        stream.head += 1
        record.seq = stream.head

    async def save(self, records: Iterable[Record], authority: Authority) -> list[Row]:
        """Writes numbered records that were asked for with `records`, and what is projected from them.

        Raises Unauthorised where this authority's word does not reach one of them: then nothing of the transaction stands.
        """
        rows: list[Row] = []
        past: list[Past] = []
        saved = list(records)
        for record in saved:
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
        await past_receipts.put(self.connection, past)
        await past_receipts.forget(
            self.connection,
            {record.shelf for record in saved if record.shelf and record.state is State.ERASED},
        )
        for record in saved:
            if record.entity in PROJECTORS and (
                projection := project(record, self.streams[record.stream].place)
            ):
                self.projected = True
                self.named.update([projection.person] if isinstance(projection, ChosenName) else ())
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
        """The stream's rows above a number, where all of them were written here."""
        if self._began_at.get(stream) != seq:
            return None
        return sorted(wired(row) for row in self._written.values() if row.stream == stream)

    async def advance(self) -> None:
        """Writes the heads that moved. A push of duplicates alone moves none."""
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


def _relieved(record: Record, row: Row) -> tuple[Row, list[Past]]:
    """A row whose history is long, without the receipts that leave it."""
    history, past = past_receipts.put_by(record, row.history, row.program)
    return row._replace(history=history, shelf=record.shelf), past


@asynccontextmanager
async def lock_streams(
    database: Database, streams: Iterable[int], *, now: int
) -> AsyncIterator[StreamWriter]:
    """One transaction with these streams locked; `now` in milliseconds. Raises NotFound where one does not exist."""
    wanted, projections = sorted(set(streams)), projections_of(database)
    async with database.transaction() as connection:
        writer = StreamWriter(connection, await lock(connection, wanted), now, projections)
        yield writer
        await writer.advance()
        if writer.moved:
            connection.after_commit(partial(database.pokes.tell, writer.moved))
        if writer.named:
            connection.after_commit(partial(database.renamed.tell, writer.named))


async def existing(connection: Connection, streams: Iterable[int]) -> set[int]:
    """Those of the streams that there are."""
    return {id_ for (id_,) in await connection.rows(EXISTING, _json(list(streams)))}


async def erased(connection: Connection, places: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of these places from which a record was erased."""
    wanted = _json(list(places))
    return {(stream, record) for stream, record in await connection.rows(ERASED, wanted)}


async def write_system(
    writer: StreamWriter,
    stream: int,
    entity: str,
    record_id: str,
    groups: Mapping[str, dict[str, Any]],
    *,
    mutation: str,
) -> Record:
    """Groups written whole by the system, naming every head; the record is made where it is not there yet.

    One that cannot be read stays as it is. Raises msgspec.ValidationError where a value is not what the entity declares.
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
    """As `write_system`, for many records of one entity at once."""
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


def _json(values: list[Any]) -> str:
    return msgspec.json.encode(values).decode()
