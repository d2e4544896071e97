"""Unicode's form C of any text, in a time that hardly grows faster than the text."""

import unicodedata
from collections.abc import Iterator

MOST_MARKS = 30
"""On one letter.

No script has so many, and putting more in order takes the library time by the square of their
number.
"""

_OF_MARKS_ALONE = "\u0f73\u0f75\u0f81"
"""Characters that are no marks themselves, and consist of marks only."""


def to_nfc(text: str) -> str:
    """Return the same text in form C (UAX #15)."""
    return unicodedata.normalize("NFC", "".join(_with_marks_in_order(text)))


def _with_marks_in_order(text: str) -> Iterator[str]:
    """Yield the text in pieces, with overlong runs of marks sorted as form C asks."""
    # Up to where it was given out, and where the marks began that are read now.
    done = marks = 0
    # One character more, so that marks at the very end are followed by something.
    for place, character in enumerate(text + "."):
        if unicodedata.combining(character) or character in _OF_MARKS_ALONE:
            continue
        # Only overlong runs are sorted here; the library is faster for everything that people
        # write.
        if place - marks > MOST_MARKS:
            yield text[done:marks]
            taken_apart = "".join(unicodedata.normalize("NFD", mark) for mark in text[marks:place])
            yield "".join(sorted(taken_apart, key=unicodedata.combining))
            done = place
        marks = place + 1
    yield text[done:]
