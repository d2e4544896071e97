"""What a mutation says of a field group, read by the entity's declaration."""

import re
from collections.abc import Collection
from functools import cache

import msgspec
from msgspec import Raw, Struct

from domain.declare import Rule
from domain.entities import SPECS
from domain.entity_specs import EntitySpec, GroupSpec
from domain.rules import is_legal_move
from domain.shapes import ill_shaped

PLACE = re.compile(r" - at `\$\.?([a-z_]*)[^`]*`$")
"""Where a message of msgspec says that it was, at its end: before it there may be a name that was sent."""


class Refused(Exception):
    """Why a mutation is refused: a code of `domain.errors.REFUSALS`, and the group or `group.field` it lies in."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def read_group(group: GroupSpec, raw: Raw) -> Struct:
    """A group's value, whole, or the change of a set. Raises Refused with the field and never with the value."""
    try:
        value = _decoder(group.change or group.shape).decode(raw)
    except msgspec.DecodeError as error:
        raise Refused(*_why(group, str(error))) from None
    if field := ill_shaped(group.shaped, value):
        raise Refused("invalid", f"{group.name}.{field}")
    if group.rule is Rule.STATUS and not is_legal_move(
        getattr(value, "came_from", None), getattr(value, group.fields[0])
    ):
        raise Refused("illegal_move", group.name)
    return value


def is_complete(spec: EntitySpec, groups: Collection[str]) -> bool:
    """Whether a record can begin with these groups: those with a field that has no default are there."""
    return _needed(spec.name).issubset(groups)


@cache
def _needed(entity: str) -> frozenset[str]:
    return frozenset(name for name, group in SPECS[entity].groups.items() if group.required)


@cache
def _decoder(shape: type[Struct]) -> msgspec.json.Decoder[Struct]:
    return msgspec.json.Decoder(shape)


def _why(group: GroupSpec, message: str) -> tuple[str, str]:
    """The code and the place, by its declared name: what a client calls a field that there is not may look like a place."""
    where = PLACE.search(message)
    declared = (group.change or group.shape).__struct_fields__
    field = f"{group.name}.{where[1]}" if where and where[1] in declared else group.name
    return ("too_long" if "of length <=" in message else "invalid"), field
