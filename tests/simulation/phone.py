"""A device without a screen: its disk, what it has sent, and a clock that may be anywhere."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from domain.receipts import Result
from domain.wire import StreamInfo
from records.record_rows import DIGEST_MODULUS, digest_of
from tests.phone.wire import sync_request
from tests.simulation.broken import Broken
from tests.simulation.cast import Seat
from tests.simulation.disk import (
    Answer,
    Disk,
    Entry,
    Logged,
    Reading,
    Row,
    erased_by,
    outcome_of,
    row_of_change,
    told_by,
)
from tests.simulation.fates import Frozen, Sent, whole_of

KEPT = 30 * 24 * 3600 * 1000
"""How long what was answered can be offered again, in milliseconds."""


class Phone:
    """`skew` is what its clock is ahead of the server's, ms.

    `offset` what it last believed of that, the other way round.

    `excuse` says why its rows may not match the digest: then it reads anew, and a second time is a
    fault. Digests come with what changed, so a stream stays `doubted` until its own has come.
    `former` is its disk as it was some time ago; `schema` that of the app on it.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.disk = Disk()
        self.skew = 0
        self.offset: int | None = None
        self.former: Disk | None = None
        self.excuse = ""
        self.doubted: set[int] = set()
        self.mended = 0
        self.schema = 2
        self.clone_of: Phone | None = None

    @property
    def outbox(self) -> list[Entry]:
        return self.disk.outbox

    @property
    def listed(self) -> dict[int, StreamInfo]:
        return self.disk.shown.streams

    def keep(self, frozen: Frozen) -> None:
        """An erase takes the words from the phone at once, and leaves itself."""
        if frozen.op == "erase":
            self._forget(frozen.record)
        self.disk.outbox.append(Entry(frozen))

    def unsent(self) -> list[Sent]:
        return [Sent(entry.frozen, entry.told) for entry in self.outbox if entry.unsent]

    def offers(self) -> list[Sent]:
        """What a restored server may have lost, beside what is in the outbox anyway."""
        own = {entry.frozen.id for entry in self.outbox}
        lost = [
            logged.sent
            for each, logged in self.disk.log.items()
            if logged.again and each not in own
        ]
        return sorted(lost, key=lambda sent: sent.frozen.n)

    def request(self, batch: list[Sent], *, sent_at: int, limit: int) -> dict[str, Any]:
        return sync_request(
            self.seat.device,
            [sent.wire for sent in batch],
            sent_at=sent_at,
            cursor=self.disk.reading.cursor,
            schema=self.schema,
            epoch=self.disk.epoch,
            waiting=len(self.unsent()),
            limit=limit,
        )

    def take(
        self, answer: Answer, batch: list[Sent], clock: int, hold: Callable[[], None] | None = None
    ) -> None:
        """Take one answer, on disk in one transaction.

        Raises Broken where a stream read to its end is not what the server says.
        `hold` looks at what there is when everything was read.
        """
        self.offset = answer.server_time - clock
        if self.disk.epoch not in (None, answer.epoch):
            self.disk.epoch = answer.epoch
            self._server_was_restored(answer.server_time)
            return
        self.disk.epoch = answer.epoch
        self._settle(answer.results)
        erased = erased_by(answer, batch, self.outbox)
        self._log(answer.results, erased.keys(), answer.server_time)
        self._read(answer, erased)
        reading = self.disk.reading
        self.disk.outbox = [
            entry for entry in self.outbox if not self._is_over(entry, erased, answer)
        ]
        self._forget_log(erased)
        if not answer.more:
            if hold:
                hold()
            self._compare(reading, answer.digests)
            if self.disk.anew is reading:
                self._swap(reading)

    def doubt(self, excuse: str) -> None:
        self.excuse, self.doubted = excuse, set(self.listed)

    def read_anew(self) -> None:
        """Begin from the start, beside what is shown, with the outbox left as it is."""
        streams = self.disk.shown.streams
        self.disk.anew = Reading(streams=dict(streams), remaining=dict(streams))

    def lose_rows(self) -> None:
        """Rows and cursor are gone, and what was answered is not known either."""
        self.disk.shown, self.disk.anew = Reading(), None
        self.former = None
        for entry in self.outbox:
            entry.result = None

    def image(self) -> Disk:
        return copy.deepcopy(self.disk)

    def has_arrived(self, entry: Entry) -> bool:
        result = entry.result
        return bool(
            result
            and result.seq
            and result.stream
            and self.disk.shown.reached.get(result.stream, -1) >= result.seq
        )

    def _server_was_restored(self, now: int) -> None:
        for entry in self.outbox:
            entry.told = told_by(entry.result) or entry.told
            entry.result = None
        self.disk.log = {
            each: logged for each, logged in self.disk.log.items() if logged.at > now - KEPT
        }
        for logged in self.disk.log.values():
            logged.again = True
        self.read_anew()

    def _settle(self, results: list[Result]) -> None:
        by_id = {result.id: result for result in results}
        for entry in self.outbox:
            entry.result = by_id.get(entry.frozen.id, entry.result)
        for logged in self.disk.log.values():
            if (result := by_id.get(logged.sent.frozen.id)) and outcome_of(result) != "deferred":
                logged.again = False

    def _log(self, results: list[Result], erased: Any, now: int) -> None:
        answered = {result.id for result in results}
        for entry in self.outbox:
            frozen = entry.frozen
            over = entry.result and outcome_of(entry.result) not in ("deferred", "gone")
            if (
                frozen.id in answered
                and over
                and (frozen.op == "erase" or frozen.record not in erased)
            ):
                self.disk.log[frozen.id] = Logged(
                    Sent(frozen, told_by(entry.result) or entry.told), now
                )

    def _read(self, answer: Answer, erased: dict[str, tuple[int | None, str]]) -> None:
        reading = self.disk.reading
        reading.cursor, reading.epoch = answer.cursor, answer.epoch
        reading.reached |= {int(stream): seq for stream, seq in answer.reached.items()}
        reading.tell_of(answer)
        erasing = self.disk.erasing
        for each in answer.changes:
            for change in each.rows:
                row = row_of_change(each.stream, change)
                reading.put(row.empty() if row.record in erasing and row.state != "hidden" else row)
        for record, (stream, entity) in erased.items():
            if stream is not None:
                row = reading.found(stream, record) or Row(
                    stream, record, 0, entity, "erased", {}, {}, {}
                )
                reading.put(row.empty("erased"))
        self._take_from_sight(erased.keys())
        if not answer.more:
            for place in reading.leaving:
                reading.rows.pop(place, None)
            reading.leaving = set()
            reading.rows = {
                place: row for place, row in reading.rows.items() if place[0] in reading.streams
            }

    def _take_from_sight(self, erased: Iterable[str]) -> None:
        """Also where a new reading is only beside what is shown."""
        gone = set(erased)
        for place, row in self.disk.shown.rows.items():
            if row.record in gone:
                self.disk.shown.rows[place] = row.empty("erased")

    def _is_over(
        self, entry: Entry, erased: dict[str, tuple[int | None, str]], answer: Answer
    ) -> bool:
        """Say whether it was read what became of it, or it has nowhere to go.

        While a new reading is beside the rows it stays.
        """
        reading, result = self.disk.reading, entry.result
        if entry.frozen.record in erased and (entry.frozen.op != "erase" or result is not None):
            return True
        if not answer.more and result and result.stream and result.stream not in reading.streams:
            return True
        return self.disk.anew is None and self.has_arrived(entry)

    def _with_parts(self, records: set[str]) -> set[str]:
        """And with what was refused of them."""
        rows = self.disk.shown.rows.values()
        records = records | {
            row.record for row in rows if whole_of(row.entity, row.body) in records
        }
        records = records | {
            entry.frozen.record for entry in self.outbox if entry.frozen.whole in records
        }
        return records | {
            row.record for row in rows if row.body.get("what", {}).get("record") in records
        }

    def _forget(self, whole: str) -> None:
        records = self._with_parts({whole})
        self.disk.outbox = [entry for entry in self.outbox if entry.frozen.record not in records]
        for reading in filter(None, (self.disk.shown, self.disk.anew)):
            for place, row in reading.rows.items():
                if row.record in records:
                    reading.rows[place] = row.empty(let_go=row.record != whole)
        self._forget_log(dict.fromkeys(records))

    def _forget_log(self, erased: dict[str, Any]) -> None:
        """Of an erased record only the erase itself is ever offered again."""
        log = self.disk.log.items()
        self.disk.log = {
            each: one
            for each, one in log
            if one.sent.frozen.record not in erased or one.sent.frozen.op == "erase"
        }

    def _compare(self, reading: Reading, digests: dict[str, tuple[int, int]]) -> None:
        live = [row for row in reading.rows.values() if row.state == "live" and not row.absent]
        for stream, digest in digests.items():
            own = [row for row in live if row.stream == int(stream)]
            if (
                len(own),
                sum(digest_of(row.record, row.seq) for row in own) % DIGEST_MODULUS,
            ) != tuple(digest):
                self._mend(
                    f"device {self.seat.device}, stream {stream}, at its end: "
                    f"{len(own)} rows, not {digest[0]}"
                )
                return
        self.doubted = (self.doubted & reading.streams.keys()) - {int(stream) for stream in digests}
        self.excuse = self.excuse if self.doubted else ""

    def _swap(self, reading: Reading) -> None:
        """Show what was read; rows with unsent words stay, and are no part of any stream."""
        unsent = {entry.frozen.record for entry in self.outbox if entry.unsent}
        found = {row.record for row in reading.rows.values()}
        for place, row in self.disk.shown.rows.items():
            stays = row.absent or row.record in unsent
            if (
                row.state == "live"
                and stays
                and row.record not in found
                and row.stream in reading.streams
            ):
                reading.rows[place] = msgspec.structs.replace(row, absent=True)
            elif (read := reading.rows.get(place)) and read.state == "removed":
                reading.rows[place] = msgspec.structs.replace(read, body=row.body)
        self.disk.shown, self.disk.anew = reading, None
        self.disk.outbox = [entry for entry in self.outbox if not self.has_arrived(entry)]

    def _mend(self, seen: str) -> None:
        if not self.excuse:
            raise Broken("diverged", seen)
        self.excuse, self.doubted = "", set()
        self.mended += 1
        self.read_anew()
