"""Rows into Structs, so that types are real past the database."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

S = TypeVar("S", bound=Struct)


def shaped(rows: Sequence[dict[str, Any]], shape: type[S]) -> list[S]:
    """Takes 1 and 0 for yes and no."""
    return [msgspec.convert(row, shape, strict=False) for row in rows]


def first(rows: Sequence[dict[str, Any]], shape: type[S]) -> S | None:
    return msgspec.convert(rows[0], shape, strict=False) if rows else None


def tupled(rows: Sequence[tuple[Any, ...]], shape: type[S]) -> list[S]:
    """Rows of a statement that selects the shape's fields in their order."""
    fields = shape.__struct_fields__
    return shaped([dict(zip(fields, row, strict=True)) for row in rows], shape)
