"""Whether a device that has read everything holds what it must: every live record as it must be told, and no other."""

from collections.abc import Iterator
from typing import Any

from tests.simulation.books import Books
from tests.simulation.broken import Broken
from tests.simulation.phone import Phone, Row
from tests.simulation.rights import Place
from tests.simulation.wire import row_of


def nothing_lacks(books: Books, phone: Phone) -> None:
    """This holds after every whole reading, whatever came before."""
    for place, expected in _live(books, phone):
        row = phone.disk.rows.get(place)
        if row is None or _told(row) != expected:
            raise Broken("diverged", f"device {phone.seat.device} holds {row and _told(row)}, not {expected}")


def nothing_lives_on(books: Books, phone: Phone) -> None:
    live = {place for place, row in phone.disk.rows.items() if row.state == "live"}
    if more := live - {place for place, _ in _live(books, phone)}:
        raise Broken("diverged", f"device {phone.seat.device} holds {sorted(more)} too")


def _live(books: Books, phone: Phone) -> Iterator[tuple[Place, dict[str, Any]]]:
    roles = books.rights.roles(phone.seat.person)
    for place, history in books.histories.items():
        if place[0] in roles and not history.view.removed:
            yield place, row_of(history, books.rights.kind(place[0]), roles[place[0]])


def _told(row: Row) -> dict[str, Any]:
    return {"state": row.state, "heads": row.heads, "body": row.body, "kept": row.kept}
