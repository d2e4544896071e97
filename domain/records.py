"""What travels and what is stored: mutations, keys, heads, results, changes.

Protocol version 1 (`docs/sync.md`). Instants are milliseconds since 1970 UTC. Ids of records and
mutations are UUIDs in lower-case text; streams, people and devices are small integers that mean
nothing outside their deployment.
"""

import hashlib
import uuid
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct, field

from domain.at_hand import DerivedCache
from domain.bounds import ELEMENTS, HEADS
from domain.keys import Counter, Key, Millis, RowId, ToldKey
from domain.receipts import Receipt, read_receipt
from domain.values import RecordId, is_id

PROTOCOL = 1
SCHEMA = 2

UNREADABLE = ""
"""Stands for the entity, and the one group, of a mutation that could not be read.

Its words are kept all the same.
"""

LIFE = "life"
"""The register that restores write.

A restored record has a head here that no earlier remove covers.
"""

REGISTERS = ELEMENTS + 48
"""As many as a remove may have to name: the elements of a set, and the groups beside it."""


class Head(Struct, array_like=True, frozen=True):
    """A mutation that no applied mutation has named as a base."""

    id: RecordId
    key: Key


class Base(Struct, array_like=True, frozen=True):
    """A head that was on the screen.

    The device's own unsent mutations are named by id alone.
    """

    id: RecordId
    key: ToldKey | None = None


class Op(StrEnum):
    """What a mutation does."""

    EDIT = "edit"
    REMOVE = "remove"
    RESTORE = "restore"
    DISMISS = "dismiss"
    ERASE = "erase"


