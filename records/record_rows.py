"""A record as the columns of its row, and back.

JSON is stored as text, so that a page is spliced into an answer undecoded.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from domain.keys import ToldKey
from domain.records import Head, Record, State
from domain.standing import NAMING, ids_named_by

STATES = (State.LIVE, State.REMOVED, State.EMPTIED, State.ERASED, State.HIDDEN)
CODES = {state: code for code, state in enumerate(STATES)}
DIGEST_MODULUS = 2**53
"""A JavaScript number holds it exactly."""

PLAIN_COLUMNS = (
    "stream, record, seq, program, entity, state, heads, body, kept, covered, dismissed, history"
)
PLAIN = 12
COLUMNS = f"{PLAIN_COLUMNS}, about, whole, bulk, shelf"
READ_COLUMNS = (
    "stream, record, seq, entity, state, heads, body, kept, covered, dismissed, history, shelf"
)
WIRE_COLUMNS = "r.seq, r.record, r.entity, r.state, r.heads, r.body, r.kept, r.dismissed"
Wired = tuple[int, str, str, int, str, str, str | None, str | None]
"""`WIRE_COLUMNS` in order: what travels of a row."""

NOT_NAMING: tuple[None, None, None] = (None, None, None)

Values = dict[str, dict[str, Raw]]

_heads = msgspec.json.Decoder(dict[str, list[Head]])
_loose_heads = msgspec.json.Decoder(dict[str, list[tuple[str, ToldKey]]])
_groups = msgspec.json.Decoder(dict[str, Raw])
_values = msgspec.json.Decoder(Values)


class StoredAside(Struct, omit_defaults=True):
    """What a record holds that does not travel.

    Heads that a remove covers, the values of those that are not shown, what is awaited, and when
    versions were let go (ms).
    """

    heads: dict[str, list[str]] = {}
    values: Values = {}
    awaited: dict[str, list[str]] = {}
    dismissed_at: dict[str, dict[str, int]] = {}


_aside = msgspec.json.Decoder(StoredAside)


class Row(NamedTuple):
    """The columns of `COLUMNS`, in order."""

    stream: int
    record: str
    seq: int
    program: int
    entity: str
    state: int
    heads: str
    body: str
    kept: str | None
    covered: str | None
    dismissed: str | None
    history: str
    about: str | None
    whole: str | None
    bulk: int | None
    shelf: str | None


def to_row(record: Record, program: int) -> Row:
    """Return the record as a row."""
    kept, binned = _parted(record)
    body = _encoded(record.body)
    about, whole, bulk = (
        (*ids_named_by(record), len(body)) if record.entity in NAMING else NOT_NAMING
    )
    aside = record.covered or record.awaited or record.dismissed_at
    return Row(
        record.stream,
        record.record,
        record.seq,
        program,
        record.entity,
        CODES[record.state],
        _encoded(record.heads),
        body,
        _encoded(kept) if kept else None,
        _encoded(StoredAside(record.covered, binned, record.awaited, record.dismissed_at))
        if aside
        else None,
        _encoded(record.dismissed) if record.dismissed else None,
        _history(record),
        about,
        whole,
        bulk,
        "" if record.shelf and record.state is State.ERASED else record.shelf,
    )


class Unreadable(Exception):
    """A stored row that is not what a record is, and what is known of it all the same."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"row {record.seq} of stream {record.stream}")
        self.record = record


def read_record(row: tuple[Any, ...]) -> Record:
    """Return a record from the columns of `READ_COLUMNS`.

    Raises Unreadable, with its place, where one of them cannot be read.
    """
    try:
        return parse_row(row)
    except (msgspec.DecodeError, IndexError):
        stream, record, seq, entity, state, *_ = row
        known = State(STATES[state]) if 0 <= state < len(STATES) else State.LIVE
        raise Unreadable(
            Record(
                stream=stream, record=record, entity=entity, seq=seq, state=known, is_set_aside=True
            )
        ) from None


def parse_row(row: tuple[Any, ...]) -> Record:
    """Return a record from a row that can be read.

    Raises msgspec.DecodeError or IndexError.
    """
    stream, record, seq, entity, state, heads, body, kept, covered, dismissed, history, shelf = row
    aside = _aside.decode(covered) if covered else StoredAside()
    values = _values.decode(kept) if kept else {}
    for group, binned in aside.values.items():
        values.setdefault(group, {}).update(binned)
    return Record(
        stream=stream,
        record=record,
        entity=entity,
        seq=seq,
        state=STATES[state],
        heads=read_heads(heads),
        body=_groups.decode(body),
        kept=values,
        covered=aside.heads,
        awaited=aside.awaited,
        dismissed=_values.decode(dismissed) if dismissed else {},
        dismissed_at=aside.dismissed_at,
        history=history,
        shelf=shelf,
    )


def read_heads(heads: str) -> dict[str, list[Head]]:
    """Return the heads; a key that is out of bounds is read as the nearest that is not.

    Keys once were, and an honest phone may hold them.
    """
    try:
        return _heads.decode(heads)
    except msgspec.ValidationError:
        return {
            group: [Head(id_, key.clamped()) for id_, key in each]
            for group, each in _loose_heads.decode(heads).items()
        }


def wire_row(row: Row) -> Wired:
    """Return what travels of a row."""
    return row.seq, row.record, row.entity, row.state, row.heads, row.body, row.kept, row.dismissed


def digest_of(record: str, seq: int) -> int:
    """Return one live row's share of its stream's digest.

    A stream's digest is their sum modulo `DIGEST_MODULUS`, in any order.
    """
    return crc32(f"{record}:{seq}".encode())


def is_plain(row: Row) -> bool:
    """Return whether a row names no other record and has all its receipts, as most do.

    Then the columns for these stay as they are.
    """
    return row.whole is None and row.shelf is None


def columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Return the rows column by column, as PostgreSQL's `unnest` takes them."""
    return [list(column) for column in zip(*rows, strict=True)]


def _parted(record: Record) -> tuple[Values, Values]:
    """Return what other heads hold: versions to choose from, and what a remove covered."""
    if not record.covered:
        return record.kept, {}
    kept: Values = {}
    binned: Values = {}
    for group, values in record.kept.items():
        for mutation, value in values.items():
            side = binned if mutation in record.covered.get(group, ()) else kept
            side.setdefault(group, {})[mutation] = value
    return kept, binned


def _history(record: Record) -> str:
    """Return the stored text with the new receipts appended.

    A record that was edited a hundred times is not decoded and encoded a hundred times over.
    """
    if not record.recent:
        return record.history
    added = _encoded(record.recent)
    return added if record.history == "{}" else f"{record.history[:-1]},{added[1:]}"


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
