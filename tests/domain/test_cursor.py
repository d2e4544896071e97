"""A cursor is read as it was written.

One that no engine could hold, or that another device made, starts over.
"""

import pytest

from domain.cursor import BEGINNING, Cursor, FirstRead, StreamOffset, decode, encode

GREATEST = 2**53 - 1
SINCE = "019d0000-0000-7000-8000-000000000001"


def read(cursor: Cursor, *, epoch: str = "e", person: int = 1, device: int = 2) -> Cursor:
    return decode(encode(cursor), epoch=epoch, person=person, device=device)


@pytest.mark.parametrize("after", [BEGINNING, (0, 0, 0), (1_000, GREATEST, GREATEST)])
def test_a_first_sync_goes_on_where_it_was(after: tuple[int, int, int]) -> None:
    """Also where nothing was sent yet."""
    first = FirstRead({GREATEST: StreamOffset(GREATEST, GREATEST)}, SINCE, after)
    cursor = Cursor("e", 1, 2, {3: StreamOffset(4, 5)}, first)
    assert read(cursor) == cursor


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor("e", 1, 2, {GREATEST + 1: StreamOffset(0, 0)}),
        Cursor("e", 1, 2, {3: StreamOffset(GREATEST + 1, 0)}),
        Cursor("e", 1, 2, {3: StreamOffset(0, GREATEST + 1)}),
        Cursor("e", 1, 2, {3: StreamOffset(-1, 0)}),
        Cursor("e", 1, 2, {3: StreamOffset(0, -1)}),
        Cursor("e", 1, 2, {}, FirstRead({}, SINCE, (-2, 0, 0))),
        Cursor("e", 1, 2, {}, FirstRead({}, SINCE, (1_001, 0, 0))),
        Cursor("e", 1, 2, {}, FirstRead({}, SINCE, (0, -1, 0))),
        Cursor("e", 1, 2, {}, FirstRead({}, "no id")),
    ],
)
def test_one_that_no_server_made_starts_over(cursor: Cursor) -> None:
    assert read(cursor) == Cursor("e", 1, 2)


def test_that_of_another_epoch_person_or_device_starts_over() -> None:
    cursor = Cursor("e", 1, 2, {3: StreamOffset(4, 5)})
    assert read(cursor) == cursor
    assert read(cursor, epoch="f") == Cursor("f", 1, 2)
    assert read(cursor, person=7) == Cursor("e", 7, 2)
    assert read(cursor, device=7) == Cursor("e", 1, 7)
