"""Whether a mutation may be applied at all.

By its own content and by the rights at its arrival, never by a clock.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache

import msgspec
from msgspec import Raw, Struct

from domain.declare import Role, Rule
from domain.devices import device_told_of
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.instants import WriteTime, clamp_instants
from domain.permissions import Writable, may_create, may_dismiss, may_erase, may_remove, may_write
from domain.records import UNREADABLE, Mutation, Op, Record, State, singleton_ids
from domain.rules import tidied
from domain.upcasts import upcast
from domain.validation import Refused, read_group


class AdmittedGroups(Struct, frozen=True):
    """A mutation's groups as they will be stored: validated, tidied, encoded again."""

    values: dict[str, Struct]
    adjusted: str | None = None

    def encoded(self, group: str) -> Raw:
        """Return the group's value as it will be stored."""
        return Raw(msgspec.json.encode(self.values[group]))


def spec_of(mutation: Mutation) -> EntitySpec:
    """Return the spec of the mutation's entity.

    Raises Refused.
    """
    if mutation.entity == UNREADABLE:
        raise Refused("malformed")
    if mutation.entity not in SPECS:
        raise Refused("unknown_entity")
    return SPECS[mutation.entity]


def may_begin(
    spec: EntitySpec, mutation: Mutation, stream: Writable | None, owner: str
) -> Writable:
    """Return the stream where a new record is made.

    Raises Refused.
    """
    if stream is None or not may_create(spec, stream.kind, stream.role):
        raise Refused("wrong_stream" if mutation.stream is None else "not_yours")
    if (
        # Under a singleton's id nothing else may stand: a later stop would find its place taken.
        mutation.record not in singleton_ids(owner, spec.name)
        if spec.policy.singleton
        else mutation.record in reserved_ids(owner)
    ):
        raise Refused("wrong_stream", "record")
    return stream


@lru_cache(maxsize=1024)
def reserved_ids(owner: str) -> frozenset[str]:
    """Return the ids of this person's singletons.

    What else stood under one would be in the way of a stop.
    """
    kinds = (
        spec
        for spec in SPECS.values()
        if spec.policy.singleton and spec.policy.created_by is not Role.SYSTEM
    )
    return frozenset(id_ for spec in kinds for id_ in singleton_ids(owner, spec.name))


def kept_ids(owner: str) -> frozenset[str]:
    """Return the ids of singletons that are never erased: no tombstone stands under one."""
    kinds = (spec for spec in SPECS.values() if spec.policy.singleton and not spec.policy.erasable)
    return frozenset(id_ for spec in kinds for id_ in singleton_ids(owner, spec.name))


def may_touch(spec: EntitySpec, mutation: Mutation, record: Record, line: AbstractSet[int]) -> None:
    """Refuse a mutation that mistakes an existing record, or one whose words are gone.

    `line` is the device that asks and those that it came from. Raises Refused.
    """
    if record.entity != spec.name:
        raise Refused("invalid", "entity")
    # An erase needs no word of the record, so it may take what cannot be read.
    if record.is_set_aside and mutation.op is not Op.ERASE:
        raise Refused("unreadable")
    if record.state is State.EMPTIED and mutation.op is not Op.ERASE:
        raise Refused("emptied")
    if mutation.op is Op.REMOVE and device_told_of(spec, record) in line:
        raise Refused(
            "not_yours"
        )  # whoever came in with a phone cannot take away what tells the others of it
    if mutation.op is not Op.EDIT:
        return
    for name in mutation.set:
        if name in spec.groups and spec.groups[name].rule is Rule.ONCE and record.heads.get(name):
            raise Refused("append_only", name)


def admit(spec: EntitySpec, mutation: Mutation, role: Role, written: WriteTime) -> AdmittedGroups:
    """Return the groups of an edit, or nothing for another operation that this role may do.

    Raises Refused.
    """
    if mutation.op is not Op.EDIT:
        _may_act(spec, mutation, role)
        return AdmittedGroups({})
    if not mutation.set:
        raise Refused("malformed", "set")
    values, adjusted = {}, None
    for name, raw in upcast(spec.name, mutation.schema, mutation.set).items():
        group = spec.groups.get(name)
        if group is None:
            raise Refused("unknown_group", "set")
        # Asked per group and not per record: a peer may answer in a record that the participant
        # owns.
        if not may_write(group, role):
            raise Refused("not_yours", name)
        sent = read_group(group, raw)
        values[name] = tidied(
            clamp_instants(sent, group.instants, written), group.tidy, written.received_at
        )
        if values[name] is not sent:
            adjusted = adjusted or name
            # Read once more: a tidied text may be empty, and that may be out of bounds.
            values[name] = read_group(group, Raw(msgspec.json.encode(values[name])))
    return AdmittedGroups(values, adjusted)


def _may_act(spec: EntitySpec, mutation: Mutation, role: Role) -> None:
    """Raise Refused where this role may not do what is not an edit."""
    match mutation.op:
        case Op.REMOVE | Op.RESTORE if not may_remove(spec, role):
            raise Refused("not_removable" if spec.policy.removed_by is None else "not_yours")
        case Op.ERASE if not may_erase(spec, role):
            raise Refused("not_yours" if spec.policy.erasable else "not_removable")
        case Op.DISMISS:
            if not any(mutation.base.values()):
                raise Refused("malformed", "base")
            for name in mutation.base:
                if name not in spec.groups:
                    # The register of an element is a word, and a receipt keeps its field for ever
                    raise Refused("not_yours", "base")
                if not may_dismiss(spec.groups[name], role):
                    raise Refused("not_yours", name)