class Acknowledged(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a server answered that has lost the mutation since.

    Its key, its rank, and for a peer's words the seal (`Result`).
    """

    key: ToldKey
    rank: Annotated[int, Meta(ge=0, le=1)] = 0
    seal: Annotated[str, Meta(max_length=64)] = ""


class Mutation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operation on one record, frozen on the device when it is edited.

    It is never derived again on a retry.

    `at` is the device's clock; `offset` what the server's clock was ahead of it, as last known
    then. `stream` says where a new record is made and is only a hint afterwards. `set` holds whole
    groups, and of a set what is added and removed; each element of a set is a register of its own
    with a base of its own, `group/element`. `acknowledged` comes with what is offered again to a
    server that was restored.
    """

    id: RecordId
    n: Counter
    at: Millis
    offset: Millis | None = None
    op: Op = Op.EDIT
    entity: Annotated[str, Meta(min_length=1, max_length=40)]
    record: RecordId
    stream: RowId | None = None
    base: Annotated[
        dict[str, Annotated[list[Base], Meta(max_length=HEADS)]], Meta(max_length=REGISTERS)
    ] = {}
    set: Annotated[dict[str, Raw], Meta(max_length=20)] = {}
    schema: Annotated[int, Meta(ge=1, le=10_000)] = 1
    acknowledged: Acknowledged | None = None

    @property
    def receipt_id(self) -> str:
        """Return the id under which its receipt is kept for ever.

        What was sent in place of an id may be a word, and its digest is none.
        """
        return (
            self.id
            if self.entity != UNREADABLE or is_id(self.id)
            else singleton_id(self.id, "receipt")
        )


class State(StrEnum):
    """Of a record in a stream.

    Only a live one has a body on the wire.
    """

    LIVE = "live"
    REMOVED = "removed"
    EMPTIED = "emptied"
    ERASED = "erased"
    HIDDEN = "hidden"


ASKED_OF_TEXT = 4
"""How often a history is searched as text before it is decoded.

Most records are asked once, and decoding costs as much as several searches.
"""


class Record(Struct, kw_only=True):
    """A record as it is stored: what is shown, the heads behind it, and what other heads hold.

    `body` holds each group's shown value, encoded. `heads` lists the shown head first. `kept`
    holds, by group and mutation id, the values of heads that are not shown (and of every head of a
    union). `covered` names, by group, the heads that a remove covers; a covered head is no kept
    version. `awaited` names, by group, mutations that were named as a base before they came.
    `dismissed` holds, like `kept`, versions that were let go, and `dismissed_at` when (ms).
    `history` is the JSON object of former transactions' receipts, by mutation id, `recent` holds
    those of this one, `shelf` says where older ones are; none travels. `seq` is 0 until the record
    is numbered.

    `is_set_aside`: its row is there and cannot be read, so there is nothing here of what it holds.
    Of one that was found by what it `names` nothing else was read either, and it may only be
    erased. `at_hand` is of one push and not stored.
    """

    stream: int
    record: str
    entity: str
    seq: int = 0
    state: State = State.LIVE
    body: dict[str, Raw] = field(default_factory=dict)
    heads: dict[str, list[Head]] = field(default_factory=dict)
    kept: dict[str, dict[str, Raw]] = field(default_factory=dict)
    covered: dict[str, list[str]] = field(default_factory=dict)
    awaited: dict[str, list[str]] = field(default_factory=dict)
    dismissed: dict[str, dict[str, Raw]] = field(default_factory=dict)
    dismissed_at: dict[str, dict[str, int]] = field(default_factory=dict)
    history: str = "{}"
    recent: dict[str, Receipt] = field(default_factory=dict)
    is_set_aside: bool = False
    at_hand: DerivedCache | None = None
    names: set[str] | None = None
    shelf: str | None = None

    def has(self, mutation: str) -> bool:
        """Return whether the mutation was applied to this record."""
        if mutation in self.recent:
            return True
        at_hand = self.at_hand = self.at_hand or DerivedCache()
        # A UUID in quotes and a colon can stand in the JSON only as a key.
        if at_hand.receipts is None and at_hand.asked < ASKED_OF_TEXT:
            at_hand.asked += 1
            return f'"{mutation}":' in self.history
        return mutation in self.receipts()

    def receipt(self, mutation: str) -> Receipt | None:
        """Return what is kept of a mutation that was applied to this record.

        The history is only decoded where it is asked for, and once.
        """
        found: Receipt | Raw | None = self.recent.get(mutation)
        if found is None and (self._is_read or self.has(mutation)):
            found = self.receipts().get(mutation)
        if found is None or isinstance(found, Receipt):
            return found
        self.receipts()[mutation] = read = read_receipt(found)
        return read

    @property
    def _is_read(self) -> bool:
        return self.at_hand is not None and self.at_hand.receipts is not None

    def receipts(self) -> dict[str, Raw | Receipt]:
        """Return the receipts of former transactions, each decoded when it is asked for."""
        at_hand = self.opened()
        if at_hand.receipts is None:
            at_hand.receipts = dict(msgspec.json.decode(self.history, type=dict[str, Raw]))
        return at_hand.receipts

    def recall(self, receipts: dict[str, Raw]) -> None:
        """Add older receipts that were looked up; from here on they count as read."""
        for mutation, receipt in receipts.items():
            self.receipts().setdefault(mutation, receipt)
        self.receipts()

    def opened(self) -> DerivedCache:
        """Return what is worked out in this push, empty at first."""
        self.at_hand = self.at_hand or DerivedCache()
        return self.at_hand


def singleton_id(owner: str, entity: str, generation: int = 0) -> str:
    """Return the record id of a singleton, equal on every device.

    A name-based UUID (RFC 9562, version 8, SHA-256). `owner` is the person's public UUID, or the
    assignment's for an `Assignment`.
    """
    digest = bytearray(hashlib.sha256(f"{owner}/{entity}/{generation}".encode()).digest()[:16])
    # Version and variant bits, so that it is a valid UUID for every database and client.
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


GENERATIONS = 8
"""How often a singleton may begin anew after an erase."""


def singleton_ids(owner: str, entity: str) -> list[str]:
    """Return the ids of a singleton in all its generations."""
    return [singleton_id(owner, entity, generation) for generation in range(GENERATIONS)]
