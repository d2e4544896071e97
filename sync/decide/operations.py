"""What each kind of mutation does to its record: edit, remove, restore, dismiss, erase.

Once it may. Pure.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

from msgspec import Struct

from domain.achievement import pass_on_rank, rank_of
from domain.admission import AdmittedGroups
from domain.declare import Rule
from domain.entity_specs import EntitySpec, GroupSpec
from domain.erasure import erase_record, erased_with
from domain.keys import Key
from domain.records import LIFE, Head, Mutation, Op, Record
from domain.standing import VISIBILITY
from sync.decide.moving import check_move, move_to_visible_stream
from sync.decide.naming import Named
from sync.decide.push_state import NotApplied, PushState
from sync.decide.register import (
    check_elements,
    check_room,
    cover,
    dismiss_heads,
    is_register,
    restore_life,
    room_to_cover,
    state_of,
    write_head,
    write_member_head,
)
from sync.decide.versions import Versions

_NONE: Mapping[str, Key] = {}


class Operation(Struct):
    """A mutation about to be done.

    Afterwards `groups` says what became of each group that it wrote, `rank` its rank.
    """

    mutation: Mutation
    spec: EntitySpec
    record: Record
    admitted: AdmittedGroups
    named: Named
    head: Head
    groups: dict[str, Literal["shown", "kept"]] = {}
    rank: int = 0


def apply_edit(act: Operation, push: PushState) -> None:
    """Write each group of the mutation into its register."""
    if act.record.heads:
        _check_room(act)
    if VISIBILITY in act.admitted.values:
        # Before the first group is written: a move that has to wait must leave the record as it
        # was.
        check_move(act.record, push)
    for name, value in act.admitted.values.items():
        group, bases = act.spec.groups[name], act.named.get(name, _NONE).keys()
        if group.rule is Rule.STATUS:
            told = act.mutation.acknowledged.rank if act.mutation.acknowledged else 0
            act.rank = max(told, rank_of(act.record, bases, group.is_achieved(value)))
            if (
                act.rank
                and act.mutation.id in act.record.awaited.get(name, ())
                and pass_on_rank(act.record, name, act.mutation.id)
            ):
                Versions(act.record, group).sort()
        if group.rule is Rule.MEMBERS:
            is_shown = _change_members(act, group, value, push.arrival.received_at)
        else:
            is_shown = write_head(
                act.record,
                group,
                act.head,
                act.admitted.encoded(name),
                act.rank,
                bases,
                push.arrival.received_at,
            )
        act.groups[name] = "shown" if is_shown else "kept"
    _change(act, push)
    if VISIBILITY in act.groups:
        move_to_visible_stream(act.record, push)


def apply_remove(act: Operation, push: PushState) -> None:
    """Cover the heads that the mutation saw."""
    room = room_to_cover(act.record)
    for name, named in act.named.items():
        if is_register(act.spec, name):
            room -= cover(act.record, name, named.keys(), room)
    _change(act, push)


def apply_restore(act: Operation, push: PushState) -> None:
    """Join the life register, so that the record is there again."""
    restore_life(act.record, act.head, act.named.get(LIFE, _NONE).keys())
    _change(act, push)


def apply_dismiss(act: Operation, push: PushState) -> None:
    """Let the named versions go."""
    for name, named in act.named.items():
        dismiss_heads(act.record, act.spec.groups[name], named.keys(), push.arrival.received_at)
    _change(act, push)


def apply_erase(act: Operation, push: PushState) -> None:
    """Take every word of the record, of its parts and of what was refused of it.

    Wherever the actor may. Where that is more than one push takes, what goes with the record goes
    first, and the record when the erase comes again.
    """
    whole = act.record.record
    falling = erased_with(whole, push.found, push.actor.streams)
    # For the ledger, also where the erase is cut and comes again: noting it twice does no harm.
    push.erased.append(whole)
    if push.is_cut:
        _take_words(act, [each for each in falling if each.record != whole], push)
        raise NotApplied("deferred")
    _take_words(act, [*falling, act.record], push)


def _take_words(act: Operation, rows: list[Record], push: PushState) -> None:
    for each in rows:
        erase_record(each)
        if each.record == act.record.record:
            each.recent = act.record.recent  # a repeated erase finds its receipt wherever it looks
        push.change(each)


OPERATIONS: dict[Op, Callable[[Operation, PushState], None]] = {
    Op.EDIT: apply_edit,
    Op.REMOVE: apply_remove,
    Op.RESTORE: apply_restore,
    Op.DISMISS: apply_dismiss,
    Op.ERASE: apply_erase,
}


def _change(act: Operation, push: PushState) -> None:
    act.record.state = state_of(act.record)
    push.change(act.record)


def _check_room(act: Operation) -> None:
    """Raise Refused before anything is written: a mutation is applied whole or not at all."""
    for name in act.admitted.values:
        group, value = act.spec.groups[name], cast(Any, act.admitted.values[name])
        if group.rule is Rule.MEMBERS:
            check_elements(act.record, group, value.add)
        elif name in act.record.dismissed:
            check_room(act.record, group, act.named.get(name, _NONE).keys())


def _change_members(act: Operation, group: GroupSpec, change: Any, at: int) -> bool:
    """Write each element of a set into its own register.

    Returns True when the set is now as the mutation wishes.
    """
    is_as_wished = True
    for element, is_in in [(each, True) for each in change.add] + [
        (each, False) for each in change.remove
    ]:
        bases = act.named.get(f"{group.name}/{element}", _NONE)
        is_as_wished &= write_member_head(
            act.record, group, element, act.head, is_in, bases.keys(), at
        )
    return is_as_wished
