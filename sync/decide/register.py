"""A field group as a multi-value register.

Writing a mutation into it, covering its heads, letting one go, bringing it back.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TypeVar

import msgspec
from msgspec import Raw

from domain.bounds import AHEAD, AHEAD_IN_ALL, ELEMENTS, HEADS, LET_GO, SET_HEADS
from domain.declare import Rule
from domain.entity_specs import EntitySpec, GroupSpec
from domain.records import LIFE, Head, Record, State
from domain.validation import Refused
from sync.decide.merge import RankedHead, union_of_values
from sync.decide.versions import Versions

T = TypeVar("T")

MOST_OF_AN_ELEMENT = 40
"""Characters of an element of a set: a word, or a record's id."""

_NOTHING = Raw(b"{}")
_TRUTH = {False: Raw(b"false"), True: Raw(b"true")}


def write_head(
    record: Record,
    group: GroupSpec,
    head: Head,
    value: Raw,
    rank: int,
    named: AbstractSet[str],
    at: int,
    most: int = HEADS,
) -> bool:
    """Replace the named mutations by this head, unless something applied already names it.

    True when the group now shows the value (of a union: when it is part of what is shown). Where
    there are as many heads as there may be (`most`) the least is let go; `at` is when, in
    milliseconds.
    """
    if (
        not named and group.name not in record.heads and group.name not in record.awaited
    ):  # most writes are the first of their group
        record.body[group.name], record.heads[group.name] = value, [head]
        return True
    is_superseded = _await_others(record, group.name, head.id, named)
    versions = Versions(record, group)
    versions.take(named)
    # What replaces it came first: its value must not come back as a version to choose from.
    if is_superseded:
        versions.stand(RankedHead(head, value, rank))
    else:
        versions.join(RankedHead(head, value, rank), at, most)
    versions.close()
    _uncover(record, group.name, named)
    return versions.shows(head)


def write_member_head(
    record: Record,
    group: GroupSpec,
    element: str,
    head: Head,
    is_in: bool,
    named: AbstractSet[str],
    at: int,
) -> bool:
    """Write the register of one element of a set, as `write_head`.

    The group's body, which lists the elements, is written by `write_merged_bodies`.
    """
    elements, register = (
        _elements(record, group),
        msgspec.structs.replace(group, name=f"{group.name}/{element}"),
    )
    before = len(record.heads.get(register.name, ()))
    versions = record.opened().versions
    if not before and not is_in and len(record.heads) > ELEMENTS:
        return True  # it was never there, and there is no room to remember that it was not wanted
    record.body[register.name] = _TRUTH[element in elements]
    # At the bound of the whole set an element keeps as many heads as it has, and at least one.
    most = HEADS if versions[group.name] < SET_HEADS else max(before, 1)
    is_shown = write_head(record, register, head, _TRUTH[is_in], 0, named, at, most)
    (elements.add if record.body.pop(register.name) == _TRUTH[True] else elements.discard)(element)
    versions[group.name] += len(record.heads[register.name]) - before
    return is_shown


def write_merged_bodies(record: Record, spec: EntitySpec) -> None:
    """Write what several operations of one push have changed together: sets and unions."""
    for name in record.at_hand.unsettled if record.at_hand else ():
        group, at_hand = spec.groups[name], record.opened()
        if group.rule is Rule.MEMBERS:
            record.body[name] = Raw(
                msgspec.json.encode({group.fields[0]: sorted(at_hand.elements[name])})
            )
        elif len(record.heads[name]) > 1:
            record.body[name] = union_of_values(
                group, [record.kept[name][head.id] for head in record.heads[name]]
            )
    if record.at_hand:
        record.at_hand.unsettled.clear()


def is_register(spec: EntitySpec, name: str) -> bool:
    """Return whether heads can stand under this name: a group, an element of a set, or restores."""
    group, _, element = name.partition("/")
    if not element:
        return name in spec.groups or name == LIFE
    return (
        len(element) <= MOST_OF_AN_ELEMENT
        and group in spec.groups
        and spec.groups[group].rule is Rule.MEMBERS
    )


def check_room(record: Record, group: GroupSpec, named: AbstractSet[str]) -> None:
    """Raise Refused where one more version has no room among those that will be let go.

    What names what was on the screen never needs such room.
    """
    if len(record.dismissed.get(group.name, ())) >= LET_GO and not any(
        head.id in named for head in record.heads.get(group.name, ())
    ):
        raise Refused("too_many", group.name)


def check_elements(record: Record, group: GroupSpec, added: Iterable[str]) -> None:
    """Raise Refused where a set has had as many elements as it may."""
    new = {element for element in added if f"{group.name}/{element}" not in record.heads}
    if new and len(record.heads) + len(new) > ELEMENTS:
        raise Refused("too_many", group.name)


