"""What a device keeps.

Rows as the server last told them, the outbox, what was answered, and where the reading stands.
"""

from typing import Any, Self

import msgspec
from msgspec import Struct, field

from domain.receipts import Result
from domain.wire import ChangeWithDismissed, StreamInfo, SyncAnswer
from tests.simulation.fates import Frozen, Sent, Told


class Heard(ChangeWithDismissed, frozen=True, array_like=True):
    dismissed: msgspec.Raw = msgspec.Raw(b"null")


class HeardOf(Struct, frozen=True):
    stream: int
    rows: list[Heard]


class Answer(SyncAnswer, frozen=True, kw_only=True, omit_defaults=True):
    """With versions that were let go, where there are any."""

    changes: list[HeardOf] = field(default_factory=list)  # type: ignore[assignment]


class Row(Struct, frozen=True):
    """As the server last told it; of a removed record the words stay here for undo.

    One that is `absent` a whole reading lacked; a part is `let_go` with its whole before the server
    knows.
    """

    stream: int
    record: str
    seq: int
    entity: str
    state: str
    heads: dict[str, list[Any]]
    body: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, Any]]
    dismissed: dict[str, dict[str, Any]] = {}
    absent: bool = False
    let_go: bool = False

    def __deepcopy__(self, _memory: Any) -> Self:
        return self

    def empty(self, state: str = "", *, let_go: bool = False) -> "Row":
        """Without any word."""
        return Row(
            self.stream,
            self.record,
            self.seq,
            self.entity,
            state or self.state,
            {},
            {},
            {},
            {},
            self.absent,
            let_go,
        )


class Entry(Struct):
    """A mutation in the outbox, until the rows tell what became of it.

    `told` is what a former server said.
    """

    frozen: Frozen
    result: Result | None = None
    told: Told | None = None

    @property
    def unsent(self) -> bool:
        return self.result is None or self.result.outcome == "deferred"

    @property
    def refused(self) -> bool:
        return outcome_of(self.result) in ("refused", "depends_on_refused", "gone")


class Logged(Struct):
    """An answered mutation, kept for the case that the server is restored.

    `again` while it is to be offered.
    """

    sent: Sent
    at: int
    again: bool = False


class Reading(Struct):
    """How far everything was read under which `epoch`, and what was.

    `remaining` are the streams that are left with the last page, `known` those of the cursor.
    """

    cursor: str | None = None
    known: frozenset[int] = frozenset()
    epoch: str = ""
    rows: dict[tuple[int, str], Row] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)
    streams: dict[int, StreamInfo] = field(default_factory=dict)
    remaining: dict[int, StreamInfo] | None = None
    leaving: set[tuple[int, str]] = field(default_factory=set)

    def tell_of(self, answer: Answer) -> None:
        """New streams are there with the first page, lost ones go with the last."""
        told = None if answer.streams is None else {stream.id: stream for stream in answer.streams}
        now = told if told is not None else self.remaining
        if now is not None:
            self.streams = {**self.streams, **now} if answer.more else now
        self.known = frozenset(self.streams)
        self.remaining = now if answer.more else None

    def put(self, row: Row) -> None:
        place = row.stream, row.record
        if row.state == "hidden":
            if place in self.rows:
                self.leaving.add(place)
            return
        before = self.found(row.stream, row.record)
        if row.state == "removed" and before:
            row = msgspec.structs.replace(row, body=before.body)
        self.rows[place] = row
        self.leaving.discard(place)
        for stream in self._places(row.stream):
            if stream != row.stream:
                self.rows.pop((stream, row.record), None)
                self.leaving.discard((stream, row.record))

    def found(self, stream: int, record: str) -> Row | None:
        return next(
            (row for each in self._places(stream) if (row := self.rows.get((each, record)))), None
        )

    def _places(self, stream: int) -> list[int]:
        """Where a record of this stream may stand, this stream first."""
        own = [
            id_
            for id_, each in self.streams.items()
            if each.kind in ("own", "shared") and each.role == "participant"
        ]
        return [stream, *(each for each in own if each != stream)] if stream in own else [stream]


class Disk(Struct):
    """What is written in one transaction, and what a kill leaves.

    `anew` is a whole new reading beside the rows that are shown.
    """

    shown: Reading = field(default_factory=Reading)
    anew: Reading | None = None
    epoch: str | None = None
    outbox: list[Entry] = field(default_factory=list)
    log: dict[str, Logged] = field(default_factory=dict)
    n: int = 0

    @property
    def reading(self) -> Reading:
        return self.anew or self.shown

    @property
    def erasing(self) -> set[str]:
        """Records that the server is still to erase."""
        return {
            entry.frozen.record
            for entry in self.outbox
            if entry.frozen.op == "erase" and not entry.refused
        }


def outcome_of(result: Result | None) -> str | None:
    """The first answer, where this is a repeated one."""
    return (result.first or result.outcome) if result else None


def told_by(result: Result | None) -> Told | None:
    if (
        result is None
        or result.key is None
        or outcome_of(result) in ("refused", "depends_on_refused", "gone", "deferred")
    ):
        return None
    key = result.key
    return Told((key.ms, key.counter, key.device, key.n), result.rank, result.seal)


def row_of_change(stream: int, change: Heard) -> Row:
    heads, body, kept, dismissed = (
        msgspec.json.decode(each)
        for each in (change.heads, change.body, change.kept, change.dismissed)
    )
    return Row(
        stream,
        change.record,
        change.seq,
        change.entity,
        str(change.state),
        heads,
        body,
        kept or {},
        dismissed or {},
    )


def erased_by(
    answer: Answer, batch: list[Sent], outbox: list[Entry]
) -> dict[str, tuple[int | None, str]]:
    """Return the records that are gone for good.

    With where they were last known to stand and what they were.
    """
    gone = {result.id for result in answer.results if outcome_of(result) == "gone"}
    found: dict[str, tuple[int | None, str]] = {
        sent.frozen.record: (sent.frozen.wire["stream"], sent.frozen.entity)
        for sent in batch
        if sent.frozen.id in gone
    }
    for each in answer.changes:
        found |= {
            change.record: (each.stream, change.entity)
            for change in each.rows
            if change.state == "erased"
        }
    for entry in outbox:
        if entry.frozen.whole in found:
            found[entry.frozen.record] = entry.frozen.wire["stream"], entry.frozen.entity
    return found
