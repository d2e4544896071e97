"""Limits of the values that several entities share.

What is at the limit is taken, what is past it is not.
"""

from typing import Any

import msgspec
import pytest

from domain.values import (
    LanguageCode,
    Line,
    LocalTime,
    NoneToTen,
    OneToFive,
    RecordId,
    Weekday,
    Word,
    ZoneName,
    is_id,
)

ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "taken", "not_taken"),
    [
        (ZoneName, ["x", "x" * 64], ["", "x" * 65]),
        (LanguageCode, ["en", "x" * 8], ["e", "x" * 9]),
        (Word, ["x", "x" * 40], ["", "x" * 41]),
        (Line, ["x", "x" * 200], ["", "x" * 201]),
        (LocalTime, ["00:00", "19:59", "23:59"], ["24:00", "12:60", "7:00", "07:00\n"]),
        (Weekday, [0, 6], [-1, 7]),
        (OneToFive, [1, 5], [0, 6]),
        (NoneToTen, [0, 10], [-1, 11]),
        (RecordId, [ID], [ID[:-1], ID + "\n", ID + "0", "A" + ID[1:]]),
    ],
)
def test_what_is_at_a_limit_is_taken_and_what_is_past_it_is_not(
    kind: Any, taken: list[Any], not_taken: list[Any]
) -> None:
    assert [msgspec.convert(each, kind) for each in taken] == taken
    for each in not_taken:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(each, kind)


def test_an_id_is_one_of_exactly_its_length_and_lower_case() -> None:
    assert is_id(ID)
    assert [each for each in (ID[:-1], ID + "\n", "A" + ID[1:], "") if is_id(each)] == []
