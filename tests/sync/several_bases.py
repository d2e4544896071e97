"""Histories of the executable model in which a mutation names several heads.

Its own generator names one, or two words to choose from.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, permutations, product
from typing import Any

from tests.model import sync_model as model

Bases = tuple[str, ...]
Option = tuple[str, dict[str, tuple[Bases, Any]]]
IDS = "abcdefgh"


def histories(length: int, groups: Sequence[str]) -> Iterator[list[Any]]:
    """Every history of these groups, for every order of their clocks.

    With `life` also removes and restores.
    """
    for clocks in permutations(range(1, length + 1)):
        yield from _longer([], clocks, groups)


def _longer(prev: list[Any], clocks: tuple[int, ...], groups: Sequence[str]) -> Iterator[list[Any]]:
    place = len(prev)
    if place == len(clocks):
        yield prev
        return
    used = sorted({m.dev for m in prev})
    for device in used + (["ABC"[len(used)]] if len(used) < 3 else []):
        n = 1 + sum(m.dev == device for m in prev)
        for op, body in _options(prev, device, groups):
            yield from _longer(
                [*prev, model.M(IDS[place], device, n, clocks[place], op, body)], clocks, groups
            )


def _options(prev: list[Any], device: str, groups: Sequence[str]) -> Iterator[Option]:
    written = [g for g in groups if g != "life"]
    name = IDS[len(prev)]
    for g in written:
        for bases in _choices(prev, device, g):
            yield "edit", {g: (bases, _next(prev, g, bases, name))}
    if "life" in groups:
        for every in product(*(_choices(prev, device, g) for g in groups)):
            yield "remove", {g: (bases, None) for g, bases in zip(groups, every, strict=True)}
        if any(m.op == "remove" for m in prev):
            for bases in _choices(prev, device, "life"):
                yield "restore", {"life": (bases, name)}


def _choices(prev: list[Any], device: str, group: str) -> list[Bases]:
    """Draw one or two heads that the device may have on its screen.

    Its own last mutation, and any of the others'.
    """
    own = [m.id for m in prev if m.dev == device and group in m.body and m.op != "remove"]
    others = [m.id for m in prev if m.dev != device and group in m.body and m.op != "remove"]
    seen = [own[-1] if own else "0", *others]
    return list(chain(combinations(seen, 1), combinations(seen, 2)))


def _next(prev: list[Any], group: str, bases: Bases, name: str) -> Any:
    """Words are new ones; a switch, or whether an element is there, becomes what it is not."""
    if group not in "pxy":
        return name
    values: dict[str, Any] = {m.id: m.body[group][1] for m in prev if group in m.body}
    values["0"] = model.START[group]
    return 1 - max(values[base] for base in bases)
