"""What every record must look like, from the set of mutations that were applied to it.

No order of arrival counts, and no server.

Written from the rules (`docs/sync.md`, section 4) and the executable model, without the code of
`sync`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct, field

from domain.declare import Rule
from domain.entities import SPECS
from domain.entity_specs import GroupSpec

LIFE = "life"
VISIBILITY = "visibility"
Key = tuple[int, int, int, int]
Group = dict[str, Any]
Value = Group | bool
"""Of a group, or of an element of a set: whether it is in it."""


class Applied(Struct, frozen=True, kw_only=True):
    """A mutation that was applied. `groups` are by register: a group, or `group/element` of a set.

    `bases` are as they count: a refused one has given its own in its place. `rank` is what another
    server said of its ancestry. `in_bin` is said of what the system wrote to a removed record,
    which stays removed.
    """

    id: str
    op: str
    key: Key
    groups: dict[str, Value]
    bases: dict[str, set[str]]
    rank: int = 0
    in_bin: bool = False


class View(Struct, frozen=True):
    """A record as it must be.

    Heads (the shown first), what is shown, what else can be chosen or was let go, whether it is
    removed.
    """

    heads: dict[str, list[tuple[str, Key]]]
    body: dict[str, Group]
    kept: dict[str, dict[str, Value]]
    dismissed: dict[str, dict[str, Value]]
    removed: bool


class History(Struct, kw_only=True):
    """All that was applied to one record, by mutation id.

    `stream` is where it stands, `left` where it stood before. `whole` is the record that it is a
    part of; of a refused write, `about` are the records whose words it keeps, `written_for` the
    place that its author only reads.
    """

    stream: int
    record: str
    entity: str
    whole: str | None = None
    about: frozenset[str] = frozenset()
    written_for: tuple[int, str] | None = None
    left: set[int] = field(default_factory=set)
    erased: bool = False
    emptied_at: set[int] = field(default_factory=set)
    applied: dict[str, Applied] = field(default_factory=dict)
    seen: View | None = None

    def add(self, mutation: Applied) -> None:
        self.applied[mutation.id] = mutation
        self.seen = None

    def erase(self, *, everywhere: bool) -> None:
        """Of a part only the place where it stands: those that it left held no word already."""
        self.erased = True
        self.emptied_at = self.places if everywhere else {self.stream}
        self.applied, self.seen = {}, None

    def move(self, stream: int) -> None:
        self.left = (self.left | {self.stream}) - {stream}
        self.stream = stream

    def copy(self) -> "History":
        return msgspec.structs.replace(
            self,
            left=set(self.left),
            emptied_at=set(self.emptied_at),
            applied=dict(self.applied),
        )

    @property
    def view(self) -> View:
        if self.seen is None:
            self.seen = _view(self)
        return self.seen

    @property
    def live(self) -> bool:
        return not self.erased and not self.view.removed

    @property
    def places(self) -> set[int]:
        return {self.stream, *self.left}

    def superseded(self, mutation: str, register: str) -> bool:
        """A later edit of the register names it."""
        return any(mutation in each.bases.get(register, ()) for each in _writers(self, register))


def canonical(entity: str, group: str, value: Group) -> Group:
    """The value as it travels: without what is the default anyway."""
    shape = SPECS[entity].groups[group].shape
    encoded: Group = msgspec.json.decode(msgspec.json.encode(msgspec.convert(value, shape)))
    return encoded


def group_of(register: str) -> str:
    return register.partition("/")[0]


def registers_of(entity: str, groups: dict[str, Group]) -> Iterator[tuple[str, str, Value]]:
    """What an edit writes, as (group, register, value)."""
    spec = SPECS.get(entity)
    for name, value in groups.items():
        if spec and name in spec.groups and spec.groups[name].rule is Rule.MEMBERS:
            for change, is_in in (("add", True), ("remove", False)):
                yield from ((name, f"{name}/{element}", is_in) for element in value.get(change, ()))
        else:
            yield name, name, value


def _view(history: History) -> View:
    view = View({}, {}, {}, {}, True)
    live = False
    for register in dict.fromkeys(
        name for each in history.applied.values() for name in each.groups
    ):
        current, let_go = _heads(history, register)
        covered = {
            base
            for each in history.applied.values()
            if each.op == "remove"
            for base in each.bases.get(register, ())
        }
        covered |= {each.id for each in current if each.in_bin}
        view.heads[register] = [(each.id, each.key) for each in current]
        live |= any(each.id not in covered for each in current)
        if register == LIFE:
            continue
        spec = SPECS[history.entity].groups[group_of(register)]
        union = spec.rule is Rule.UNION and len(current) > 1
        _show(
            view.body,
            spec,
            register,
            _together(spec, current) if union else current[0].groups[register],
        )
        others = {
            each.id: each.groups[register]
            for each in current[0 if union else 1 :]
            if each.id not in covered
        }
        if others:
            view.kept[register] = others
        if let_go:
            view.dismissed[register] = {each.id: each.groups[register] for each in let_go}
    return msgspec.structs.replace(view, removed=not live)


def _show(body: dict[str, Group], spec: GroupSpec, register: str, value: Value) -> None:
    if isinstance(value, bool):
        elements = body.setdefault(spec.name, {spec.fields[0]: []})[spec.fields[0]]
        elements.extend([register.partition("/")[2]] if value else [])
        elements.sort()
    else:
        body[register] = value


def _writers(history: History, register: str) -> list[Applied]:
    return [each for each in history.applied.values() if register in each.groups]


def _heads(history: History, register: str) -> tuple[list[Applied], list[Applied]]:
    """Those that none of the others names, the one that is shown first.

    And those that were let go, unless nothing would be left.

    Of the life register the order means nothing.
    """
    writers = _writers(history, register)
    named = {base for each in writers for base in each.bases.get(register, ())}
    current = [each for each in writers if each.id not in named]
    if register == LIFE:
        return current, []
    current.sort(
        key=_order(history, register, SPECS[history.entity].groups[group_of(register)]),
        reverse=True,
    )
    gone = {
        base
        for each in history.applied.values()
        if each.op == "dismiss"
        for base in each.bases.get(register, ())
    }
    standing = [each for each in current if each.id not in gone] or current[:1]
    return standing, [each for each in current if each not in standing]


def _order(history: History, register: str, spec: GroupSpec) -> Callable[[Applied], Any]:
    def only(each: Applied) -> Any:
        return getattr(msgspec.convert(each.groups[register], spec.shape), spec.fields[0])

    match spec.rule:
        case Rule.STATUS:
            return lambda each: (was_achieved(history, register, each.id), each.key)
        case Rule.GREATEST:
            return lambda each: ((only(each) is not None, only(each)), each.key)
        case Rule.LEAST:
            return lambda each: (-only(each), each.key)
        case Rule.MEMBERS:
            return lambda each: (each.groups[register], each.key)
        case _:
            return lambda each: each.key


def was_achieved(history: History, group: str, mutation: str) -> bool:
    """Anywhere in the ancestry."""
    each = history.applied.get(mutation)
    value = each and each.groups.get(group)
    if each is None or not isinstance(value, dict):
        return False
    return (
        bool(each.rank)
        or value.get("status") == "achieved"
        or any(was_achieved(history, group, base) for base in each.bases.get(group, ()))
    )


def _together(spec: GroupSpec, current: list[Applied]) -> Group:
    together: list[Any] = []
    for each in current:
        value = getattr(msgspec.convert(each.groups[spec.name], spec.shape), spec.fields[0])
        together += [item for item in value if item not in together]
    shown: Group = msgspec.json.decode(
        msgspec.json.encode(spec.shape(**{spec.fields[0]: together}))
    )
    return shown
