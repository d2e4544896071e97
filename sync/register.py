"""A field group as a multi-value register: laying a mutation on it, covering its heads, bringing it back."""

from collections.abc import Set as AbstractSet
from typing import TypeVar

from msgspec import Raw

from domain.declare import GroupSpec, Rule
from domain.records import LIFE, Head, Record, State
from sync.merge import Held, show

T = TypeVar("T")


def lay(record: Record, group: GroupSpec, head: Head, value: Raw, rank: int, named: AbstractSet[str]) -> bool:
    """Takes the named mutations from the heads and joins them, unless something applied already names this one.

    True when the group now shows the value (of a union: when it is part of what is shown).
    """
    held = [each for each in _held(record, group) if each.head.id not in named]
    if not (_await_others(record, group.name, head, named) and held):
        held.append(Held(head, value, rank))
    shown = show(group, held)
    record.body[group.name] = shown.value
    record.heads[group.name] = [each.head for each in shown.heads]
    combined = group.rule is Rule.UNION and len(shown.heads) > 1
    _put(record.kept, group.name, {each.head.id: each.value for each in shown.heads[0 if combined else 1 :]})
    _uncover(record, group.name, named)
    return shown.heads[0].head is head or (combined and any(each.head is head for each in shown.heads))


def restore(record: Record, head: Head, named: AbstractSet[str]) -> None:
    """Joins the life register: a head that no earlier remove covers, so the record is there again."""
    heads = [each for each in record.heads.get(LIFE, []) if each.id not in named]
    if not (_await_others(record, LIFE, head, named) and heads):
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
    for group, heads in record.heads.items():
        covered = record.covered.get(group, ())
        if any(head.id not in covered for head in heads):
            return State.LIVE
    return State.REMOVED


def rank_of(record: Record, mutations: AbstractSet[str], achieved: bool) -> int:
    """1 where an achievement lies in the ancestry: in these mutations' or, with `achieved`, in what is now written."""
    receipts = [record.receipt(each) for each in mutations]
    return max([int(achieved), *(receipt.rank for receipt in receipts if receipt)])


def _await_others(record: Record, group: str, head: Head, named: AbstractSet[str]) -> bool:
    """Notes what is named before it came. True where this mutation itself was named so: it is superseded at once."""
    awaited = record.awaited.get(group, [])
    unknown = {each for each in named if not record.has(each)}
    if awaited or unknown:
        _put(record.awaited, group, sorted(unknown.union(awaited) - {head.id}))
    return head.id in awaited


def _held(record: Record, group: GroupSpec) -> list[Held]:
    kept = record.kept.get(group.name, {})
    held = []
    for head in record.heads.get(group.name, ()):
        rank = rank_of(record, {head.id}, False) if group.rule is Rule.STATUS else 0
        held.append(Held(head, kept[head.id] if head.id in kept else record.body[group.name], rank))
    return held


def _uncover(record: Record, group: str, named: AbstractSet[str]) -> None:
    if group in record.covered:
        _put(record.covered, group, [each for each in record.covered[group] if each not in named])


def _put(where: dict[str, T], group: str, value: T) -> None:
    if value:
        where[group] = value
    else:
        where.pop(group, None)
