"""From the heads of a group to the one value that is shown: one function for each merge rule."""

from collections.abc import Callable
from typing import Any, assert_never

import msgspec
from msgspec import Raw, Struct

from domain.declare import GroupSpec, Rule
from domain.records import Head


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
    match group.rule:
        case Rule.LATEST | Rule.ONCE:
            order = _by(lambda each: each.head.key)
        case Rule.STATUS:
            order = _by(lambda each: (each.rank, each.head.key))
        case Rule.GREATEST:
            order = _by(lambda each: (_none_first(_only(group, each.value)), each.head.key))
        case Rule.LEAST:
            order = _by(lambda each: (-_only(group, each.value), each.head.key))
        case Rule.UNION:
            heads = _by(lambda each: each.head.key)(held)
            return Shown(_union(group, heads), heads)
        case _:
            assert_never(group.rule)
    heads = order(held)
    return Shown(heads[0].value, heads)


def _by(key: Callable[[Held], Any]) -> Callable[[list[Held]], list[Held]]:
    return lambda held: sorted(held, key=key, reverse=True)


def _only(group: GroupSpec, value: Raw) -> Any:
    return getattr(msgspec.json.decode(value, type=group.shape), group.fields[0])


def _none_first(value: Any) -> tuple[bool, Any]:
    return value is not None, value


def _union(group: GroupSpec, heads: list[Held]) -> Raw:
    together: list[Any] = []
    for each in heads:
        together += [item for item in _only(group, each.value) if item not in together]
    return Raw(msgspec.json.encode(group.shape(**{group.fields[0]: together})))
