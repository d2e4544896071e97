"""What each kind of mutation does to its record, once it may: edit, remove, restore, dismiss, erase. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct

from domain.achievement import pass_on_rank, rank_of
from domain.admission import Admitted
from domain.declare import EntitySpec, GroupSpec, Rule, StreamKind
from domain.erasure import erase as erase_record
from domain.erasure import falls_with
from domain.records import LIFE, Head, Key, Mutation, Op, Record
from domain.rules import ACHIEVED
from domain.standing import PARTS, VISIBILITY, is_shared, moved
from sync.desk import Desk
from sync.register import cover, dismiss_heads, lay, lay_member, restore_life, state_of

Named = Mapping[str, Mapping[str, Key]]
"""By register, the mutations that are named as its base, with their keys."""

_NONE: Mapping[str, Key] = {}


class Act(Struct):
    """A mutation about to be done. Afterwards `groups` says what became of each group that it wrote, `rank` its rank."""

    mutation: Mutation
    spec: EntitySpec
    record: Record
    admitted: Admitted
    named: Named
    head: Head
    groups: dict[str, Literal["shown", "kept"]] = {}
    rank: int = 0


def edit(act: Act, desk: Desk) -> None:
    for name, value in act.admitted.values.items():
        group, bases = act.spec.groups[name], act.named.get(name, _NONE).keys()
        if group.rule is Rule.STATUS:
            told = act.mutation.acknowledged.rank if act.mutation.acknowledged else 0
            act.rank = max(told, rank_of(act.record, bases, getattr(value, group.fields[0]) == ACHIEVED))
            if act.rank and act.mutation.id in act.record.awaited.get(name, ()):
                pass_on_rank(act.record, name, act.mutation.id)
        if group.rule is Rule.MEMBERS:
            is_shown = _change_members(act, group, value)
        else:
            is_shown = lay(act.record, group, act.head, act.admitted.encoded(name), act.rank, bases)
        act.groups[name] = "shown" if is_shown else "kept"
    _change(act, desk)
    if VISIBILITY in act.groups:
        _stand(act.record, desk)


def remove(act: Act, desk: Desk) -> None:
    for name, named in act.named.items():
        cover(act.record, name, named.keys())
    _change(act, desk)


def restore(act: Act, desk: Desk) -> None:
    restore_life(act.record, act.head, act.named.get(LIFE, _NONE).keys())
    _change(act, desk)


def dismiss(act: Act, desk: Desk) -> None:
    for name, named in act.named.items():
        dismiss_heads(act.record, act.spec.groups[name], named.keys(), desk.arrival.received_at)
    _change(act, desk)


def erase(act: Act, desk: Desk) -> None:
    """Takes every word of the record, of its parts and of what was refused of it, wherever the actor may."""
    whole = act.record.record
    for each in (*falls_with(whole, desk.found, desk.actor.streams), act.record):
        erase_record(each)
        if each.record == whole:
            each.recent = act.record.recent  # a repeated erase finds its receipt wherever it looks
        desk.change(each)
    desk.erased.append(whole)


ACTS: dict[Op, Callable[[Act, Desk], None]] = {
    Op.EDIT: edit, Op.REMOVE: remove, Op.RESTORE: restore, Op.DISMISS: dismiss, Op.ERASE: erase
}  # fmt: skip


def _change(act: Act, desk: Desk) -> None:
    act.record.state = state_of(act.record)
    desk.change(act.record)


def _change_members(act: Act, group: GroupSpec, change: Any) -> bool:
    """Each element is a register of its own. True when the set is now as the mutation wishes."""
    is_as_wished = True
    for element, is_in in [(each, True) for each in change.add] + [(each, False) for each in change.remove]:
        bases = act.named.get(f"{group.name}/{element}", _NONE)
        is_as_wished &= lay_member(act.record, group, element, act.head, is_in, bases.keys())
    return is_as_wished


def _stand(record: Record, desk: Desk) -> None:
    """Moves the record, with its parts, to where its visibility asks for, and leaves a place without content behind."""
    target = desk.stream_of(StreamKind.SHARED if is_shared(record) else StreamKind.OWN)
    if target is None or target == record.stream:
        return
    parts = [each for each in desk.found.naming(record.record) if each.entity in PARTS and each.stream == record.stream]
    if not is_shared(record):
        desk.hidden += [(each.stream, each.record) for each in (record, *parts)]
    for row in moved(record, parts, target):
        desk.change(row)
