"""A change as it travels: as it is stored to whoever writes it, and to any other reader with no trace of what was there before."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct

from domain.declare import EntitySpec, GroupSpec, Role, Rule, StreamKind
from domain.entities import SPECS
from domain.permissions import may_remove, may_write, sees_kept_versions
from domain.records import LIFE
from storage.people import ReadableStream
from storage.record_rows import STATES

ONE_READER = frozenset({StreamKind.OWN, StreamKind.ACCOUNT})
UNREADABLE = ("{}", "{}", None, None)
_BY_SYSTEM = ",0,0,0]]"
"""How a head of the system ends: it has no device, and counts nothing."""

Parts = dict[str, Raw]
"""By register or group."""

_parts = msgspec.json.Decoder(Parts)
_heads = msgspec.json.Decoder(list[tuple[str, tuple[int, int, int, int]]])
_members = msgspec.json.Decoder(dict[str, list[str]])


class Reading(Struct, frozen=True):
    """How a role reads an entity: groups in order, those of its own and those whose versions it sees, and whether it takes records out."""

    groups: tuple[GroupSpec, ...]
    own: frozenset[str]
    versions: frozenset[str]
    has_sets: bool
    removes: bool


def _reading(spec: EntitySpec, role: Role) -> Reading:
    groups = tuple(spec.groups.values())
    return Reading(
        groups,
        own=frozenset(group.name for group in groups if may_write(group, role)),
        versions=frozenset(group.name for group in groups if sees_kept_versions(group, role)),
        has_sets=any(group.rule is Rule.MEMBERS for group in groups),
        removes=may_remove(spec, role),
    )


READINGS: dict[tuple[str, str], Reading] = {(role, spec.name): _reading(spec, role) for spec in SPECS.values() for role in Role}
WRITTEN_WHOLE = frozenset(each for each, reading in READINGS.items() if len(reading.own) == len(reading.groups))
"""By role, what it writes every group of. With one's own streams that is the greater part of all that travels; none of it is decoded."""


def told(change: Sequence[Any], right: ReadableStream) -> bytes:
    """The last columns of a row, `Wired`, for this reader, with their JSON as it is stored wherever that tells nothing more.

    Decoding a page and encoding it again took twice as long as reading it. Only a live record's words travel.
    """
    seq, record, entity, state, heads, body, kept, dismissed = change[-8:]
    if right.kind not in ONE_READER and (right.role, entity) not in WRITTEN_WHOLE:
        try:
            heads, body, kept, dismissed = _as_read((right.role, entity), heads, "{}" if state else body, kept, dismissed)
        except (msgspec.DecodeError, IndexError):  # a row that cannot be read is there, says nothing, and stops no other
            heads, body, kept, dismissed = UNREADABLE
    if state:
        return f'["{record}",{seq},"{entity}","{STATES[state]}",{heads},{{}},null]'.encode()
    more = f",{dismissed}" if dismissed else ""
    return f'["{record}",{seq},"{entity}","live",{heads},{body},{kept or "null"}{more}]'.encode()


def _as_read(
    by: tuple[str, str], heads: str, body: str, kept: str | None, dismissed: str | None
) -> tuple[str, str, str | None, str | None]:
    """For a role that does not write all of it. What is not known here says nothing."""
    if (reading := READINGS.get(by)) is None:
        return UNREADABLE
    if body == "{}" or reading.has_sets or heads.count(_BY_SYSTEM) != heads.count("]]"):
        heads, body = _without_traces(reading, _parts.decode(heads), _parts.decode(body))
    if kept or dismissed:
        kept, dismissed = (_own_versions(versions, reading) for versions in (kept, dismissed))
    return heads, body, kept, dismissed


def _without_traces(reading: Reading, heads: Parts, body: Parts) -> tuple[str, str]:
    """Heads and body in the order of declaration, which is not that of the writes; a set that has become empty is not there."""
    registers: Parts = {}
    groups: Parts = {}
    for group in reading.groups:
        name = group.name
        if name in reading.own:
            registers |= {register: raw for register, raw in heads.items() if register.partition("/")[0] == name}
        elif name in body:
            shown = [name] if group.rule is not Rule.MEMBERS else _elements(group, body[name])
            registers |= {register: _shown_head(heads[register]) for register in shown if register in heads}
            if not shown:
                continue
        if name in body:
            groups[name] = body[name]
    if reading.removes and LIFE in heads:
        registers[LIFE] = heads[LIFE]
    return _encoded(registers), _encoded(groups)


def _elements(group: GroupSpec, value: Raw) -> list[str]:
    """The registers of what is in a set."""
    return [f"{group.name}/{element}" for element in _members.decode(value).get(group.fields[0], ())]


def _shown_head(heads: Raw) -> Raw:
    """The first alone, and of its key the time: device and counts tell of other writes. The system has neither."""
    id_, (ms, counter, device, n) = _heads.decode(heads)[0]
    return Raw(f'[["{id_}",[{ms},{counter if device == n == 0 else 0},0,0]]]'.encode())


def _own_versions(versions: str | None, reading: Reading) -> str | None:
    """Kept versions, and those that were let go, go to the owner of their group alone."""
    held = _parts.decode(versions) if versions else {}
    own = {name: value for name, value in held.items() if name.partition("/")[0] in reading.versions}
    return _encoded(own) if own else None


def _encoded(parts: Parts) -> str:
    return msgspec.json.encode(parts).decode()
