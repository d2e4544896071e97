"""What changed since a cursor: rights are read anew, first reads go in the order that helps, a page has a bound."""

import uuid
from collections.abc import Iterable

import msgspec
from msgspec import Raw, Struct, field

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.permissions import sees_kept_versions
from domain.records import Change, StreamChanges, StreamInfo
from storage import feed
from storage.database import Connection
from storage.people import ReadableStream, stream_infos
from storage.record_rows import NOTHING
from sync.cursor import Cursor, FirstRead, Mark

PAGE_BYTES = 256 * 1024
RECENT_MS = 30 * 24 * 3600 * 1000
"""Check-ins of the last 30 days come before older ones in a first sync."""


class Page(Struct, kw_only=True):
    """One page of an answer, and where the next begins. `left` counts down the rows and bytes that it may still hold."""

    cursor: Cursor
    rows_left: int
    bytes_left: int = PAGE_BYTES
    changes: dict[int, list[Change]] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)
    streams: list[StreamInfo] | None = None
    digests: dict[int, tuple[int, int]] = field(default_factory=dict)
    more: bool = False

    @property
    def full(self) -> bool:
        return self.rows_left <= 0 or self.bytes_left <= 0

    def take(self, stream: int, change: Change) -> None:
        self.changes.setdefault(stream, []).append(change)
        self.rows_left -= 1
        self.bytes_left -= len(memoryview(change.body)) + len(memoryview(change.heads)) + len(memoryview(change.kept))

    def by_stream(self) -> list[StreamChanges]:
        return [StreamChanges(stream, rows) for stream, rows in self.changes.items()]


async def pull(connection: Connection, cursor: Cursor, readable: dict[int, ReadableStream], *, limit: int, now: int) -> Page:
    """The next page for a person with these rights; `now` in milliseconds."""
    page = Page(cursor=cursor, rows_left=limit)
    if _known(cursor) != {stream: right.grant_no for stream, right in readable.items()}:
        page.streams = [info for info in await stream_infos(connection, cursor.person) if info.id in readable]
        _forget_lost(cursor, readable)
        _begin_first_read(cursor, readable, now)
    if cursor.first is not None:
        await _read_first(connection, page, cursor.first, readable)
    if cursor.first is None:
        await _read_on(connection, page, readable)
        page.more |= any(stream not in cursor.marks for stream in readable)
    if not page.more:
        page.digests = {right.id: (right.live, right.digest) for right in readable.values() if right.id in page.reached}
    return page


def _known(cursor: Cursor) -> dict[int, int]:
    pinned = cursor.first.pinned if cursor.first else {}
    return {stream: mark.grant for stream, mark in (cursor.marks | pinned).items()}


def _forget_lost(cursor: Cursor, readable: dict[int, ReadableStream]) -> None:
    """A stream whose right ended, or was granted anew, is no longer known."""
    for marks in (cursor.marks, cursor.first.pinned if cursor.first else {}):
        for stream in [each for each, mark in marks.items() if each not in readable or readable[each].grant_no != mark.grant]:
            del marks[stream]


def _begin_first_read(cursor: Cursor, readable: dict[int, ReadableStream], now: int) -> None:
    if cursor.first is not None:
        return
    fresh = {stream: Mark(right.grant_no, right.head) for stream, right in readable.items() if stream not in cursor.marks}
    if fresh:
        cursor.first = FirstRead(fresh, str(uuid.UUID(int=max(now - RECENT_MS, 0) << 80)))


async def _read_first(connection: Connection, page: Page, first: FirstRead, readable: dict[int, ReadableStream]) -> None:
    pinned = {stream: mark.seq for stream, mark in first.pinned.items()}
    rows = await feed.first_rows(connection, pinned, first.since, first.after, page.rows_left)
    for row in rows:
        _, stream, _ = first.after = row.place
        page.take(stream, _for_role(row.change, readable[stream]))
        if page.full:
            page.more = True
            return
    page.cursor.marks |= first.pinned
    page.reached |= pinned
    page.cursor.first = None


async def _read_on(connection: Connection, page: Page, readable: dict[int, ReadableStream]) -> None:
    for stream, mark in page.cursor.marks.items():
        right = readable[stream]
        if right.head <= mark.seq:
            continue
        if page.full:
            page.more = True
            return
        wanted = page.rows_left
        rows = await feed.changes(connection, stream, mark.seq, wanted)
        read = _take(page, stream, rows, right)
        whole = read == len(rows) < wanted
        mark.seq = max(right.head, rows[-1].seq if rows else 0) if whole else rows[read - 1].seq
        page.reached[stream] = mark.seq
        page.more |= mark.seq < right.head


def _take(page: Page, stream: int, rows: Iterable[Change], right: ReadableStream) -> int:
    read = 0
    for change in rows:
        page.take(stream, _for_role(change, right))
        read += 1
        if page.full:
            break
    return read


def _for_role(change: Change, right: ReadableStream) -> Change:
    """Kept versions travel to the owner of their group alone."""
    if change.kept is NOTHING or right.kind == StreamKind.OWN or right.kind == StreamKind.ACCOUNT:
        return change
    groups = SPECS[change.entity].groups
    kept = msgspec.json.decode(change.kept, type=dict[str, Raw])
    own = {name: value for name, value in kept.items() if sees_kept_versions(groups[name], Role(right.role))}
    return msgspec.structs.replace(change, kept=Raw(msgspec.json.encode(own)) if own else NOTHING)
