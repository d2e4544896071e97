"""From the heads of a group to the one value that is shown: one function for each merge rule."""

from typing import Any, assert_never

import msgspec
from msgspec import Raw, Struct

from domain.declare import GroupSpec, Rule
from domain.records import Head, Key


class Held(Struct, frozen=True):
    """A head with its value, encoded, and its rank (1 where an achievement lies in its ancestry)."""

    head: Head
    value: Raw
    rank: int = 0


class Shown(Struct, frozen=True):
    """The group as it stands: the value shown, and all heads, the one that is shown (or greatest) first."""

    value: Raw
    heads: list[Held]


def show(group: GroupSpec, held: list[Held]) -> Shown:
    """What the heads of a group show. A function of the heads alone, so the order of arrival cannot matter."""
    if len(held) == 1:
        return Shown(held[0].value, held)
    heads = sorted(held, key=lambda each: _order(group, each), reverse=True)
    return Shown(_union(group, heads) if group.rule is Rule.UNION else heads[0].value, heads)


def _order(group: GroupSpec, each: Held) -> tuple[Any, Key]:
    """The greatest is shown, by what the rule looks at and then by the key."""
    match group.rule:
        case Rule.LATEST | Rule.ONCE | Rule.UNION:
            return None, each.head.key
        case Rule.STATUS:
            return each.rank, each.head.key
        case Rule.MEMBERS:
            return bytes(each.value) == b"true", each.head.key
        case Rule.GREATEST:
            value = _only(group, each.value)
            return (value is not None, value), each.head.key
        case Rule.LEAST:
            return -_only(group, each.value), each.head.key
        case _:
            assert_never(group.rule)


def _only(group: GroupSpec, value: Raw) -> Any:
    return getattr(msgspec.json.decode(value, type=group.shape), group.fields[0])


def _union(group: GroupSpec, heads: list[Held]) -> Raw:
    together: list[Any] = []
    for each in heads:
        together += [item for item in _only(group, each.value) if item not in together]
    return Raw(msgspec.json.encode(group.shape(**{group.fields[0]: together})))
