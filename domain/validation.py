"""Reads what a mutation says of a field group, by the entity's declaration."""

import re
from collections.abc import Collection
from functools import cache

import msgspec
from msgspec import Raw, Struct

from domain.entities import SPECS
from domain.entity_specs import EntitySpec, GroupSpec
from domain.shapes import ill_shaped

PLACE = re.compile(r" - at `\$\.?([a-z_]*)[^`]*`$")
"""Where msgspec's message names the place, at its end.

Before it there may be a name that was sent.
"""


class Refused(Exception):
    """Why a mutation is refused: a code of `domain.errors.REFUSALS`, and where it lies.

    A group, or `group.field`.
    """

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def read_group(group: GroupSpec, raw: Raw) -> Struct:
    """Return a group's value, whole, or the change of a set.

    Raises Refused with the field and never with the value.
    """
    try:
        value = _decoder(group.change or group.shape).decode(raw)
    except msgspec.DecodeError as error:
        # msgspec's message may quote what somebody wrote, so only a code and a declared name go on.
        raise Refused(*_why(group, str(error))) from None
    if field := ill_shaped(group.shaped, value):
        raise Refused("invalid", f"{group.name}.{field}")
    if group.machine is not None and not group.machine.allows(
        getattr(value, "came_from", None), getattr(value, group.fields[0])
    ):
        raise Refused("illegal_move", group.name)
    return value


def is_complete(spec: EntitySpec, groups: Collection[str]) -> bool:
    """Return whether a record can begin with these groups: no required one is missing."""
    return _needed(spec.name).issubset(groups)


@cache
def _needed(entity: str) -> frozenset[str]:
    return frozenset(name for name, group in SPECS[entity].groups.items() if group.required)


@cache
def _decoder(shape: type[Struct]) -> msgspec.json.Decoder[Struct]:
    return msgspec.json.Decoder(shape)


def _why(group: GroupSpec, message: str) -> tuple[str, str]:
    """Return the code and the place, by its declared name.

    What a client calls a field that there is not may look like a place.
    """
    where = PLACE.search(message)
    declared = (group.change or group.shape).__struct_fields__
    field = f"{group.name}.{where[1]}" if where and where[1] in declared else group.name
    return ("too_long" if "of length <=" in message else "invalid"), field
