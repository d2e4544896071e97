"""How an entity is declared, once.

An entity is one flat Struct. Each field's annotation names its *field group* (the unit of merging),
the group's merge rule, a description and limits; the class-level `Policy` says in which streams its
records live and who writes which group. Validation, permissions, sync, OpenAPI, TypeScript types
and test data are derived from it (`domain/entity_specs.py`).
"""

from enum import StrEnum
from typing import Any, ClassVar

from msgspec import Meta, Struct

from domain.state_machine import StateMachine


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
    """How the heads of a group become the one value that is shown.

    `sync.decide.merge` holds a function for each.
    """

    LATEST = "latest"
    ONCE = "once"
    STATUS = "status"
    LEAST = "least"
    GREATEST = "greatest"
    UNION = "union"
    MEMBERS = "members"


STRICT = frozenset({Rule.LEAST, Rule.GREATEST, Rule.UNION})
"""Rules by which the stricter value wins.

They never leave a kept version to choose from.
"""


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

    An entity that is not `erasable` holds a choice and no words: a stop must always find its place.

    Not `erasable` is what holds a wish and no words: a stop must always find its place. `writers`
    names the groups that another role than `created_by` writes. `removed_by` is None where no one
    removes. A singleton's record id derives from its owner and its kind
    (`domain.records.singleton_id`). `part_of` names the group and the field that hold the record id
    of the whole: a part stands in the stream where its whole stands. `about_device` names the group
    and the field that hold a device, from which, as from those that came from it, no one removes
    the record.
    """

    streams: tuple[StreamKind, ...]
    created_by: Role
    first_sync: FirstSync
    writers: dict[str, Role] = {}
    removed_by: Role | None = None
    singleton: bool = False
    erasable: bool = True
    part_of: tuple[str, str] | None = None
    about_device: tuple[str, str] | None = None


class Entity(Struct):
    """A synced record's content.

    Subclasses declare fields with the functions below.
    """

    policy: ClassVar[Policy]


def latest(group: str, description: str, **limits: Any) -> Meta:
    """Declare a field that shows the head with the greatest key; others are kept versions."""
    return _field(group, Rule.LATEST, description, limits)


def once(group: str, description: str, **limits: Any) -> Meta:
    """Declare a field that is written when the record is made and never edited.

    A correction is a new record.
    """
    return _field(group, Rule.ONCE, description, limits)


def instant(
    group: str, description: str, *, told: str, day: str | None = None, zone: str | None = None
) -> Meta:
    """Declare an instant that is written once, and is never later than its arrival.

    A later one is corrected, and what is derived from it too. `told` names the field of the group
    that then keeps what was sent, `day` the one that holds its calendar day, in the time zone that
    the field `zone` names.
    """
    return _field(
        group, Rule.ONCE, description, {"tz": True}, unsaid={"told": told, "day": day, "zone": zone}
    )


def moves(
    group: str, description: str, *, machine: StateMachine | None = None, **limits: Any
) -> Meta:
    """Declare a state with the machine of its legal moves, or a field that changes along with it.

    The state is the first field of its group, and the only one with a machine. `came_from` beside
    it, if there is one, names the state that was on the screen. An achievement anywhere in the
    ancestry holds.
    """
    return _field(group, Rule.STATUS, description, limits, unsaid={"machine": machine})


def least(group: str, description: str, **limits: Any) -> Meta:
    """Declare a field whose smallest value is the strictest and wins (False before True).

    The group has this one field.
    """
    return _field(group, Rule.LEAST, description, limits)


def greatest(group: str, description: str, **limits: Any) -> Meta:
    """Declare a field whose greatest value is the strictest and wins (True over False).

    The group has this one field.
    """
    return _field(group, Rule.GREATEST, description, limits)


def union(group: str, description: str, *, most: int, every: dict[str, Any]) -> Meta:
    """Declare a list of which the union of all heads is shown.

    The group has this one field. `most` bounds what is written, never what is shown. `every` is the
    one item that contains all others: what a head holds that would otherwise hold too much.
    """
    return _field(group, Rule.UNION, description, {}, {"most": most}, {"every": every})


def members(group: str, description: str, *, most: int) -> Meta:
    """Declare a set whose elements are registers of their own, present if any head says so.

    The group has this one field, a list. `most` is how many a screen offers and one mutation may
    add. Two phones that add apart may pass it: nothing is refused for that.
    """
    return _field(group, Rule.MEMBERS, description, {}, {"most": most})


def _field(
    group: str,
    rule: Rule,
    description: str,
    limits: dict[str, Any],
    beside: dict[str, int] | None = None,
    unsaid: dict[str, Any] | None = None,
) -> Meta:
    """Return the annotation; `beside` is published with the field, `unsaid` is not."""
    beside = beside or {}
    return Meta(
        description=description,
        extra={"group": group, "rule": rule, **beside, **(unsaid or {})},
        extra_json_schema={
            "x-group": group,
            "x-merge": rule.value,
            **{f"x-{name}": value for name, value in beside.items()},
        },
        **limits,
    )
