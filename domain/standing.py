"""Where a record stands: by its visibility in its owner's shared or private stream, and a part where its whole does."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Raw

from domain.declare import EntitySpec
from domain.entities import SPECS
from domain.records import Mutation, Record

VISIBILITY = "visibility"
"""The group by which a participant shares a record with their peer, or keeps it."""

PARTS = frozenset(spec.name for spec in SPECS.values() if spec.policy.part_of)


def whole_of(spec: EntitySpec, groups: Mapping[str, Raw]) -> str | None:
    """The record id of the whole, where these groups of a part name one."""
    if spec.policy.part_of is None:
        return None
    group, field = spec.policy.part_of
    try:
        whole = msgspec.json.decode(groups.get(group, b"{}"), type=dict[str, object]).get(field)
    except msgspec.DecodeError:
        return None
    return whole if isinstance(whole, str) else None


def wholes_of(mutations: Iterable[Mutation]) -> set[str]:
    """The wholes that new parts name."""
    wholes = {whole_of(SPECS[each.entity], each.set) for each in mutations if each.entity in PARTS}
    return {whole for whole in wholes if whole is not None}


def is_part_of(record: Record, whole: str) -> bool:
    return record.entity in PARTS and whole_of(SPECS[record.entity], record.body) == whole


def is_refused_write_of(record: Record, whole: str) -> bool:
    """The words of a mutation on that record, or of one that would have made a part of it, which was refused."""
    if record.entity != "refused_write" or "what" not in record.body:
        return False
    what = msgspec.json.decode(record.body["what"], type=dict[str, str | None])
    if what.get("record") == whole:
        return True
    spec = SPECS.get(what.get("entity") or "")
    return spec is not None and whole_of(spec, msgspec.json.decode(what.get("words") or "{}", type=dict[str, Raw])) == whole


def is_shared(record: Record) -> bool:
    """What the record's visibility shows. Of a record that has one."""
    return bool(msgspec.json.decode(record.body[VISIBILITY], type=dict[str, object]).get("shared"))
