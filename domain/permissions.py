"""Who may do what to a record, by the entity's policy and the person's role in the stream."""

from functools import cache

from msgspec import Struct

from domain.declare import STRICT, Role, Rule, StreamKind
from domain.entities import SPECS
from domain.entity_specs import EntitySpec, GroupSpec


class Writable(Struct, frozen=True):
    """A stream in which a person writes something, and the role that they have there."""

    id: int
    kind: StreamKind
    role: Role


@cache
def written_by(kind: StreamKind, role: Role) -> frozenset[str]:
    """Return the entities of which this role writes anything in such streams.

    It makes their records, writes a group, or removes. Where there are none the role only reads,
    and the stream is never opened for its writes.
    """
    return frozenset(
        spec.name
        for spec in SPECS.values()
        if kind in spec.policy.streams
        and role in (spec.policy.created_by, spec.policy.removed_by, *spec.policy.writers.values())
    )


SEVERAL_WRITE = frozenset({StreamKind.ASSIGNMENT, StreamKind.LIBRARY})
"""Streams that more than one person writes, and where the right to it may end."""


def may_create(spec: EntitySpec, kind: StreamKind, role: Role) -> bool:
    """Return whether such streams keep this entity, and this role makes it."""
    return kind in spec.policy.streams and role is spec.policy.created_by


def may_write(group: GroupSpec, role: Role) -> bool:
    """Return whether the role owns the group.

    Each group has one owning role, so concurrent edits are always between devices of one role.
    """
    return role is group.writer


def may_remove(spec: EntitySpec, role: Role) -> bool:
    """Return whether the role removes records of this entity."""
    return role is spec.policy.removed_by


def may_erase(spec: EntitySpec, role: Role) -> bool:
    """Return whether people of this role erase such records: only what they themselves may make.

    What others wrote to them is not theirs to take out.
    """
    return (
        spec.policy.erasable
        and role in (Role.PARTICIPANT, Role.SELF)
        and role is spec.policy.created_by
    )


def may_dismiss(group: GroupSpec, role: Role) -> bool:
    """Return whether the role may dismiss a version of this group.

    A stricter-wins group and a set leave nothing to choose from.
    """
    return may_write(group, role) and group.rule not in STRICT and group.rule is not Rule.MEMBERS


def sees_kept_versions(group: GroupSpec, role: Role) -> bool:
    """Return whether kept versions go to this role: to the owner of the group alone."""
    return role is group.writer
