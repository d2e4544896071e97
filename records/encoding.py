"""Encodes a change as it travels to one reader.

As it is stored to whoever writes it; to any other reader with no trace of what was there before.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Raw, Struct

from accounts import ReadableStream
from domain.declare import Role, Rule, StreamKind
from domain.entities import SPECS
from domain.entity_specs import EntitySpec, GroupSpec
from domain.permissions import may_remove, may_write, sees_kept_versions
from domain.records import LIFE
from records.record_rows import STATES, Wired

ONE_READER = frozenset({StreamKind.OWN, StreamKind.ACCOUNT})
UNREADABLE = ("{}", "{}", None, None)
_BY_SYSTEM = ",0,0,0]]"
"""How a head of the system ends: it has no device, and counts nothing."""
_ENDS = "]]]}"
_SYSTEM_ENDS = "0]]]}"

Parts = dict[str, Raw]
"""By register or group."""

_parts = msgspec.json.Decoder(Parts)
_heads = msgspec.json.Decoder(list[tuple[str, tuple[int, int, int, int]]])
_members = msgspec.json.Decoder(dict[str, list[str]])


class RoleView(Struct, frozen=True):
    """How a role reads an entity.

    Its groups in order, its own ones, those of others that are no sets (quoted), those whose
    versions it sees, and whether it removes records.
    """

    groups: tuple[GroupSpec, ...]
    own: frozenset[str]
    others: frozenset[str]
    versions: frozenset[str]
    has_sets: bool
    removes: bool


def _reading(spec: EntitySpec, role: Role) -> RoleView:
    groups = tuple(spec.groups.values())
    return RoleView(
        groups,
        own=frozenset(group.name for group in groups if may_write(group, role)),
        others=frozenset(
            f'"{each.name}"'
            for each in groups
            if not may_write(each, role) and each.rule is not Rule.MEMBERS
        ),
        versions=frozenset(group.name for group in groups if sees_kept_versions(group, role)),
        has_sets=any(group.rule is Rule.MEMBERS for group in groups),
        removes=may_remove(spec, role),
    )


def _writes_all(role: Role, kind: StreamKind) -> bool:
    there = [spec for spec in SPECS.values() if kind in spec.policy.streams]
    return all(may_write(group, role) for spec in there for group in spec.groups.values())


READINGS: dict[str, dict[str, RoleView]] = {
    role: {spec.name: _reading(spec, role) for spec in SPECS.values()} for role in Role
}
WRITTEN_WHOLE = frozenset(
    (role, kind) for role in Role for kind in StreamKind if _writes_all(role, kind)
)
"""The roles that write every group of all that is kept in such a stream."""


def _is_told_as_stored(right: ReadableStream) -> bool:
    """Return whether this reader gets rows as they are stored.

    So it is in one's own streams, the greater part of all that travels; none of it is decoded.
    """
    return right.kind in ONE_READER or (right.role, right.kind) in WRITTEN_WHOLE


def encode_changes(rows: Iterable[Wired], right: ReadableStream) -> list[bytes]:
    """Return rows for this reader, with their JSON as stored wherever that tells nothing more.

    Only a live record's words travel.
    """
    if _is_told_as_stored(right):
        return [_travelling(*row) for row in rows]
    readings = READINGS[right.role]
    return [_of_one_head(row, readings) or _as_read(row, readings) for row in rows]


def _travelling(
    seq: int,
    record: str,
    entity: str,
    state: int,
    heads: str,
    body: str,
    kept: str | None,
    dismissed: str | None,
) -> bytes:
    if state:
        return f'["{record}",{seq},"{entity}","{STATES[state]}",{heads},{{}},null]'.encode()
    if dismissed:
        kept = f"{kept or 'null'},{dismissed}"
    return f'["{record}",{seq},"{entity}","live",{heads},{body},{kept or "null"}]'.encode()


def _of_one_head(row: Wired, readings: dict[str, RoleView]) -> bytes | None:
    """Return a row of one group of others' with one head, without decoding it; None for another.

    Most rows are such, and decoding takes four times as long.
    """
    seq, record, entity, state, heads, body, kept, dismissed = row
    if state or kept or dismissed:
        return None
    try:
        key, counter, device, n = heads.rsplit(",", 3)
        group = key[1 : key.find(":")]
        # More than one head, a set, or an unusual end: then the slow way decides.
        if (
            "]]" in key
            or group not in readings[entity].others
            or not body.startswith(group, 1)
            or not n.endswith(_ENDS)
        ):
            return None
    except (ValueError, KeyError):
        return None
    shown = counter if device == "0" and n == _SYSTEM_ENDS else "0"
    return (
        f'["{record}",{seq},"{entity}","live",{key},{shown},0,{_SYSTEM_ENDS},{body},null]'.encode()
    )


def _as_read(row: Wired, readings: dict[str, RoleView]) -> bytes:
    """Return a row for a role that does not write all of it.

    A row that cannot be read is there, says nothing, and stops no other.
    """
    seq, record, entity, state, heads, body, kept, dismissed = row
    if state:
        body, kept, dismissed = "{}", None, None
    try:
        reading = readings[entity]
        if body == "{}" or reading.has_sets or heads.count(_BY_SYSTEM) != heads.count("]]"):
            heads, body = _without_traces(reading, _parts.decode(heads), _parts.decode(body))
        if kept or dismissed:
            kept, dismissed = (_own_versions(versions, reading) for versions in (kept, dismissed))
    except (msgspec.DecodeError, IndexError, KeyError):
        heads, body, kept, dismissed = UNREADABLE
    return _travelling(seq, record, entity, state, heads, body, kept, dismissed)


def _without_traces(reading: RoleView, heads: Parts, body: Parts) -> tuple[str, str]:
    """Return heads and body in the order of declaration, which is not that of the writes.

    A set that has become empty is left out.
    """
    registers: Parts = {}
    groups: Parts = {}
    for group in reading.groups:
        name = group.name
        if name in reading.own:
            registers |= {
                register: raw
                for register, raw in heads.items()
                if register.partition("/")[0] == name
            }
        elif name in body:
            shown = [name] if group.rule is not Rule.MEMBERS else _elements(group, body[name])
            registers |= {
                register: _shown_head(heads[register]) for register in shown if register in heads
            }
            if not shown:
                continue
        if name in body:
            groups[name] = body[name]
    if reading.removes and LIFE in heads:
        registers[LIFE] = heads[LIFE]
    return _encoded(registers), _encoded(groups)


def _elements(group: GroupSpec, value: Raw) -> list[str]:
    """Return the registers of what is in a set."""
    return [
        f"{group.name}/{element}" for element in _members.decode(value).get(group.fields[0], ())
    ]


def _shown_head(heads: Raw) -> Raw:
    """Return the first head alone, with nothing of its key but the time.

    Device and counts tell of other writes. The system has neither.
    """
    id_, (ms, counter, device, n) = _heads.decode(heads)[0]
    return Raw(f'[["{id_}",[{ms},{counter if device == n == 0 else 0},0,0]]]'.encode())


def _own_versions(versions: str | None, reading: RoleView) -> str | None:
    """Return kept or dismissed versions for the owner of their group alone."""
    held = _parts.decode(versions) if versions else {}
    own = {
        name: value for name, value in held.items() if name.partition("/")[0] in reading.versions
    }
    return _encoded(own) if own else None


def _encoded(parts: Parts) -> str:
    return msgspec.json.encode(parts).decode()
