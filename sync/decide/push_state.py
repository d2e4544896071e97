"""What a push is decided on, and what came of it."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct, field

from domain.bounds import PARTS
from domain.declare import StreamKind
from domain.devices import device_line
from domain.entity_specs import EntitySpec
from domain.found import FoundRecords
from domain.keys import Key
from domain.permissions import SEVERAL_WRITE, Writable
from domain.receipts import MutationOutcome, Receipt
from domain.records import Mutation, Record, State
from domain.validation import Refused
from sync.decide.budget import BUDGET
from sync.decide.clock import Arrival


class Actor(Struct, frozen=True):
    """Who pushes, and in which streams they write something.

    As read under the streams' lock, with those of others that they may read, or once did.
    `came_from` says which device came from which, where that is asked for.
    """

    uuid: str
    device: int
    account: int
    streams: dict[int, Writable]
    only_reads: AbstractSet[int] = frozenset()
    devices: AbstractSet[int] = frozenset()
    came_from: Mapping[int, int] = {}

    @property
    def line(self) -> AbstractSet[int]:
        """Return the device and those that it came from."""
        return device_line(self.device, self.came_from)

    def has_sent(self, receipt: Receipt, stream: int) -> bool:
        """Return whether the receipt answers one of this person's own mutations."""
        if receipt.sender == self.device or receipt.sender in self.devices:
            return True
        return receipt.sender != 0 and self.streams[stream].kind not in SEVERAL_WRITE


class MovedWhole(Struct):
    """A whole that this push has moved, and the streams that it left."""

    whole: Record
    left: set[int] = field(default_factory=set)


class NotApplied(Exception):
    """Not now, or never again: an outcome that leaves no receipt."""

    def __init__(self, outcome: MutationOutcome) -> None:
        super().__init__(outcome)
        self.outcome: MutationOutcome = outcome


class PushState(Struct, kw_only=True):
    """What a push is decided on, and what came of it.

    `receipts` are those of the person's refused mutations, without a record; `applied` those of
    what was accepted where a right may end; `refused` and `accepted` are the new ones of either
    kind.

    `gone` are places that the actor only reads and from which a record was erased. `number` gives a
    record that changes its next number, `seal` proves to a later server that a peer's mutation in a
    stream was accepted with this key. `hidden` are the places, by stream and record, that a peer
    may read no longer, `erased` the records that are gone for good. `left` is what this push may
    still cost, and `done` how many mutations were decided. `parts` says how many parts a whole has,
    `waiting` which are not moved now, `is_cut` that not all was read that goes with what is erased.
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
    found: FoundRecords = field(default_factory=lambda: FoundRecords({}))
    left: int = BUDGET
    done: int = 0
    begun: set[str] | None = None
    parts: dict[str, int] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    is_cut: bool = False
    moving: dict[str, MovedWhole] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.found = FoundRecords(self.records)

    def find(self, record: str, spec: EntitySpec | None, hint: int | None = None) -> Record | None:
        """Return the record where a mutation says, or in another stream that the actor writes.

        Where it was hidden it is not. Only where such an entity is kept: the id may be another
        record's in a stream that someone else writes too. A tombstone without an entity is the
        ledger's, which did not know where the record had stood.
        """
        if record not in self.found:
            return None
        streams = self.actor.streams
        for stream in (hint, *streams) if hint in streams else streams:
            found = self.found.at(stream, record)
            if found is None or found.state is State.HIDDEN:
                continue
            if spec is None or not found.entity or streams[stream].kind in spec.policy.streams:
                return found
        return None

    def spend(self, points: int) -> None:
        """Take points from the budget, before anything is changed.

        The first mutation is decided whatever it costs. Raises NotApplied.
        """
        if self.done and points > self.left:
            raise NotApplied("deferred")
        self.left -= points

    def was_refused(self, record: str) -> bool:
        """Return whether what would have made the record was refused."""
        if self.begun is None:
            self.begun = {receipt.begins for receipt in self.receipts.values()}
        return record in self.begun

    def take_part(self, whole: str) -> None:
        """Raise Refused where the whole has as many parts as it may."""
        count = self.parts.get(whole, 0)
        if count >= PARTS:
            raise Refused("too_many")
        self.parts[whole] = count + 1

    def note_refused(self, mutation: str, receipt: Receipt) -> None:
        """Remember a refused mutation's receipt."""
        self.receipts[mutation] = self.refused[mutation] = receipt
        if self.begun is not None:
            self.begun.add(receipt.begins)

    def stream_of(self, kind: StreamKind) -> int | None:
        """Return the actor's stream of a kind, if they write one."""
        return next(
            (stream.id for stream in self.actor.streams.values() if stream.kind is kind), None
        )

    def change(self, record: Record) -> None:
        """Have the record saved; several changes in one place in one push share one number."""
        place = record.stream, record.record
        if place in self.changed:
            # One number, since only the last state of a place in this transaction is ever read.
            record.seq = self.changed[place].seq
        else:
            self.number(record)
        self.changed[place] = record
        self.found.put(record)
