"""What is derived from an entity's declaration: its groups, their shapes, and who writes them."""

import re
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, inspect

from domain.declare import STRICT, Entity, Policy, Role, Rule
from domain.instants import Instant, instants_of
from domain.shapes import Shaped, shape_of
from domain.state_machine import StateMachine

WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class GroupSpec(Struct, frozen=True, kw_only=True):
    """One field group: the unit that a mutation carries whole.

    `shape` validates and encodes its value.

    `tidy` names the fields that may be tidied (`domain.rules`), `instants` those that take others
    along (`domain.instants`). `shaped`: fields and the shape of text that they take where it comes
    in, while what is stored may be older. `change` validates what a mutation says of a set: the
    elements that it adds and removes; other groups have none. `most` is how many items of a set or
    a union one mutation may write, `every` the item of a union that contains all others. `machine`
    says which moves of a state are legal; the state is then the first field.
    """

    name: str
    rule: Rule
    writer: Role
    fields: tuple[str, ...]
    shape: type[Struct]
    tidy: tuple[str, ...]
    instants: tuple[Instant, ...] = ()
    required: bool
    change: type[Struct] | None = None
    most: int = 0
    every: dict[str, Any] | None = None
    shaped: Shaped = ()
    machine: StateMachine | None = None

    def is_achieved(self, value: Struct) -> bool:
        """Return whether a value of the group is at the state that counts as an achievement."""
        machine = self.machine
        return machine is not None and getattr(value, self.fields[0]) == machine.achieved


class EntitySpec(Struct, frozen=True):
    """Everything that is derived from one entity class."""

    name: str
    type: type[Entity]
    policy: Policy
    groups: dict[str, GroupSpec]

    def read(self, body: dict[str, Any]) -> Entity:
        """Return the typed entity of a body by group, e.g. `{"words": {"text": "…"}}`."""
        return msgspec.convert(
            {name: value for group in body.values() for name, value in group.items()}, self.type
        )


def describe(entity: type[Entity]) -> EntitySpec:
    """Return the spec of an entity class.

    Raises TypeError at start-up, never in use: where a field is not declared with a function of
    `domain.declare`, where the fields of a group disagree about the rule, where a strict group or a
    set has more than one field, and where the policy names a group or field that is not there.
    """
    fields: dict[str, list[tuple[str, Any, Any]]] = {}
    notes: dict[str, dict[str, Any]] = {}
    hints = get_type_hints(entity, include_extras=True)
    for field in msgspec.structs.fields(entity):
        note = _declared(entity, field.name, hints[field.name])
        # A group is merged as one value, so it has one rule.
        if notes.setdefault(note["group"], note)["rule"] is not note["rule"]:
            raise TypeError(
                f"{entity.__name__}.{note['group']}: its fields name different merge rules"
            )
        default = _default(field)
        declared = (
            (field.name, hints[field.name])
            if default is msgspec.NODEFAULT
            else (field.name, hints[field.name], default)
        )
        fields.setdefault(note["group"], []).append(declared)  # type: ignore[arg-type]
    groups = {name: _group(entity, note, fields[name]) for name, note in notes.items()}
    _check_policy(entity, groups)
    return EntitySpec(snake_case(entity.__name__), entity, entity.policy, groups)


def _group(
    entity: type[Entity], note: dict[str, Any], fields: list[tuple[str, Any, Any]]
) -> GroupSpec:
    name, rule = note["group"], note["rule"]
    if rule in (*STRICT, Rule.MEMBERS) and len(fields) > 1:
        raise TypeError(f"{entity.__name__}.{name}: a stricter-wins group and a set have one field")
    if rule is Rule.UNION:
        [(field, declared, *default)] = fields
        fields = [(field, Annotated[declared, Meta(max_length=note["most"])], *default)]
    shape = _shape(entity, name, fields)
    described = msgspec.structs.fields(shape)
    instants = instants_of(
        f"{entity.__name__}.{name}",
        {field[0]: _declared(entity, field[0], field[1]) for field in fields},
    )
    # Corrected by `domain.instants`, so tidying must not set them back a second time.
    corrected = {name for each in instants for name in (each.field, each.told)}
    return GroupSpec(
        name=name,
        rule=rule,
        writer=entity.policy.writers.get(name, entity.policy.created_by),
        fields=tuple(field[0] for field in fields),
        shape=shape,
        tidy=tuple(
            field.name
            for field in described
            if _may_be_tidied(field.type) and field.name not in corrected
        ),
        instants=instants,
        required=any(field.required for field in described),
        change=_change(entity, name, described[0].type, note["most"])
        if rule is Rule.MEMBERS
        else None,
        most=note.get("most", 0),
        every=note.get("every"),
        shaped=tuple((field[0], asked) for field in fields if (asked := shape_of(field[1]))),
        machine=_machine(entity, name, fields) if rule is Rule.STATUS else None,
    )


def _shape(entity: type[Entity], group: str, fields: list[tuple[str, Any, Any]]) -> type[Struct]:
    name = f"{entity.__name__}{group.title().replace('_', '')}"
    return msgspec.defstruct(
        name, fields, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
    )


def _change(entity: type[Entity], group: str, declared: Any, most: int) -> type[Struct]:
    kind = inspect.type_info(declared)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if not isinstance(kind, inspect.ListType):
        raise TypeError(f"{entity.__name__}.{group}: a set is a list")
    element = get_args(get_args(declared)[0])[0]
    added = Annotated[list[element], Meta(max_length=most)]  # type: ignore[valid-type]
    fields = {"add": added, "remove": list[element]}  # type: ignore[valid-type]
    return _shape(
        entity,
        f"{group}_change",
        [(word, kind, msgspec.field(default_factory=list)) for word, kind in fields.items()],
    )


def _machine(entity: type[Entity], group: str, fields: list[tuple[str, Any, Any]]) -> StateMachine:
    found = [_declared(entity, field[0], field[1])["machine"] for field in fields]
    if found[0] is None or any(found[1:]):
        raise TypeError(
            f"{entity.__name__}.{group}: give moves() of its first field, the state, a machine= "
            "of the legal moves, and the others none"
        )
    machine: StateMachine = found[0]
    named = machine.states | ({machine.achieved} - {""})
    if unknown := named - set(get_args(get_args(fields[0][1])[0])):
        raise TypeError(
            f"{entity.__name__}.{group}: its machine names states that {fields[0][0]} has not: "
            f"{sorted(unknown)}"
        )
    return machine


def _check_policy(entity: type[Entity], groups: dict[str, GroupSpec]) -> None:
    if unknown := entity.policy.writers.keys() - groups.keys():
        raise TypeError(f"{entity.__name__}: writers of unknown groups {sorted(unknown)}")
    if entity.policy.part_of is not None:
        group, field = entity.policy.part_of
        if group not in groups or field not in groups[group].fields:
            raise TypeError(f"{entity.__name__}: part of what is not there, {group}.{field}")


def snake_case(name: str) -> str:
    """Return `check_in` for `CheckIn`."""
    return WORD_START.sub("_", name).lower()


def _declared(entity: type[Entity], name: str, hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Annotated:
        for note in get_args(hint)[1:]:
            if isinstance(note, Meta) and note.extra and "group" in note.extra:
                return note.extra
    raise TypeError(
        f"{entity.__name__}.{name} is not declared with latest(), once(), moves(), members() "
        "or a strict rule"
    )


def _may_be_tidied(declared: Any) -> bool:
    kind = inspect.type_info(declared)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any(
        (isinstance(each, inspect.StrType) and not each.pattern)
        or isinstance(each, inspect.DateTimeType)
        for each in kinds
    )


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return field.default
