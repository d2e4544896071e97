"""What every record must look like, from the set of mutations that were applied to it: no order of arrival, no server.

Written from the rules (`docs/sync.md`, section 4) and the executable model, without the code of `sync`.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct, field

from domain.declare import GroupSpec, Rule
from domain.entities import SPECS

LIFE = "life"
Key = tuple[int, int, int, int]
Group = dict[str, Any]


class Applied(Struct, frozen=True, kw_only=True):
    """A mutation that was applied. `bases` are as they count: a refused one has given its own in its place."""

    id: str
    op: str
    key: Key
    groups: dict[str, Group]
    bases: dict[str, set[str]]


class View(Struct, frozen=True):
    """A record as it must be: heads (the shown first), what is shown, what else can be chosen, and whether it is removed."""

    heads: dict[str, list[tuple[str, Key]]]
    body: dict[str, Group]
    kept: dict[str, dict[str, Group]]
    removed: bool


class History(Struct, kw_only=True):
    """All that was applied to one record, by mutation id."""

    stream: int
    record: str
    entity: str
    applied: dict[str, Applied] = field(default_factory=dict)
    seen: View | None = None

    def add(self, mutation: Applied) -> None:
        self.applied[mutation.id] = mutation
        self.seen = None

    @property
    def view(self) -> View:
        if self.seen is None:
            self.seen = _view(self)
        return self.seen

    def superseded(self, mutation: str, group: str) -> bool:
        """A later edit of the group names it."""
        return any(mutation in each.bases.get(group, ()) for each in _writers(self, group))


def canonical(entity: str, group: str, value: Group) -> Group:
    """The value as it travels: without what is the default anyway."""
    shape = SPECS[entity].groups[group].shape
    encoded: Group = msgspec.json.decode(msgspec.json.encode(msgspec.convert(value, shape)))
    return encoded


def _view(history: History) -> View:
    heads, body, kept, live = {}, {}, {}, False
    for group in dict.fromkeys(name for each in history.applied.values() if each.op != "remove" for name in each.groups):
        current = _heads(history, group)
        covered = {base for each in history.applied.values() if each.op == "remove" for base in each.bases.get(group, ())}
        heads[group] = [(each.id, each.key) for each in current]
        live |= any(each.id not in covered for each in current)
        if group == LIFE:
            continue
        spec = SPECS[history.entity].groups[group]
        union = spec.rule is Rule.UNION and len(current) > 1
        body[group] = _together(spec, current) if union else current[0].groups[group]
        others = {each.id: each.groups[group] for each in current[0 if union else 1 :] if each.id not in covered}
        if others:
            kept[group] = others
    return View(heads, body, kept, not live)


def _writers(history: History, group: str) -> list[Applied]:
    return [each for each in history.applied.values() if each.op != "remove" and group in each.groups]


def _heads(history: History, group: str) -> list[Applied]:
    """Those that none of the others names, the one that is shown first. Of the life register the order means nothing."""
    writers = _writers(history, group)
    named = {base for each in writers for base in each.bases.get(group, ())}
    current = [each for each in writers if each.id not in named]
    return current if group == LIFE else sorted(current, key=_order(history, SPECS[history.entity].groups[group]), reverse=True)


def _order(history: History, spec: GroupSpec) -> Callable[[Applied], Any]:
    def only(each: Applied) -> Any:
        return getattr(msgspec.convert(each.groups[spec.name], spec.shape), spec.fields[0])

    match spec.rule:
        case Rule.STATUS:
            return lambda each: (_was_achieved(history, spec.name, each.id), each.key)
        case Rule.GREATEST:
            return lambda each: ((only(each) is not None, only(each)), each.key)
        case Rule.LEAST:
            return lambda each: (-only(each), each.key)
        case _:
            return lambda each: each.key


def _was_achieved(history: History, group: str, mutation: str) -> bool:
    """Anywhere in the ancestry."""
    each = history.applied.get(mutation)
    if each is None or group not in each.groups:
        return False
    return each.groups[group].get("status") == "achieved" or any(_was_achieved(history, group, base) for base in each.bases.get(group, ()))


def _together(spec: GroupSpec, current: list[Applied]) -> Group:
    together: list[Any] = []
    for each in current:
        value = getattr(msgspec.convert(each.groups[spec.name], spec.shape), spec.fields[0])
        together += [item for item in value if item not in together]
    shown: Group = msgspec.json.decode(msgspec.json.encode(spec.shape(**{spec.fields[0]: together})))
    return shown
