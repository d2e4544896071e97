"""Who may do what to a record, decided by the entity's policy and the role that a person has in the stream."""

from domain.declare import EntitySpec, GroupSpec, Role, StreamKind


def may_create(spec: EntitySpec, kind: StreamKind, role: Role) -> bool:
    """Records of this entity are kept in such streams, and this role makes them."""
    return kind in spec.policy.streams and role is spec.policy.created_by


def may_write(group: GroupSpec, role: Role) -> bool:
    """Each group has one owning role; so concurrent edits are always between devices of one role."""
    return role is group.writer


def may_remove(spec: EntitySpec, role: Role) -> bool:
    return role is spec.policy.removed_by


def sees_kept_versions(group: GroupSpec, role: Role) -> bool:
    """Kept versions travel to the owner of the group alone."""
    return role is group.writer