def dismiss_heads(record: Record, group: GroupSpec, named: AbstractSet[str], at: int) -> None:
    """Let versions go, now or when they come, and keep their words aside; `at` in ms."""
    if not named:
        return
    noted = record.dismissed_at.setdefault(group.name, {})
    versions = Versions(record, group)
    is_as_it_was = versions.is_of_those_let_go
    known = {head.id for head in versions.heads}
    for each in sorted(named):
        if each in known or len(noted) < LET_GO + AHEAD:
            noted.setdefault(each, at)
    if not is_as_it_was:
        versions.let_go()
    versions.close()


def restore_life(record: Record, head: Head, named: AbstractSet[str]) -> None:
    """Join the life register: no earlier remove covers this head, so the record is back."""
    heads = [each for each in record.heads.get(LIFE, []) if each.id not in named]
    if not (_await_others(record, LIFE, head.id, named) and heads):
        heads.append(head)
    # Only the newest: any one uncovered head is enough for the record to be there.
    record.heads[LIFE] = heads[-HEADS:]
    _uncover(record, LIFE, named)


def room_to_cover(record: Record) -> int:
    """Return how many heads that have yet to come may be covered beside those that are."""
    return max(AHEAD_IN_ALL - sum(map(len, record.covered.values())), 0)


def cover(record: Record, group: str, named: AbstractSet[str], most: int) -> int:
    """Cover the heads that a remove saw; return how many heads it took up.

    Also those that it saw and this server has yet to see again: of these at `most` so many.
    """
    heads, covered = (
        {head.id for head in record.heads.get(group, [])},
        record.covered.get(group, []),
    )
    ahead = (
        [each for each in sorted(named - heads) if not record.has(each)] if named - heads else []
    )
    room = max(HEADS + AHEAD - len(covered), 0) if heads or len(record.covered) < ELEMENTS else 0
    now_covered = sorted({*covered, *(named & heads), *ahead[: min(room, most)]})
    _put(record.covered, group, now_covered)
    return len(now_covered) - len(covered)


def state_of(record: Record) -> State:
    """Return REMOVED while every head of every group is covered, else LIVE."""
    if not record.covered:
        return State.LIVE
    for group, heads in record.heads.items():
        covered = frozenset(record.covered.get(group, ()))
        if any(head.id not in covered for head in heads):
            return State.LIVE
    return State.REMOVED


def _await_others(record: Record, group: str, mutation: str, named: AbstractSet[str]) -> bool:
    """Note what is named before it came.

    True where this mutation itself was named so: it is superseded at once.
    """
    awaited = record.awaited.get(group, [])
    unknown = (
        [
            each
            for each in named - {head.id for head in record.heads.get(group, ())}
            if not record.has(each)
        ]
        if named
        else ()
    )
    place = bisect_left(awaited, mutation)
    is_awaited = place < len(awaited) and awaited[place] == mutation
    if not is_awaited and not unknown:
        return False
    in_all = _awaited_in_all(record)
    before = len(awaited)
    if is_awaited:
        del awaited[place]
    # Sorted, so that two servers that see the same mutations remember the same ones.
    for each in sorted(unknown)[: max(min(AHEAD - len(awaited), AHEAD_IN_ALL - in_all), 0)]:
        if each != mutation and not _is_among(awaited, each):
            insort(awaited, each)
    record.opened().awaited = in_all + len(awaited) - before
    _put(record.awaited, group, awaited)
    return is_awaited


def _awaited_in_all(record: Record) -> int:
    """Return how many mutations are awaited in all registers, counted once in a push."""
    counted = record.opened().awaited
    return sum(map(len, record.awaited.values())) if counted is None else counted


def _is_among(ids: list[str], id_: str) -> bool:
    place = bisect_left(ids, id_)
    return place < len(ids) and ids[place] == id_


def _elements(record: Record, group: GroupSpec) -> set[str]:
    """Return the elements of a set.

    Several phones together may have put in more than one mutation may, so the declared length is
    not asked for.
    """
    at_hand = record.opened()
    at_hand.unsettled.add(group.name)
    if group.name not in at_hand.elements:
        body = msgspec.json.decode(record.body.get(group.name, _NOTHING), type=dict[str, list[str]])
        at_hand.elements[group.name] = set(body.get(group.fields[0], []))
        at_hand.versions[group.name] = sum(
            len(heads) for name, heads in record.heads.items() if name.startswith(f"{group.name}/")
        )
    return at_hand.elements[group.name]


def _uncover(record: Record, group: str, named: AbstractSet[str]) -> None:
    if named and group in record.covered:
        _put(record.covered, group, [each for each in record.covered[group] if each not in named])


def _put(where: dict[str, T], group: str, value: T) -> None:
    if value:
        where[group] = value
    else:
        where.pop(group, None)
