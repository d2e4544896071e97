"""Whether a device that has read everything holds what it must.

Every live record as it must be told, and no other.
"""

from collections.abc import Iterator
from typing import Any

from tests.simulation.books import Books
from tests.simulation.broken import Broken
from tests.simulation.disk import Row
from tests.simulation.phone import Phone
from tests.simulation.wire import row_of


def nothing_lacks(books: Books, phone: Phone) -> None:
    """Raise Broken unless the device holds what it must.

    This holds after every whole reading, whatever came before, of the streams that the device was
    told of.
    """
    for place, expected in _live(books, phone):
        row = phone.disk.reading.rows.get(place)
        if (
            place[0] not in phone.disk.reading.streams
            or place[1] in phone.disk.erasing
            or (row and row.let_go)
        ):
            continue
        if row is None or _told(row) != expected:
            raise Broken(
                "diverged", f"device {phone.seat.device} holds {row and _told(row)}, not {expected}"
            )


def every_stream_is_there(books: Books, phone: Phone) -> None:
    """In the end: one that was lost and regained is told of by the second answer."""
    if missing := books.rights.roles(phone.seat.person).keys() - phone.disk.reading.streams.keys():
        raise Broken(
            "diverged", f"device {phone.seat.device} does not know of streams {sorted(missing)}"
        )


def nothing_lives_on(books: Books, phone: Phone) -> None:
    live = {
        place
        for place, row in phone.disk.reading.rows.items()
        if row.state == "live" and not row.absent and row.stream not in phone.doubted
    }
    if more := live - {place for place, _ in _live(books, phone)}:
        raise Broken("diverged", f"device {phone.seat.device} holds {sorted(more)} too")


def _live(books: Books, phone: Phone) -> Iterator[tuple[tuple[int, str], dict[str, Any]]]:
    roles = books.rights.roles(phone.seat.person)
    for record, history in books.histories.items():
        stream = history.stream
        if stream in roles and history.live:
            yield (
                (stream, record),
                row_of(history, stream, books.rights.kind(stream), roles[stream]),
            )


def _told(row: Row) -> dict[str, Any]:
    return {
        "state": row.state,
        "heads": row.heads,
        "body": row.body,
        "kept": row.kept,
        "dismissed": row.dismissed,
    }
