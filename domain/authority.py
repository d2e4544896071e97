"""On whose authority a row is written; the record store checks it at every save.

Rights are decided mutation by mutation; two that meet in one push can still reach a row that
neither of them may write. So each row that is about to be written is checked against the authority
that it is written on, and the whole transaction fails where code forgot to ask.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from domain.declare import StreamKind
from domain.entities import SPECS
from domain.permissions import Writable, written_by
from domain.records import Record, State


class Unauthorised(Exception):
    """A row would be written by somebody who may not write it: a bug of this program."""


class Authority(Protocol):
    """On whose authority rows are written."""

    def allows(self, record: Record, kind: StreamKind) -> bool:
        """Return whether this row may be written, in the stream of this kind where it stands."""
        ...


class InRole(Struct, frozen=True):
    """A person's authority: what their role writes in each of these streams."""

    streams: Mapping[int, Writable]

    def allows(self, record: Record, kind: StreamKind) -> bool:
        """Return whether the person's role writes such records in this stream."""
        stream = self.streams.get(record.stream)
        return (
            stream is not None
            and stream.kind is kind
            and record.entity in written_by(kind, stream.role)
        )


class BySystem(Struct, frozen=True):
    """The program's own authority, on records of these entities where they are kept."""

    entities: frozenset[str] = frozenset(SPECS)

    def allows(self, record: Record, kind: StreamKind) -> bool:
        """Return whether the entity is one of these and kept in such streams."""
        return record.entity in self.entities and kind in SPECS[record.entity].policy.streams


class ByLedger(Struct, frozen=True):
    """The ledger's authority to take away again, also what is of no known entity."""

    def allows(self, record: Record, kind: StreamKind) -> bool:
        """Return whether the row is a tombstone, or of an entity that is kept in such streams."""
        if record.entity not in SPECS:
            return record.state is State.ERASED
        return kind in SPECS[record.entity].policy.streams


SYSTEM = BySystem()
IMPORTER = BySystem(frozenset({"resource"}))
LEDGER = ByLedger()
