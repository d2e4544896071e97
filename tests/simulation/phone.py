"""A device without a screen: what is on its disk, what it has sent, and a clock that may be anywhere."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct, field

from domain.records import Change, Result, SyncAnswer
from storage.record_rows import DIGEST_MODULUS, digest_of
from tests.simulation.broken import Broken
from tests.simulation.cast import Seat
from tests.simulation.fates import Frozen


class Row(Struct):
    """As the server last told it; of a removed record the words stay here for undo."""

    stream: int
    record: str
    seq: int
    entity: str
    state: str
    heads: dict[str, list[Any]]
    body: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, Any]]


class Entry(Struct):
    """A mutation in the outbox, until the rows tell what became of it."""

    frozen: Frozen
    result: Result | None = None

    @property
    def unsent(self) -> bool:
        return self.result is None or self.result.outcome == "deferred"

    @property
    def refused(self) -> bool:
        outcome = self.result and (self.result.first or self.result.outcome)
        return outcome in ("refused", "depends_on_refused", "gone")


class Disk(Struct):
    """What a page is written to in one transaction, and what a kill leaves."""

    cursor: str | None = None
    rows: dict[tuple[int, str], Row] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)


class Phone:
    """`skew` is what its clock is ahead of the server's, ms; `offset` what it last believed of that, the other way round.

    `excuse` says why its rows may not match the digest: then it reads anew, and a second time is a fault.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.disk = Disk()
        self.outbox: list[Entry] = []
        self.n = 0
        self.skew = 0
        self.offset: int | None = None
        self.former: Disk | None = None
        self.excuse = ""
        self.mended = 0

    def keep(self, frozen: Frozen) -> None:
        self.outbox.append(Entry(frozen))

    def unsent(self) -> list[Frozen]:
        return [entry.frozen for entry in self.outbox if entry.unsent]

    def request(self, batch: list[Frozen], *, sent_at: int, limit: int) -> dict[str, Any]:
        return {
            "device": self.seat.device,
            "sent_at": sent_at,
            "waiting": len(self.unsent()),
            "mutations": [frozen.wire for frozen in batch],
            "cursor": self.disk.cursor,
            "limit": limit,
        }

    def take(self, answer: SyncAnswer, clock: int, hold: Callable[[], None] | None = None) -> None:
        """One answer, on disk in one transaction. Raises Broken where a stream read to its end is not what the server says.

        `hold` looks at what there is when everything was read.
        """
        self.offset = answer.server_time - clock
        self._settle(answer.results)
        for each in answer.changes:
            for change in each.rows:
                self._put(_row(each.stream, change))
        self.disk.cursor = answer.cursor
        self.disk.reached |= {int(stream): seq for stream, seq in answer.reached.items()}
        if answer.streams is not None:
            self.disk.listed = {stream.id for stream in answer.streams}
            self.disk.rows = {place: row for place, row in self.disk.rows.items() if place[0] in self.disk.listed}
        self.outbox = [entry for entry in self.outbox if not self.has_arrived(entry)]
        if not answer.more:
            self.outbox = [entry for entry in self.outbox if not self._went_with_its_stream(entry)]
            if hold:
                hold()
            self._compare(answer.digests)

    def read_anew(self) -> None:
        """Rows and cursor are gone; the outbox is never touched."""
        self.disk = Disk()
        self.former = None
        for entry in self.outbox:
            entry.result = None

    def has_arrived(self, entry: Entry) -> bool:
        result = entry.result
        return bool(result and result.seq and result.stream and self.disk.reached.get(result.stream, -1) >= result.seq)

    def _settle(self, results: list[Result]) -> None:
        by_id = {result.id: result for result in results}
        for entry in self.outbox:
            entry.result = by_id.get(entry.frozen.id, entry.result)

    def _put(self, row: Row) -> None:
        before = self.disk.rows.get((row.stream, row.record))
        if row.state == "removed" and before:
            row.body = before.body
        self.disk.rows[row.stream, row.record] = row

    def _went_with_its_stream(self, entry: Entry) -> bool:
        """It was answered, and the stream where the answer would be read is not this person's any more."""
        return bool(entry.result and entry.result.stream and entry.result.stream not in self.disk.listed)

    def _live(self) -> list[Row]:
        return [row for row in self.disk.rows.values() if row.state == "live"]

    def _compare(self, digests: dict[str, tuple[int, int]]) -> None:
        live = self._live()
        for stream, digest in digests.items():
            own = [row for row in live if row.stream == int(stream)]
            if (len(own), sum(digest_of(row.record, row.seq) for row in own) % DIGEST_MODULUS) != tuple(digest):
                self._mend(f"device {self.seat.device}, stream {stream}, at its end: {len(own)} rows, not {digest[0]}")
                return
        self.excuse = ""

    def _mend(self, seen: str) -> None:
        if not self.excuse:
            raise Broken("diverged", seen)
        self.excuse = ""
        self.mended += 1
        self.read_anew()


def _row(stream: int, change: Change) -> Row:
    heads, body, kept = (msgspec.json.decode(each) for each in (change.heads, change.body, change.kept))
    return Row(stream, change.record, change.seq, change.entity, str(change.state), heads, body, kept or {})
