"""How the heads of a group compare, and what a stricter wish makes of another.

One function for each merge rule.
"""

from collections.abc import Iterable
from typing import Any, assert_never

import msgspec
from msgspec import Raw, Struct

from domain.declare import Rule
from domain.entity_specs import GroupSpec
from domain.keys import Key
from domain.records import Head


class RankedHead(Struct, frozen=True):
    """A head with its encoded value and its rank: 1 where an achievement lies in its ancestry."""

    head: Head
    value: Raw
    rank: int = 0


def order(group: GroupSpec, each: RankedHead) -> tuple[Any, Key]:
    """Return what heads are sorted by: what the rule looks at, then the key.

    The greatest is shown.
    """
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


def union_of_values(group: GroupSpec, values: Iterable[Raw]) -> Raw:
    """Return everything that is in any of the values, each once, in order."""
    field = group.fields[0]
    items = (
        bytes(item)
        for value in values
        for item in msgspec.json.decode(value, type=dict[str, list[Raw]]).get(field, ())
    )
    return Raw(msgspec.json.encode({field: [Raw(item) for item in dict.fromkeys(items)]}))


def take_up(group: GroupSpec, held: RankedHead, let_go: RankedHead) -> RankedHead:
    """Return a strict wish that says as much as it did and what is let go for it.

    So nothing that was closed is opened by a bound.
    """
    if group.rule is Rule.UNION:
        return RankedHead(
            held.head, _within(group, union_of_values(group, [held.value, let_go.value])), held.rank
        )
    stricter = max(held, let_go, key=lambda each: order(group, each)[0])
    return RankedHead(held.head, stricter.value, held.rank)


def _within(group: GroupSpec, value: Raw) -> Raw:
    """Return the value, or the item that contains all where there are too many for one mutation."""
    [items] = msgspec.json.decode(value, type=dict[str, list[Raw]]).values()
    return (
        value
        if len(items) <= group.most
        else Raw(msgspec.json.encode({group.fields[0]: [group.every]}))
    )


def _only(group: GroupSpec, value: Raw) -> Any:
    return getattr(msgspec.json.decode(value, type=group.shape), group.fields[0])
