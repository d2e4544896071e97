"""What a phone dials of what somebody wrote: the vectors that the app passes too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phone_numbers import PhoneNumber, phone_numbers
from library.crisis_lines import NATIONAL_LINES

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "phone_numbers"
FILES = {path.stem: json.loads(path.read_text())["cases"] for path in FOLDER.glob("*.json")}
CASES = [case for cases in FILES.values() for case in cases]
PARTS = (
    "816",
    "555",
    "0123",
    "1",
    "+44",
    "ext",
    "HELP",
    "id",
    "or",
    "988",
    " ",
    "-",
    "(",
    ")",
    ",",
    "#",
    "*",
    ";",
    "x",
    "7:00",
    "\u0662",
)


def test_every_file_is_asked() -> None:
    assert set(FILES) == {"spellings", "letters", "extensions", "conferences", "several", "none"}
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in CASES])
def test_what_a_phone_dials(case: Any) -> None:
    assert phone_numbers(case["text"]) == [
        PhoneNumber(written, dial) for written, dial in case["numbers"]
    ]


@pytest.mark.parametrize("text", ["816-555-HELPME", "816 HELP"])
def test_a_word_of_more_or_fewer_keys_than_a_number_has_is_none(text: str) -> None:
    """Only behind a free number may it be longer."""
    assert phone_numbers(text) == []


def test_behind_a_free_number_the_last_letters_of_a_word_are_not_dialled() -> None:
    assert [each.dial for each in phone_numbers("800-555-HELPME")] == ["8005554357"]


@given(st.lists(st.sampled_from(PARTS), max_size=24).map("".join) | st.text(max_size=60))
def test_what_is_dialled_is_always_a_number(text: str) -> None:
    for number in phone_numbers(text):
        assert number.dial.isascii()
        assert number.dial.replace("%23", "#").replace("%2A", "*").translate(
            str.maketrans("", "", "0123456789,#*")
        ) in ("", "+")
        assert number.dial.strip("+,")
        assert number.written


def test_a_text_that_is_too_long_for_a_number_has_none() -> None:
    for length, found in ((400, 1), (401, 0), (513, 0)):
        assert len(phone_numbers("816-555-0123 ".ljust(length, "x"))) == found


def test_every_national_line_to_call_or_text_has_one() -> None:
    assert all(phone_numbers(line.value) for line in NATIONAL_LINES.values() if line.kind != "chat")


def test_what_follows_the_word_for_a_code_is_not_called() -> None:
    assert phone_numbers("Meeting ID 832-555-4567") == []
