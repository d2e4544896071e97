"""A field group as a multi-value register: laying a mutation on it, covering its heads, letting one go, bringing it back."""

from collections.abc import Set as AbstractSet
from typing import TypeVar

import msgspec
from msgspec import Raw

from domain.achievement import rank_of
from domain.declare import GroupSpec, Rule
from domain.records import LIFE, Head, Record, State
from sync.merge import Held, show

T = TypeVar("T")

_NOTHING = Raw(b"{}")
_TRUTH = {False: Raw(b"false"), True: Raw(b"true")}


def lay(record: Record, group: GroupSpec, head: Head, value: Raw, rank: int, named: AbstractSet[str]) -> bool:
    """Takes the named mutations from the heads and joins them, unless something applied already names this one.

    True when the group now shows the value (of a union: when it is part of what is shown).
    """
    if not named and group.name not in record.heads and group.name not in record.awaited:  # most writes are the first of their group
        record.body[group.name], record.heads[group.name] = value, [head]
        return True
    held = [each for each in _held(record, group) if each.head.id not in named]
    if not (_await_others(record, group.name, head.id, named) and held):
        held.append(Held(head, value, rank))
    shown = _show(record, group, held)
    _uncover(record, group.name, named)
    return shown[0] is head or (group.rule is Rule.UNION and head in shown)


def lay_member(record: Record, group: GroupSpec, element: str, head: Head, is_in: bool, named: AbstractSet[str]) -> bool:
    """As `lay`, on the register of one element of a set; the group's body lists the elements that are in it."""
    elements = set(_elements(record, group))
    register = msgspec.structs.replace(group, name=f"{group.name}/{element}")
    record.body[register.name] = _TRUTH[element in elements]
    is_shown = lay(record, register, head, _TRUTH[is_in], 0, named)
    elements = elements | {element} if record.body.pop(register.name) == _TRUTH[True] else elements - {element}
    record.body[group.name] = Raw(msgspec.json.encode({group.fields[0]: sorted(elements)}))
    return is_shown


def dismiss_heads(record: Record, group: GroupSpec, named: AbstractSet[str], at: int) -> None:
    """Takes versions from the heads, now or when they come, and keeps their words aside; `at` in milliseconds."""
    record.dismissed_at[group.name] = dict.fromkeys(named, at) | record.dismissed_at.get(group.name, {})
    if held := _held(record, group):
        _show(record, group, held)


def restore_life(record: Record, head: Head, named: AbstractSet[str]) -> None:
    """Joins the life register: a head that no earlier remove covers, so the record is there again."""
    heads = [each for each in record.heads.get(LIFE, []) if each.id not in named]
    if not (_await_others(record, LIFE, head.id, named) and heads):
        heads.append(head)
    record.heads[LIFE] = heads
    _uncover(record, LIFE, named)


def cover(record: Record, group: str, named: AbstractSet[str]) -> None:
    """A remove covers the heads that it saw, and those that it saw and this server has yet to see again."""
    heads = {head.id for head in record.heads.get(group, [])}
    newly = {each for each in named if each in heads or not record.has(each)}
    _put(record.covered, group, sorted(newly.union(record.covered.get(group, []))))


def state_of(record: Record) -> State:
    """Removed while every head of every group is covered."""
    if not record.covered:
        return State.LIVE
    for group, heads in record.heads.items():
        covered = record.covered.get(group, ())
        if any(head.id not in covered for head in heads):
            return State.LIVE
    return State.REMOVED


def _show(record: Record, group: GroupSpec, held: list[Held]) -> list[Head]:
    """Has the record show what these heads do; they are returned, those that are shown first.

    Those that were let go stand aside, unless nothing else would be left: two phones may each let go what the other one shows.
    """
    if group.name in record.dismissed_at:
        gone = record.dismissed_at[group.name]
        standing = [each for each in held if each.head.id not in gone] or show(group, held).heads[:1]
        _put(record.dismissed, group.name, {each.head.id: each.value for each in held if each not in standing})
        held = standing
    shown = show(group, held)
    record.body[group.name] = shown.value
    record.heads[group.name] = [each.head for each in shown.heads]
    combined = group.rule is Rule.UNION and len(shown.heads) > 1
    _put(record.kept, group.name, {each.head.id: each.value for each in shown.heads[0 if combined else 1 :]})
    return record.heads[group.name]


def _await_others(record: Record, group: str, mutation: str, named: AbstractSet[str]) -> bool:
    """Notes what is named before it came. True where this mutation itself was named so: it is superseded at once."""
    awaited = record.awaited.get(group, [])
    unknown = {each for each in named - {head.id for head in record.heads.get(group, ())} if not record.has(each)}
    if awaited or unknown:
        _put(record.awaited, group, sorted(unknown.union(awaited) - {mutation}))
    return mutation in awaited


def _held(record: Record, group: GroupSpec) -> list[Held]:
    kept = record.kept.get(group.name, {})
    held = []
    for head in record.heads.get(group.name, ()):
        rank = rank_of(record, {head.id}, False) if group.rule is Rule.STATUS else 0
        held.append(Held(head, kept[head.id] if head.id in kept else record.body[group.name], rank))
    for id_, value in record.dismissed.get(group.name, {}).items():
        if (receipt := record.receipt(id_)) and receipt.result.key:
            held.append(Held(Head(id_, receipt.result.key), value, receipt.rank))
    return held


def _elements(record: Record, group: GroupSpec) -> list[str]:
    """Several phones together may have put in more than one mutation may, so the declared length is not asked for."""
    body = record.body.get(group.name, _NOTHING)
    return msgspec.json.decode(body, type=dict[str, list[str]]).get(group.fields[0], [])


def _uncover(record: Record, group: str, named: AbstractSet[str]) -> None:
    if group in record.covered:
        _put(record.covered, group, [each for each in record.covered[group] if each not in named])


def _put(where: dict[str, T], group: str, value: T) -> None:
    if value:
        where[group] = value
    else:
        where.pop(group, None)
