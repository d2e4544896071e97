"""Rows into Structs, so that types are real past the database."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

S = TypeVar("S", bound=Struct)


def to_structs(rows: Sequence[dict[str, Any]], shape: type[S]) -> list[S]:
    """Return rows as Structs, with 1 and 0 for yes and no."""
    # Both engines store booleans as 0 and 1, which a strict conversion would refuse.
    return [msgspec.convert(row, shape, strict=False) for row in rows]


def to_struct(rows: Sequence[dict[str, Any]], shape: type[S]) -> S | None:
    """Return the first row as a Struct, if there is one."""
    return msgspec.convert(rows[0], shape, strict=False) if rows else None


def to_tuples(rows: Sequence[tuple[Any, ...]], shape: type[S]) -> list[S]:
    """Return Structs from rows of a statement that selects the fields in their order."""
    fields = shape.__struct_fields__
    return to_structs([dict(zip(fields, row, strict=True)) for row in rows], shape)
