"""Whether a mutation may be applied at all: by its own content and by the rights at its arrival, never by a clock."""

import re
from collections.abc import Collection

import msgspec
from msgspec import Raw, Struct

from domain.declare import EntitySpec, GroupSpec, Role, Rule, StreamKind
from domain.entities import SPECS
from domain.permissions import may_create, may_remove, may_write
from domain.records import Mutation, Op, Record, State, singleton_id
from domain.rules import is_legal_move, tidied

GENERATIONS = 8
"""How often a singleton may begin anew after an erase."""


class Refused(Exception):
    """Why a mutation is refused: a code of `domain.errors.REFUSALS`, and the group or `group.field` it lies in."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


class Writable(Struct, frozen=True):
    """A stream that the actor may write, as read under its lock."""

    id: int
    kind: StreamKind
    role: Role


class Admitted(Struct, frozen=True):
    """A mutation's groups as they will be stored: validated, tidied, encoded again."""

    values: dict[str, Struct]
    adjusted: str | None = None

    def encoded(self, group: str) -> Raw:
        return Raw(msgspec.json.encode(self.values[group]))


def spec_of(mutation: Mutation) -> EntitySpec:
    if mutation.op in (Op.DISMISS, Op.ERASE):
        raise Refused("not_available")
    if mutation.entity not in SPECS:
        raise Refused("unknown_entity")
    return SPECS[mutation.entity]


def may_begin(spec: EntitySpec, mutation: Mutation, stream: Writable | None, owner: str) -> Writable:
    """The stream where a new record is made. Raises Refused."""
    if stream is None or not may_create(spec, stream.kind, stream.role):
        raise Refused("wrong_stream" if mutation.stream is None else "not_yours")
    if spec.policy.singleton and mutation.record not in singleton_ids(owner, spec.name):
        raise Refused("wrong_stream", "record")
    return stream


def may_touch(spec: EntitySpec, mutation: Mutation, record: Record) -> None:
    """Whether an existing record is what the mutation takes it for, and still has words. Raises Refused."""
    if record.entity != spec.name:
        raise Refused("invalid", "entity")
    if record.state in (State.EMPTIED, State.ERASED, State.HIDDEN):
        raise Refused("emptied")
    if mutation.op is not Op.EDIT:
        return
    for name in mutation.set:
        if name in spec.groups and spec.groups[name].rule is Rule.ONCE and record.heads.get(name):
            raise Refused("append_only", name)


def admit(spec: EntitySpec, mutation: Mutation, role: Role, received_at: int) -> Admitted:
    """The groups of an edit, or nothing for a remove or a restore that this role may make. Raises Refused."""
    if mutation.op is not Op.EDIT:
        if not may_remove(spec, role):
            raise Refused("not_removable" if spec.policy.removed_by is None else "not_yours")
        return Admitted({})
    if not mutation.set:
        raise Refused("malformed", "set")
    values, adjusted = {}, None
    for name, raw in mutation.set.items():
        group = spec.groups.get(name)
        if group is None:
            raise Refused("unknown_group", "set")
        if not may_write(group, role):
            raise Refused("not_yours", name)
        sent = read_group(group, raw)
        values[name] = tidied(sent, group.tidy, received_at)
        if values[name] is not sent:
            adjusted = adjusted or name
            values[name] = read_group(group, Raw(msgspec.json.encode(values[name])))
    return Admitted(values, adjusted)


def read_group(group: GroupSpec, raw: Raw) -> Struct:
    """A group's value, whole. Raises Refused with the field and never with the value."""
    try:
        value: Struct = msgspec.json.decode(raw, type=group.shape)
    except msgspec.DecodeError as error:
        raise Refused(*_why(group.name, str(error))) from None
    if group.rule is Rule.STATUS and not is_legal_move(getattr(value, "came_from", None), getattr(value, group.fields[0])):
        raise Refused("illegal_move", group.name)
    return value


def is_complete(spec: EntitySpec, groups: Collection[str]) -> bool:
    """Whether a record can begin with these groups: those with a field that has no default are there."""
    return all(name in groups or not group.required for name, group in spec.groups.items() if group.writer is spec.policy.created_by)


def singleton_ids(owner: str, entity: str) -> list[str]:
    return [singleton_id(owner, entity, generation) for generation in range(GENERATIONS)]


def _why(group: str, message: str) -> tuple[str, str]:
    where = re.search(r"at `\$\.?([a-z_]+)?", message)
    field = f"{group}.{where[1]}" if where and where[1] else group
    return ("too_long" if "of length <=" in message else "invalid"), field
