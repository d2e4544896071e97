"""Reads records of locked streams, so that what is decided from them holds until the commit."""

import logging
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

import msgspec

from database.database import Connection
from domain.entities import SPECS
from domain.records import Record, State
from domain.standing import PARTS
from records.locked_streams import Stream
from records.naming import MOST, NAMING_ROWS, PARTS_OF, PLACES, NamingRow
from records.record_rows import STATES, Unreadable, read_record
from records.record_sql import READ, READ_AT

log = logging.getLogger(__name__)


_PLACE = itemgetter(0, 1)


class LockedReader:
    """Reads records of locked streams, and remembers which ones were asked for.

    A row that cannot be read is set aside: it is in `unreadable` instead of among what was asked
    for, is logged, and can be erased and hidden but not written, so that it stops nothing else.
    """

    def __init__(self, connection: Connection, streams: dict[int, Stream]) -> None:
        self.connection = connection
        self.streams = streams
        self.unreadable: dict[tuple[int, str], Record] = {}
        self._live_at: dict[tuple[int, str], int] = {}
        self._asked: set[str] = set()

    async def records(self, ids: Iterable[str]) -> dict[tuple[int, str], Record]:
        """Return those of the records that the open streams hold, by (stream, record)."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        # Also what is not found: a new record counts only if its place was read under the lock.
        self._asked.update(wanted)
        return self._read(
            await self.connection.rows(READ, _json(list(self.streams)), _json(wanted))
        )

    async def records_at(self, places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Record]:
        """Return the records at these places, which are in open streams.

        Cheaper than `records` where many streams are open.
        """
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
        """Return records of these entities that name one of the ids, such as a whole's parts."""
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
        """Return where such records are, in order, what they name and how long they are."""
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
        """Return these records with nothing but that they are there: to be erased, and no more."""
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
        """Return how many parts each has in the open streams; those that have none are left out."""
        wanted = list(dict.fromkeys(wholes))
        return (
            dict(await self.connection.rows(PARTS_OF, _json(self._keeping(PARTS)), _json(wanted)))
            if wanted
            else {}
        )

    def _keeping(self, entities: Iterable[str]) -> list[int]:
        """Return the open streams where such entities are kept."""
        kinds = {kind for entity in entities for kind in SPECS[entity].policy.streams}
        return [stream.id for stream in self.streams.values() if stream.kind in kinds]

    def _read(self, rows: list[tuple[Any, ...]]) -> dict[tuple[int, str], Record]:
        found = {}
        for row in sorted(
            rows, key=_PLACE
        ):  # what is numbered in this order has the same numbers on both engines
            try:
                found[row[0], row[1]] = record = read_record(row)
            except Unreadable as unreadable:
                record = self._set_aside(unreadable)
            if record.state is State.LIVE:
                self._live_at[row[0], row[1]] = record.seq
        return found

    def _set_aside(self, unreadable: Unreadable) -> Record:
        # Without its words: the message names stream and number alone.
        log.error("A row cannot be read and is set aside: %s", unreadable)
        record = self.unreadable[unreadable.record.stream, unreadable.record.record] = (
            unreadable.record
        )
        return record


def _json(values: list[Any]) -> str:
    return msgspec.json.encode(values).decode()
