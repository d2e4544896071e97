"""What a push is decided on, and what came of it."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from msgspec import Struct, field

from domain.declare import EntitySpec, StreamKind
from domain.found import Found
from domain.permissions import SEVERAL_WRITE, Writable
from domain.records import Key, Mutation, Outcome, Receipt, Record, State
from sync.clock import Arrival


class Actor(Struct, frozen=True):
    """Who pushes, the streams in which they write something, as read under the streams' lock, and those of
    others that they may read, or once did."""

    uuid: str
    device: int
    account: int
    streams: dict[int, Writable]
    only_reads: AbstractSet[int] = frozenset()
    devices: AbstractSet[int] = frozenset()

    def has_sent(self, receipt: Receipt, stream: int) -> bool:
        """Whether it answers one of this person's own mutations, in a stream that they write."""
        if receipt.sender == self.device or receipt.sender in self.devices:
            return True
        return receipt.sender != 0 and self.streams[stream].kind not in SEVERAL_WRITE


class Halted(Exception):
    """Not now, or never again: an outcome that leaves no receipt."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome: Outcome = outcome


class Desk(Struct, kw_only=True):
    """`receipts` are those of the person's refused mutations, without a record; `applied` those of what was accepted where a right may
    end; `refused` and `accepted` are the new ones of either kind. `gone` are places that the actor only reads and from which a record
    was erased. `number` gives a record that changes its next number, `seal` proves to a later server that a peer's mutation in a
    stream was accepted with this key. `hidden` are the places, by stream and record, that a peer may read no longer, `erased` the
    records that are gone for good.
    """

    actor: Actor
    arrival: Arrival
    records: dict[tuple[int, str], Record]
    receipts: dict[str, Receipt]
    applied: dict[str, Receipt] = field(default_factory=dict)
    gone: AbstractSet[tuple[int | None, str]] = frozenset()
    number: Callable[[Record], None]
    seal: Callable[[Mutation, int, Key], str]
    changed: dict[tuple[int, str], Record] = field(default_factory=dict)
    refused: dict[str, Receipt] = field(default_factory=dict)
    accepted: dict[str, Receipt] = field(default_factory=dict)
    hidden: list[tuple[int, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    found: Found = field(default_factory=lambda: Found({}))

    def __post_init__(self) -> None:
        self.found = Found(self.records)

    def find(self, record: str, spec: EntitySpec | None, hint: int | None = None) -> Record | None:
        """In the stream where a mutation says, or else in another that the actor writes; where it was hidden it is not.

        Only where such an entity is kept: the id may be another record's in a stream that someone else writes too.
        A tombstone without an entity is the ledger's, which did not know where the record had stood.
        """
        streams = self.actor.streams
        for stream in (hint, *streams) if hint in streams else streams:
            found = self.found.at(stream, record)
            if found is None or found.state is State.HIDDEN:
                continue
            if spec is None or not found.entity or streams[stream].kind in spec.policy.streams:
                return found
        return None

    def stream_of(self, kind: StreamKind) -> int | None:
        return next((stream.id for stream in self.actor.streams.values() if stream.kind is kind), None)

    def change(self, record: Record) -> None:
        """Has the record saved; several changes in one place in one push share one number."""
        place = record.stream, record.record
        if place in self.changed:
            record.seq = self.changed[place].seq
        else:
            self.number(record)
        self.changed[place] = record
        self.found.put(record)
