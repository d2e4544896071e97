"""Unicode's form C of any text, in a time that hardly grows faster than the text."""

import unicodedata
from collections.abc import Iterator

MOST_MARKS = 30
"""On one letter. No script has so many, and putting more in order takes the library time by the square of their number."""

_OF_MARKS_ALONE = "\u0f73\u0f75\u0f81"
"""They are no marks themselves, and what they are made of is."""


def composed(text: str) -> str:
    """The same words in form C (UAX #15)."""
    return unicodedata.normalize("NFC", "".join(_with_marks_in_order(text)))


def _with_marks_in_order(text: str) -> Iterator[str]:
    """The text in pieces, with the marks of every letter that bears too many in the order that form C asks for."""
    done = marks = 0  # up to where it was given out, and where the marks began that stand here
    for place, character in enumerate(text + "."):
        if unicodedata.combining(character) or character in _OF_MARKS_ALONE:
            continue
        if place - marks > MOST_MARKS:
            yield text[done:marks]
            taken_apart = "".join(unicodedata.normalize("NFD", mark) for mark in text[marks:place])
            yield "".join(sorted(taken_apart, key=unicodedata.combining))
            done = place
        marks = place + 1
    yield text[done:]
