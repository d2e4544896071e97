"""A value for any field group, drawn by its declared types.

Mostly plain, now and then at an edge or past it.
"""

import random
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from msgspec import inspect

from domain.entities.goal import GOAL_MOVES
from domain.entities.support_flag import FLAG_MOVES
from domain.entity_specs import GroupSpec

Value = dict[str, Any]

WORDS = ("help", "a room", "  outer space\n", "e\u0301", "🌙", "z/1", "%_'\"\\", "x" * 10_001)
ZONES = (
    "America/Chicago",
    "America/Edmonton",
    "UTC",
    "America",
    "Europe",
    "Etc",
    "../UTC",
    "Nowhere/At_All",
)
DAYS = ("2026-10-01", "2026-10-05", "0001-01-01", "9999-12-31")
INSTANTS = (
    "2026-09-21T08:00:00-05:00",
    "2026-10-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
)
SHAPED = ("09:30", "00:00", "23:59", "V", "Vz", "0" * 199 + "1")
"""Texts for patterns: each is taken where it fits."""
MOST = 3
"""Items in a list, where more may be."""


def value(rng: random.Random, group: GroupSpec, ids: Sequence[str]) -> Value:
    """The group, whole, or of a set what is added and removed.

    `ids` are those that a field may name.
    """
    told = _struct(rng, _described(group.change or group.shape), ids)
    if "came_from" in told and rng.random() < 0.9:
        told["came_from"], told[group.fields[0]] = rng.choice(sorted(GOAL_MOVES | FLAG_MOVES))
    return told


@cache
def _described(shape: Any) -> inspect.StructType:
    found = inspect.type_info(shape)
    assert isinstance(found, inspect.StructType)
    return found


def _struct(rng: random.Random, shape: inspect.StructType, ids: Sequence[str]) -> Value:
    return {
        field.name: _drawn(rng, field.type, ids, field.name)
        for field in shape.fields
        if field.required or rng.random() < 0.5
    }


# One line for each type.
def _drawn(  # noqa: C901
    rng: random.Random, kind: Any, ids: Sequence[str], name: str = ""
) -> Any:
    match kind:
        case inspect.Metadata():
            return _drawn(rng, kind.type, ids, name)
        case inspect.UnionType():
            return _drawn(rng, rng.choice(kind.types), ids, name)
        case inspect.NoneType():
            return None
        case inspect.BoolType():
            return rng.random() < 0.5
        case inspect.IntType() | inspect.FloatType():
            return _number(rng, kind)
        case inspect.LiteralType():
            return rng.choice(kind.values)
        case inspect.DateType():
            return rng.choice(DAYS)
        case inspect.DateTimeType():
            return rng.choice(INSTANTS)
        case inspect.StrType():
            return _text(rng, kind, ids, name)
        case inspect.ListType():
            return [
                _drawn(rng, kind.item_type, ids, name)
                for _ in range(rng.randint(kind.min_length or 0, MOST))
            ]
        case inspect.StructType():
            return _struct(rng, kind, ids)
        case _:
            raise TypeError(f"{name}: no value is known for {kind}")


def _number(rng: random.Random, kind: inspect.IntType | inspect.FloatType) -> float | int:
    edges = [edge for edge in (kind.ge, kind.le) if edge is not None]
    return rng.choice([1, 1, *edges, *(edge + 1 for edge in edges[:1] if rng.random() < 0.1)])


def _text(rng: random.Random, kind: inspect.StrType, ids: Sequence[str], name: str) -> str:
    if kind.pattern is not None:
        return rng.choice([each for each in (*ids, *SHAPED) if re.search(kind.pattern, each)])
    if name.endswith("zone"):
        return rng.choice(ZONES)
    text = rng.choice(WORDS[:-1]) if rng.random() < 0.97 else WORDS[-1]
    return (
        text
        if kind.max_length is None or len(text) <= kind.max_length or len(text) > 100
        else text[: kind.max_length]
    )
