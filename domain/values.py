"""Value types that several entities share: numbers and texts with their limits."""

import re
from collections.abc import Callable
from typing import Annotated

from msgspec import Meta

NewId = Callable[[], str]
"""Makes the id of a new record. It is passed in: a rule draws nothing by itself."""

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
RecordId = Annotated[str, Meta(pattern=UUID, max_length=36, description="A UUID, lower case.")]
"""With its length: `$` in a pattern lets a line break pass behind it, here and below."""
_is_id = re.compile(UUID).fullmatch


def is_id(text: str) -> bool:
    """Return whether the text is a `RecordId`, of any kind of thing."""
    return len(text) == 36 and _is_id(text) is not None


LocalTime = Annotated[
    str,
    Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", max_length=5, description="Wall-clock time, HH:MM."),
]
Weekday = Annotated[int, Meta(ge=0, le=6, description="0 is Monday.")]
OneToFive = Annotated[int, Meta(ge=1, le=5)]
NoneToTen = Annotated[int, Meta(ge=0, le=10)]
Word = Annotated[str, Meta(min_length=1, max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
ZONE_SHAPE = r"^[A-Za-z0-9+_-]+(:[0-9]{2})?(/[A-Za-z0-9+_-]+){0,3}$"
ZoneName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description=(
            "IANA time zone, by the shape of its name: one that nobody here knows is kept, and "
            "the program's holds instead."
        ),
        extra={"shape": ZONE_SHAPE},
        extra_json_schema={"x-shape": ZONE_SHAPE},
    ),
]
"""The shape is asked of what comes in, never of what is stored.

Earlier phones could write anything.
"""
LanguageCode = Annotated[str, Meta(min_length=2, max_length=8)]
Position = Annotated[
    str,
    Meta(
        pattern=r"^([0-9A-Za-z]{0,199}[1-9A-Za-z])?$(?!\n)",
        description=(
            "Where an item stands in its list: the digits of a fraction in base 62 (0-9, A-Z, "
            "a-z), compared as ASCII text."
        ),
    ),
]
"""It never ends in 0, so that something always fits between two of them.

Items of one position are in order of their record ids.
"""
