"""What changed since a cursor.

Rights are read anew, first reads go in the order that helps, a page has a bound.
"""

import uuid
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from typing import Any, cast

from msgspec import Raw, Struct, field

from accounts import ReadableStream, stream_infos
from database.database import Connection
from domain.cursor import Cursor, FirstRead, StreamOffset
from domain.wire import StreamChanges, StreamInfo
from records import feed
from records.encoding import encode_changes
from records.record_rows import Wired

PAGE_BYTES = 256 * 1024
RECENT_MS = 30 * 24 * 3600 * 1000
"""Check-ins of the last 30 days come before older ones in a first sync."""

Written = Callable[[int, int], list[Wired] | None]
"""The rows of a stream above a number, where this transaction wrote all: not to be read again."""


class Page(Struct, kw_only=True):
    """One page of an answer, and where the next begins.

    `rows_left` and `bytes_left` count down what it may still hold.
    """

    cursor: Cursor
    rows_left: int
    bytes_left: int = PAGE_BYTES
    changes: dict[int, list[bytes]] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)
    streams: list[StreamInfo] | None = None
    digests: dict[int, tuple[int, int]] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)
    more: bool = False

    @property
    def full(self) -> bool:
        """Return whether the page has no room left."""
        return self.rows_left <= 0 or self.bytes_left <= 0

    def fit(self, changed: list[bytes]) -> int:
        """Return how many of these changes fit, and count them as taken.

        With the one that fills the page.
        """
        if len(changed) < self.rows_left and (size := sum(map(len, changed))) < self.bytes_left:
            self.rows_left, self.bytes_left = self.rows_left - len(changed), self.bytes_left - size
            return len(changed)
        sizes = list(accumulate(map(len, changed)))
        count = min(bisect_left(sizes, self.bytes_left) + 1, self.rows_left, len(changed))
        self.rows_left -= count
        self.bytes_left -= sizes[count - 1] if count else 0
        return count

    def by_stream(self) -> list[StreamChanges]:
        """Return the changes spliced, not encoded again: what is stored is what travels."""
        return [
            StreamChanges(stream, cast(Any, Raw(b"[%b]" % b",".join(changed))))
            for stream, changed in self.changes.items()
        ]


async def pull(
    connection: Connection,
    cursor: Cursor,
    readable: dict[int, ReadableStream],
    *,
    limit: int,
    now: int,
    written: Written,
) -> Page:
    """Return the next page for a person with these rights; `now` in milliseconds."""
    page = Page(cursor=cursor, rows_left=limit)
    regained = _regained(cursor, readable)
    readable = {id_: right for id_, right in readable.items() if id_ not in regained}
    # Compared with the grants, so that a right that was lost and regained between two pulls shows.
    if _known(cursor) != {stream: right.grant_no for stream, right in readable.items()}:
        page.streams = [
            info for info in await stream_infos(connection, cursor.person) if info.id in readable
        ]
        _forget_lost(cursor, readable, regained)
        _begin_first_read(cursor, readable, now)
    if cursor.first is not None:
        await _read_first(connection, page, cursor.first, readable)
    if cursor.first is None:
        await _read_on(connection, page, readable, written)
        page.more |= any(stream not in cursor.marks for stream in readable)
    if not page.more:  # with the last page a device drops what it has lost
        for stream in regained:
            del cursor.marks[stream]
        # a digest belongs to one head: none where newer rows came along after a first reading
        page.digests = {
            id_: (readable[id_].live, readable[id_].digest)
            for id_, seq in page.reached.items()
            if seq == readable[id_].head
        }
    return page


def _known(cursor: Cursor) -> dict[int, int]:
    return {
        stream: mark.grant
        for stream, mark in (cursor.marks | (cursor.first.pinned if cursor.first else {})).items()
    }


def _regained(cursor: Cursor, readable: dict[int, ReadableStream]) -> set[int]:
    """Return the streams whose right was lost and regained since the device asked last.

    They are told as lost, to the last page, and as new by the answer after that: so nothing stays
    on the device that was hidden meanwhile.
    """
    return {
        stream
        for stream, grant in _known(cursor).items()
        if stream in readable and readable[stream].grant_no != grant
    }


def _forget_lost(cursor: Cursor, readable: dict[int, ReadableStream], regained: set[int]) -> None:
    """Forget streams whose right ended; of a regained one, remember to tell that it was lost."""
    if cursor.first is not None:
        cursor.marks |= {
            stream: mark for stream, mark in cursor.first.pinned.items() if stream in regained
        }
        cursor.first.pinned = {
            stream: mark for stream, mark in cursor.first.pinned.items() if stream in readable
        }
    cursor.marks = {
        stream: mark
        for stream, mark in cursor.marks.items()
        if stream in readable or stream in regained
    }


def _begin_first_read(cursor: Cursor, readable: dict[int, ReadableStream], now: int) -> None:
    fresh = {
        stream: StreamOffset(right.grant_no, right.head)
        for stream, right in readable.items()
        if stream not in cursor.marks
    }
    if fresh and cursor.first is None:
        cursor.first = FirstRead(fresh, str(uuid.UUID(int=max(now - RECENT_MS, 0) << 80)))


async def _read_first(
    connection: Connection, page: Page, first: FirstRead, readable: dict[int, ReadableStream]
) -> None:
    pinned = {stream: mark.seq for stream, mark in first.pinned.items()}
    rows, changed = await feed.first_page(
        connection, pinned, first, readable, limit=page.rows_left, room=page.bytes_left
    )
    read = page.fit(changed)
    for row, change in zip(rows[:read], changed, strict=False):
        page.changes.setdefault(row[1], []).append(change)
    if page.full:
        page.more, first.after = True, rows[read - 1][:3]
        return
    page.cursor.marks |= first.pinned
    page.reached |= pinned
    page.passed = await feed.ahead(
        connection, pinned
    )  # what a first read has missed since its heads were pinned is read too
    page.cursor.first = None


async def _read_on(
    connection: Connection, page: Page, readable: dict[int, ReadableStream], written: Written
) -> None:
    """Read what is above each mark.

    The last page is of the moment at which the rights were read: where a stream moved or a right
    ended since, there is more.
    """
    for stream, mark in page.cursor.marks.items():
        if (right := readable.get(stream)) is None:
            continue
        if right.head <= mark.seq and stream not in page.passed:
            continue
        if page.full:
            page.more = True
            return
        wanted = page.rows_left
        rows, head = await _rows_above(
            connection, page.cursor.person, right, mark.seq, wanted, written
        )
        # On PostgreSQL the rows may be newer than the rights: then another pull follows at once.
        page.more |= head != right.head
        if head is None:
            continue
        changed = encode_changes(rows, right)
        read = page.fit(changed)
        page.changes.setdefault(stream, []).extend(changed[:read])
        whole = read == len(rows) < wanted
        mark.seq = max(head, rows[-1][0] if rows else 0) if whole else rows[read - 1][0]
        page.reached[stream] = mark.seq
        page.more |= mark.seq < head


async def _rows_above(
    connection: Connection,
    person: int,
    right: ReadableStream,
    seq: int,
    limit: int,
    written: Written,
) -> tuple[list[Wired], int | None]:
    """Return the rows, with the stream's head at that moment; None where the right has ended."""
    if rows := written(right.id, seq):
        return rows, right.head
    return await feed.changes(connection, person, right, seq, limit)
