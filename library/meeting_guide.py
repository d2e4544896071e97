"""Meeting Guide feeds as they are found in the wild, read without losing or inventing a meeting.

The format is that of `code4recovery/spec`: an array of weekly meetings, Sunday 0. Real feeds differ
from it in every field, so each is read on its own, and what cannot be read is moved to the entry's
text and remarked upon; only a row without any name is not imported.
"""

import json
from typing import Any

import msgspec
from msgspec import Struct, structs

from domain.entities.resource import Occurrence, Resource
from domain.errors import BadInput
from library.feed import FeedEntry, FeedRemark, ParsedFeed
from library.identity import distinct_keys
from library.meeting_names import KEPT_FIELDS
from library.meeting_row import MeetingRow, read_meeting
from library.texts import one_line

NAME = "meeting-guide"
_WRAPPERS = ("meetings", "data", "items", "results", "values", "rows")
_MOST_TIMES = 70


def read_feed(content: bytes, *, time_zone: str, source: str, licence: str = "") -> ParsedFeed:
    """Read every meeting of a feed.

    `time_zone` is used where a row names none. Raises BadInput where this is no feed at all.
    """
    rows = _rows(_decode(content))
    if rows and not any(
        isinstance(row, dict) and not row.keys().isdisjoint(("day", "time")) for row in rows
    ):
        raise BadInput("This is no list of meetings: no row has a day or a time.", where="file")
    remarks: list[FeedRemark] = []
    left_out: dict[str, int] = {}
    read: list[tuple[int, MeetingRow]] = []
    for number, row in enumerate(rows, 1):
        meeting = read_meeting(
            row, number, remarks, time_zone=time_zone, source=source, licence=licence
        )
        if meeting is not None:
            read.append((number, meeting))
            _count_left_out(row, left_out)
    return ParsedFeed(
        source,
        len(rows),
        _entries(read, remarks),
        sorted(remarks, key=lambda remark: remark.row),
        left_out,
    )


def _decode(content: bytes) -> Any:
    """Decode JSON in UTF-8 or in the Windows code page; line breaks inside texts are accepted."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Never fails: every byte means something in this code page, and a wrong accent is better
        # than no list.
        text = content.decode("cp1252", "replace")
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise BadInput("The feed is not JSON that can be read.", where="file") from error


def _rows(feed: Any) -> list[Any]:
    """Return the rows of a feed, in whatever of the usual ways they are wrapped.

    A bare array, one inside an object, an object by id, or a table whose first row names the
    columns.
    """
    if isinstance(feed, dict):
        feed = _unwrapped(feed)
    if not isinstance(feed, list):
        raise BadInput("The feed holds no single list of meetings.", where="file")
    return (
        _from_table(feed) if len(feed) > 1 and all(isinstance(row, list) for row in feed) else feed
    )


def _unwrapped(feed: dict[str, Any]) -> Any:
    inner = next(
        (feed[name] for name in _WRAPPERS if isinstance(feed.get(name), list | dict)), feed
    )
    if (
        isinstance(inner, dict)
        and inner
        and all(isinstance(value, dict) for value in inner.values())
    ):
        return list(inner.values())
    lists = [value for value in feed.values() if isinstance(value, list)]
    return inner if isinstance(inner, list) else lists[0] if len(lists) == 1 else None


def _from_table(table: list[list[Any]]) -> list[Any]:
    names = [
        "slug" if (name := one_line(cell).lower().replace(" ", "_")) == "id" else name
        for cell in table[0]
    ]
    return [dict(zip(names, row, strict=False)) for row in table[1:]]


def _entries(read: list[tuple[int, MeetingRow]], remarks: list[FeedRemark]) -> list[FeedEntry]:
    """Join rows of one slug that differ in their times alone; each other gets its own entry."""
    by_slug: dict[str, list[_Group]] = {}
    open_groups: dict[tuple[str, bytes], _Group] = {}
    for number, meeting in read:
        groups = by_slug.setdefault(meeting.slug, [])
        content = structs.replace(meeting.resource, schedule=[], updated_at="")
        key = meeting.slug, msgspec.msgpack.encode(content)
        group = open_groups.get(key)
        if group is None or not group.has_room(meeting):
            if groups:
                remarks.append(FeedRemark(number, "shared_slug", "slug"))
            group = open_groups[key] = _Group(content)
            groups.append(group)
        elif group.knows(meeting):
            remarks.append(FeedRemark(number, "repeated_row", "slug"))
        group.add(number, meeting)
    return [entry for slug, groups in by_slug.items() for entry in _of_one_slug(slug, groups)]


def _of_one_slug(slug: str, groups: list["_Group"]) -> list[FeedEntry]:
    resources = [group.joined() for group in groups]
    keys = distinct_keys(slug, resources)
    return [
        FeedEntry(key, resource, tuple(group.rows), slug)
        for key, resource, group in zip(keys, resources, groups, strict=True)
    ]


class _Group(Struct):
    """Rows of one slug with one content: their numbers and times.

    Kept as sets, so that the cost of each row does not grow with those before it.
    """

    content: Resource
    rows: list[int] = []
    times: set[Occurrence] = set()
    updated_at: str = ""

    def has_room(self, meeting: MeetingRow) -> bool:
        return len(self.times.union(meeting.resource.schedule)) <= _MOST_TIMES

    def knows(self, meeting: MeetingRow) -> bool:
        return self.times.issuperset(meeting.resource.schedule)

    def add(self, number: int, meeting: MeetingRow) -> None:
        self.rows.append(number)
        self.times.update(meeting.resource.schedule)
        self.updated_at = max(self.updated_at, meeting.resource.updated_at)

    def joined(self) -> Resource:
        return structs.replace(
            self.content,
            schedule=sorted(
                self.times, key=lambda time: (time.day, time.time, time.end_time or "")
            ),
            updated_at=self.updated_at,
        )


def _count_left_out(row: dict[str, Any], left_out: dict[str, int]) -> None:
    for name, value in row.items():
        if name not in KEPT_FIELDS and value not in (None, "", [], {}) and str(value).strip():
            label = one_line(name)[:40]
            left_out[label] = left_out.get(label, 0) + 1
