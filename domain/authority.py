"""On whose word a row is written. The record store asks for it at every save, whatever was decided before.

Rights are decided mutation by mutation; two that meet in one push can still reach a row that neither
of them may write. So each row that is about to be written is held against the word that it is
written on, and the whole transaction fails where code forgot to ask.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from domain.declare import StreamKind
from domain.entities import SPECS
from domain.permissions import Writable, written_by
from domain.records import Record, State


class Unauthorised(Exception):
    """A row would be written on the word of someone who may not write it: a fault of this program."""


class Authority(Protocol):
    def allows(self, record: Record, kind: StreamKind) -> bool:
        """Whether this row may be written, in the stream of this kind where it stands."""
        ...


class InRole(Struct, frozen=True):
    """A person's word: what their role writes in each of these streams."""

    streams: Mapping[int, Writable]

    def allows(self, record: Record, kind: StreamKind) -> bool:
        stream = self.streams.get(record.stream)
        return (
            stream is not None
            and stream.kind is kind
            and record.entity in written_by(kind, stream.role)
        )


class BySystem(Struct, frozen=True):
    """The program's own word, on records of these entities where they are kept; on every entity where none is named."""

    entities: frozenset[str] = frozenset(SPECS)

    def allows(self, record: Record, kind: StreamKind) -> bool:
        return record.entity in self.entities and kind in SPECS[record.entity].policy.streams


class ByLedger(Struct, frozen=True):
    """The word of the ledger, which takes away again what was taken away; it may not know of what entity that was."""

    def allows(self, record: Record, kind: StreamKind) -> bool:
        if record.entity not in SPECS:
            return record.state is State.ERASED
        return kind in SPECS[record.entity].policy.streams


SYSTEM = BySystem()
IMPORTER = BySystem(frozenset({"resource"}))
LEDGER = ByLedger()
