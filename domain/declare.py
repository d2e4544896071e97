"""How an entity is declared, once, and what is derived from the declaration.

An entity is one flat Struct. Each field's annotation names its *field group* (the unit of merging), the group's merge
rule, a description and limits; the class-level `Policy` says in which streams its records live and who writes which
group. Validation, permissions, sync, OpenAPI, TypeScript types and test data are derived from `EntitySpec`.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, inspect


class Role(StrEnum):
    """What a person is *in a stream*; a group is written by exactly one role."""

    PARTICIPANT = "participant"
    PEER = "peer"
    SELF = "self"
    CURATOR = "curator"
    READER = "reader"
    SYSTEM = "system"


class StreamKind(StrEnum):
    """The units of ordering and of read rights (`docs/sync.md`)."""

    OWN = "own"
    SHARED = "shared"
    ASSIGNMENT = "assignment"
    FLAGS = "flags"
    ACCOUNT = "account"
    LIBRARY = "library"


class Rule(StrEnum):
    """How the heads of a group become the one value that is shown; `sync.merge` holds a function for each."""

    LATEST = "latest"
    ONCE = "once"
    STATUS = "status"
    LEAST = "least"
    GREATEST = "greatest"
    UNION = "union"


STRICT = frozenset({Rule.LEAST, Rule.GREATEST, Rule.UNION})
"""Rules by which the stricter value wins. They never leave a kept version to choose from."""


class FirstSync(StrEnum):
    """What a new device receives, in this order; the plan is usable after the first answer."""

    PLAN = "plan"
    SETTINGS = "settings"
    GOALS = "goals"
    CHECK_INS = "check_ins"
    REST = "rest"
    LIBRARY = "library"


class Policy(Struct, frozen=True, kw_only=True):
    """Where an entity's records live and who may do what with them.

    `writers` names the groups that another role than `created_by` writes. `removed_by` is None where no one removes.
    A singleton's record id derives from its owner and its kind (`domain.records.singleton_id`).
    """

    streams: tuple[StreamKind, ...]
    created_by: Role
    first_sync: FirstSync
    writers: dict[str, Role] = {}
    removed_by: Role | None = None
    singleton: bool = False


class Entity(Struct, omit_defaults=True):
    """A synced record's content. Subclasses declare fields with the functions below."""

    policy: ClassVar[Policy]


def latest(group: str, description: str, **limits: Any) -> Meta:
    """The head with the greatest key is shown; other heads are kept versions."""
    return _field(group, Rule.LATEST, description, limits)


def once(group: str, description: str, **limits: Any) -> Meta:
    """Append-only: written when the record is made and never edited; a correction is a new record."""
    return _field(group, Rule.ONCE, description, limits)


def moves(group: str, description: str, **limits: Any) -> Meta:
    """A state with legal moves (`domain.rules.LEGAL_MOVES`); an achievement anywhere in the ancestry holds."""
    return _field(group, Rule.STATUS, description, limits)


def least(group: str, description: str, **limits: Any) -> Meta:
    """The smallest value is the strictest and wins (False before True); the group has this one field."""
    return _field(group, Rule.LEAST, description, limits)


def greatest(group: str, description: str, **limits: Any) -> Meta:
    """The greatest value is the strictest and wins (True over False); the group has this one field."""
    return _field(group, Rule.GREATEST, description, limits)


def union(group: str, description: str, **limits: Any) -> Meta:
    """The union of all heads is shown; the group has this one field, a list."""
    return _field(group, Rule.UNION, description, limits)


def _field(group: str, rule: Rule, description: str, limits: dict[str, Any]) -> Meta:
    return Meta(
        description=description,
        extra={"group": group, "rule": rule},
        extra_json_schema={"x-group": group, "x-merge": rule.value},
        **limits,
    )


class GroupSpec(Struct, frozen=True, kw_only=True):
    """One field group: the unit that a mutation carries whole. `shape` validates and encodes its value.

    `tidy` names the fields whose value may be tidied: texts, and instants that have not come yet (`domain.rules`).
    """

    name: str
    rule: Rule
    writer: Role
    fields: tuple[str, ...]
    shape: type[Struct]
    tidy: tuple[str, ...]
    required: bool


class EntitySpec(Struct, frozen=True):
    """Everything that is derived from one entity class."""

    name: str
    type: type[Entity]
    policy: Policy
    groups: dict[str, GroupSpec]

    def read(self, body: dict[str, Any]) -> Entity:
        """The typed entity from a body by group (groups as mappings), e.g. `{"words": {"text": "…"}}`."""
        return msgspec.convert({name: value for group in body.values() for name, value in group.items()}, self.type)


def describe(entity: type[Entity]) -> EntitySpec:
    """The spec of an entity class.

    Raises TypeError where a field is not declared with one of the functions above, where the fields of a group
    disagree about the rule, and where a strict group has more than one field: at start-up, never in use.
    """
    fields: dict[str, list[tuple[str, Any, Any]]] = {}
    rules: dict[str, Rule] = {}
    hints = get_type_hints(entity, include_extras=True)
    for field in msgspec.structs.fields(entity):
        group, rule = _declared(entity, field.name, hints[field.name])
        if rules.setdefault(group, rule) is not rule:
            raise TypeError(f"{entity.__name__}.{group}: its fields name different merge rules")
        default = _default(field)
        declared = (field.name, hints[field.name]) if default is msgspec.NODEFAULT else (field.name, hints[field.name], default)
        fields.setdefault(group, []).append(declared)  # type: ignore[arg-type]
    groups = {}
    for group, members in fields.items():
        if rules[group] in STRICT and len(members) > 1:
            raise TypeError(f"{entity.__name__}.{group}: a stricter-wins group has one field")
        shape = msgspec.defstruct(
            f"{entity.__name__}{group.title().replace('_', '')}",
            members,
            kw_only=True,
            omit_defaults=True,
            forbid_unknown_fields=True,
        )
        groups[group] = GroupSpec(
            name=group,
            rule=rules[group],
            writer=entity.policy.writers.get(group, entity.policy.created_by),
            fields=tuple(member[0] for member in members),
            shape=shape,
            tidy=tuple(field.name for field in msgspec.structs.fields(shape) if _may_be_tidied(field.type)),
            required=any(field.required for field in msgspec.structs.fields(shape)),
        )
    if unknown := entity.policy.writers.keys() - groups.keys():
        raise TypeError(f"{entity.__name__}: writers of unknown groups {sorted(unknown)}")
    return EntitySpec(snake_case(entity.__name__), entity, entity.policy, groups)


def snake_case(name: str) -> str:
    """`CheckIn` → `check_in`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _declared(entity: type[Entity], name: str, hint: Any) -> tuple[str, Rule]:
    if get_origin(hint) is Annotated:
        for note in get_args(hint)[1:]:
            if isinstance(note, Meta) and note.extra and "group" in note.extra:
                return note.extra["group"], note.extra["rule"]
    raise TypeError(f"{entity.__name__}.{name} is not declared with latest(), once(), moves() or a strict rule")


def _may_be_tidied(declared: Any) -> bool:
    kind = inspect.type_info(declared)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any((isinstance(each, inspect.StrType) and not each.pattern) or isinstance(each, inspect.DateTimeType) for each in kinds)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return field.default
