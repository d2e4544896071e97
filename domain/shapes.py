"""The shape of a text that comes in, where what is stored may be older and of any shape."""

import re
from typing import Any, get_args

from msgspec import Meta, Struct

Shaped = tuple[tuple[str, re.Pattern[str]], ...]
"""Fields, each with the regular expression that its whole text is to match."""


def shape_of(hint: Any) -> re.Pattern[str] | None:
    """Return the regular expression that an incoming value must match, from its annotation."""
    for note in get_args(hint):
        if isinstance(note, Meta) and note.extra and "shape" in note.extra:
            return re.compile(note.extra["shape"])
        # An optional text has its Meta one level deeper, inside the union with None.
        if get_args(note) and (found := shape_of(note)):
            return found
    return None


def ill_shaped(shaped: Shaped, value: Struct) -> str | None:
    """Return the first of these fields whose text has another shape than it must."""
    for field, shape in shaped:
        text = getattr(value, field)
        if text is not None and shape.fullmatch(text) is None:
            return field
    return None
