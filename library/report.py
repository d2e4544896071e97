"""What an import says when it is done: by kind and not by row, since a feed may hold thousands.

No part of any row is repeated.
"""

from collections import Counter
from collections.abc import Iterator

from domain.attendance import How, attendance_of
from library.feed import REMARKS, ParsedFeed
from library.importing import ImportSummary

FEW_ROWS, FEW_FIELDS = 5, 20

_HOW: dict[How, str] = {
    "in_person": "in person", "online": "online", "both": "in person and online",
    "closed": "place closed", "inactive": "not held",
    "unknown": "not clear",
}  # fmt: skip


def report(
    reading: ParsedFeed, imported: ImportSummary, *, every_row: bool = False
) -> Iterator[str]:
    """Return the lines to print; with `every_row` each remark on its own."""
    yield from _by_row(reading) if every_row else _by_kind(reading)
    if reading.left_out:
        fields = [
            f"{name} ({rows})"
            for name, rows in sorted(reading.left_out.items(), key=lambda each: -each[1])
        ]
        more = f", and {len(fields) - FEW_FIELDS} more" if len(fields) > FEW_FIELDS else ""
        yield (
            "Left out, because an entry has no place for it (rows): "
            f"{', '.join(fields[:FEW_FIELDS])}{more}"
        )
    yield from _meetings(reading)
    yield f"{reading.rows} rows read, {len(reading.not_imported)} of them not imported."
    yield (
        f"added {imported.added}, changed {imported.changed}, unchanged {imported.same}, retired "
        f"{imported.retired}"
    )
    if imported.by_curator:
        yield f"{imported.by_curator} left as they are, because a curator has changed them"


def _by_row(reading: ParsedFeed) -> Iterator[str]:
    for remark in reading.remarks:
        yield f"row {remark.row}, {remark.field}: {remark.sentence}"


def _by_kind(reading: ParsedFeed) -> Iterator[str]:
    rows: dict[tuple[str, str], list[int]] = {}
    for remark in reading.remarks:
        rows.setdefault((remark.code, remark.field), []).append(remark.row)
    for (code, field), of_kind in rows.items():
        more = f" and {len(of_kind) - FEW_ROWS} more" if len(of_kind) > FEW_ROWS else ""
        which = ", ".join(map(str, of_kind[:FEW_ROWS]))
        yield (
            f"row{'s' if len(of_kind) > 1 else ''} {which}{more}{f', {field}' if field else ''}: "
            f"{REMARKS[code]}"
        )


def _meetings(reading: ParsedFeed) -> Iterator[str]:
    meetings = [entry.resource for entry in reading.entries if entry.resource.type == "meeting"]
    how = Counter(attendance_of(meeting).how for meeting in meetings)
    if how:
        yield "Meetings: " + ", ".join(
            f"{how[each]} {words}" for each, words in _HOW.items() if how[each]
        )
    zones = Counter(meeting.time_zone or "" for meeting in meetings)
    if len(zones) > 1:
        yield "Time zones: " + ", ".join(
            f"{zone or 'none'} ({count})" for zone, count in zones.most_common()
        )
