"""The shape of a text that comes in, where what is stored may be older and of any shape."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, get_args

from msgspec import Meta, Struct


def shape_of(hint: Any) -> str | None:
    """The regular expression that a value is to match where it comes in, from anywhere in its annotation."""
    for note in get_args(hint):
        if isinstance(note, Meta) and note.extra and "shape" in note.extra:
            return str(note.extra["shape"])
        if get_args(note) and (found := shape_of(note)):
            return found
    return None


def ill_shaped(shaped: Iterable[tuple[str, str]], value: Struct) -> str | None:
    """The first of these fields whose text has another shape than is asked of it."""
    held = ((field, shape, getattr(value, field)) for field, shape in shaped)
    return next((field for field, shape, text in held if text is not None and not has_shape(shape, text)), None)


def has_shape(shape: str, text: str) -> bool:
    return _compiled(shape).fullmatch(text) is not None


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)
