"""Where a record stands: its owner's shared or private stream; a part where its whole does."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Raw, Struct

from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.records import UNREADABLE, Mutation, Record, State

VISIBILITY = "visibility"
"""The group by which a participant shares a record with their peer, or keeps it."""

PARTS = frozenset(spec.name for spec in SPECS.values() if spec.policy.part_of)
REFUSED_WRITE = "refused_write"
ID_LENGTH = 36
NAMING = PARTS | {REFUSED_WRITE}
"""Entities whose records name another one: their whole, or what they would have changed."""


def whole_of(spec: EntitySpec, groups: Mapping[str, Raw]) -> str | None:
    """Return the record id of the whole, where these groups of a part name one."""
    if spec.policy.part_of is None:
        return None
    group, field = spec.policy.part_of
    try:
        whole = msgspec.json.decode(groups.get(group, b"{}"), type=dict[str, object]).get(field)
    except msgspec.DecodeError:
        return None
    return whole if isinstance(whole, str) else None


def wholes_of(mutations: Iterable[Mutation]) -> set[str]:
    """Return the wholes that new parts name."""
    wholes = {whole_of(SPECS[each.entity], each.set) for each in mutations if each.entity in PARTS}
    return {whole for whole in wholes if whole is not None}


class _Named(Struct):
    record: str


class Naming(NamedTuple):
    """The ids that a record names.

    `about`: what a refused write would have changed. `whole`: the whole of a part, or of what would
    be one.
    """

    about: str = ""
    whole: str = ""


def ids_named_by(record: Record) -> Naming:
    """Return the ids that a record names; what cannot be an id names nothing."""
    if record.entity in PARTS:
        return Naming(whole=_id(whole_of(SPECS[record.entity], record.body)))
    if record.entity != REFUSED_WRITE or "what" not in record.body:
        return Naming()
    what = msgspec.json.decode(record.body["what"], type=dict[str, str | None])
    if what.get("entity") == UNREADABLE:
        return Naming(_id(_named_in(what.get("words") or "")))
    spec = SPECS.get(what.get("entity") or "")
    whole = (
        whole_of(spec, msgspec.json.decode(what.get("words") or "{}", type=dict[str, Raw]))
        if spec
        else None
    )
    return Naming(_id(what.get("record")), _id(whole))


def _named_in(words: str) -> str | None:
    """Return the record that an unreadable mutation names, which is kept whole."""
    try:
        return msgspec.json.decode(words, type=_Named).record
    except msgspec.DecodeError:
        return None


def _id(named: str | None) -> str:
    return named if named and len(named) == ID_LENGTH else ""


def is_shared(record: Record) -> bool:
    """Return whether a record that has a visibility is shared."""
    return bool(msgspec.json.decode(record.body[VISIBILITY], type=dict[str, object]).get("shared"))


def moved_tombstone(record: Record) -> Record:
    """Return the place without content that a record leaves when it moves.

    The shelf of older receipts goes with the record, so the place has none from now on.
    """
    # Empty, and not None: a row with None is saved without this column, and the old one would stay.
    shelf = "" if record.shelf else None
    return Record(
        stream=record.stream,
        record=record.record,
        entity=record.entity,
        state=State.HIDDEN,
        shelf=shelf,
    )


def moved_records(whole: Record, parts: Iterable[Record], target: int) -> list[Record]:
    """Return a record and its parts in their new stream, and the places that they leave.

    The places have no content.
    """
    rows = []
    for each in (whole, *parts):
        rows.append(moved_tombstone(each))
        each.stream = target
        rows.append(each)
    return rows
