"""The rows that a transaction has read for writing: by place, by id, and by what they name."""

from domain.records import Record
from domain.standing import NAMING, PARTS, ids_named_by

RecordPlace = tuple[int, str]
"""A stream and a record's id: where a row is.

One id may stand in several streams, by chance or by malice.
"""


class FoundRecords:
    """Rows by place, id and name; each look-up costs what it finds, however much was read."""

    def __init__(self, rows: dict[RecordPlace, Record]) -> None:
        self._rows = rows
        self._by_id: dict[str, dict[RecordPlace, None]] = {}
        self._naming: dict[str, dict[RecordPlace, None]] = {}
        for record in [*rows.values()]:
            self.put(record)

    def put(self, record: Record) -> None:
        """Put the row in its place, instead of what was there."""
        place = record.stream, record.record
        if record.record not in self._by_id:
            self._by_id[record.record] = {place: None}
        else:
            self._by_id[record.record][place] = None
        self._rows[place] = record
        if record.entity in NAMING:
            for named in filter(
                None, ids_named_by(record) if record.names is None else record.names
            ):
                self._naming.setdefault(named, {})[place] = None

    def __contains__(self, record: str) -> bool:
        """Return whether a row with this id was read, in whatever stream."""
        return record in self._by_id

    def at(self, stream: int, record: str) -> Record | None:
        """Return the row at this place, if it was read."""
        return self._rows.get((stream, record))

    def under(self, record: str) -> list[Record]:
        """Return the rows with this id, in whatever streams were read."""
        return [self._rows[place] for place in self._by_id.get(record, ())]

    def naming(self, record: str) -> list[Record]:
        """Return the rows that name this id, except those without words or moved away."""
        return [
            row
            for place in self._naming.get(record, ())
            if (row := self._rows[place]).body or row.names
        ]

    def parts_of(self, whole: str) -> list[Record]:
        """Return the parts that go with a whole when it moves or is erased, in whatever streams."""
        return [row for row in self.naming(whole) if row.entity in PARTS]
