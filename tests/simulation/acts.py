"""What people do beside writing and removing: tag, put in order, share, let go, erase."""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.declare import STRICT, Role, Rule, StreamKind
from domain.entities import SPECS
from tests.simulation.fates import UNKNOWN_TO_ANYONE, Frozen
from tests.simulation.hands import Hands
from tests.simulation.histories import VISIBILITY
from tests.simulation.screen import Seen, screen

TAGS = ("calm", "housing", "job")
ENTRIES = tuple(f"00000000-0000-7000-8000-{number:012}" for number in (1, 2, 3))
"""Of a library, by their record ids."""

WHOLES = {"goal_step": "goal", "goal_progress": "goal", "recovery_period": "recovery_clock"}
MADE = {
    "goal_step": 5,
    "goal_progress": 3,
    "recovery_period": 2,
    "recovery_clock": 3,
    "setback": 2,
    "support_flag": 2,
}
ALONE = {"recovery_clock": ("words",), "setback": ("words",), "support_flag": ("ask",)}
SHOWN = ("goal", "plan_item", "journal_note", "check_in", "setback", "recovery_clock", "use_report")
ERASED = (*SHOWN, *WHOLES, "support_contact", "refused_write", "support_flag")


def make(hands: Hands) -> Frozen | None:
    """A step, some progress, a setback, a clock with its periods, a flag."""
    if hands.role is not Role.PARTICIPANT:
        return None
    entity = hands._of(MADE)
    if entity in WHOLES:
        return part(hands, entity)
    stream = hands._stream_for(entity)
    if stream is None:
        return None
    return hands._freeze(
        entity, hands.ids.at(hands.clock), stream, _values(hands, entity, ALONE[entity]), {}
    )


def part(hands: Hands, entity: str) -> Frozen | None:
    whole = _one(hands, (WHOLES[entity],))
    if whole is None:
        return None
    named = SPECS[entity].policy.part_of
    assert named, "it is a part"
    groups = [
        group
        for group, each in SPECS[entity].groups.items()
        if each.required or (group == "order" and hands.rng.random() < 0.5)
    ]
    values = _values(hands, entity, groups)
    values[named[0]] = {**values[named[0]], named[1]: whole.record}
    return hands._freeze(entity, hands.ids.at(hands.clock), whole.stream, values, {})


def say_use(hands: Hands) -> Frozen | None:
    """Beside a check-in that may be shared, or alone."""
    if not _is_participant(hands) or (stream := hands._stream_for("use_report")) is None:
        return None
    groups = _values(hands, "use_report", ("answer",))
    check_in = hands._recent(
        [each for each in screen(hands.phone) if not each.removed and each.entity == "check_in"]
    )
    groups["answer"] |= {"check_in": check_in.record} if check_in else {}
    return hands._freeze("use_report", hands.ids.at(hands.clock), stream, groups, {})


def take_back(hands: Hands) -> Frozen | None:
    """What was asked of someone. Once it is taken back on any phone it stays so."""
    seen = _one(hands, ("support_flag",))
    return hands._edit(seen, {"withdrawn"}) if seen else None


def say_hours(hands: Hands) -> Frozen | None:
    """When a peer usually answers, in the assignment that the program wrote."""
    if hands.role is not Role.PEER:
        return None
    seen = hands._recent(
        [each for each in screen(hands.phone) if not each.removed and each.entity == "assignment"]
    )
    return hands._edit(seen, {"hours"}) if seen else None


def tag(hands: Hands) -> Frozen | None:
    """Elements of a set come and go, each with a base of its own."""
    seen = _one(hands, ("goal",))
    if seen is None:
        return None
    return _change(
        hands,
        seen,
        "tags",
        TAGS,
        [hands.words.text(hands.rng, plain=True)] if hands.rng.random() < 0.3 else [],
    )


def favour(hands: Hands) -> Frozen | None:
    return (
        _change(hands, _singleton(hands, "favourites", StreamKind.OWN), "resources", ENTRIES)
        if _is_participant(hands)
        else None
    )


def arrange(hands: Hands) -> Frozen | None:
    seen = _one(hands, ("goal_step", "plan_item"))
    return hands._edit(seen, {"order"}) if seen else None


def amend(hands: Hands) -> Frozen | None:
    """Another group of what the newer entities have."""
    groups = {
        "goal_step": ("words", "due", "done"),
        "recovery_clock": ("words", "current", "hidden"),
        "recovery_period": ("dates",),
    }
    seen = _one(hands, tuple(groups))
    return hands._edit(seen, {hands.rng.choice(groups[seen.entity])}) if seen else None


def show(hands: Hands) -> Frozen | None:
    """To the peer, or to oneself alone."""
    seen = _one(hands, SHOWN)
    return hands._edit(seen, {VISIBILITY}) if seen else None


def hide(hands: Hands) -> Frozen | None:
    seen = _one(hands, SHOWN)
    if seen is None:
        return None
    return hands._freeze(
        seen.entity,
        seen.record,
        seen.stream,
        {VISIBILITY: {"shared": False}},
        {VISIBILITY: seen.named(VISIBILITY)},
    )


def dismiss(hands: Hands) -> Frozen | None:
    offered = [
        (each, group)
        for each in screen(hands.phone)
        if not each.removed
        for group in each.kept
        if _is_offered(hands, each, group)
    ]
    if not offered:
        return None
    seen, group = hands.rng.choice(offered)
    named = [head[:2] for head in seen.heads[group][1:] if head[0] in seen.kept[group]]
    named = hands.rng.sample(named, hands.rng.randint(1, len(named))) if named else []
    return (
        hands._freeze(seen.entity, seen.record, seen.stream, {}, {group: named}, op="dismiss")
        if named
        else None
    )


def regret(hands: Hands) -> Frozen | None:
    """Takes back a version that was let go: an edit that writes it again and names every head."""
    let_go = [
        (each, group)
        for each in screen(hands.phone)
        if not each.removed
        for group in each.dismissed
        if each.dismissed[group]
    ]
    if not let_go:
        return None
    seen, group = hands.rng.choice(let_go)
    return hands._write_again(seen, group, [*seen.dismissed[group].values()])


def erase(hands: Hands) -> Frozen | None:
    """For good. A thing of the last minute is often one that the server never saw."""
    if not _is_participant(hands):
        return None
    everything = [
        each
        for each in screen(hands.phone)
        if each.entity in ERASED and each.state in ("live", "removed")
    ]
    seen = hands._recent(everything)
    if hands.rng.random() < 0.15 and hands.focus[0] is None:
        return erase_singleton(hands)
    return (
        hands._freeze(seen.entity, seen.record, seen.stream, {}, {}, op="erase")
        if seen and seen.entity != "refused_write"
        else None
    )


def erase_singleton(hands: Hands) -> Frozen | None:
    if not _is_participant(hands):
        return None
    seen = _singleton(hands, "favourites", StreamKind.OWN)
    return (
        hands._freeze(seen.entity, seen.record, seen.stream, {}, {}, op="erase")
        if seen.heads
        else None
    )


def ahead(hands: Hands) -> Frozen | None:
    """Written by an app that came out before this server."""
    if not _is_participant(hands):
        return None
    stream = hands.rights.stream(hands.phone.seat.person, StreamKind.OWN)
    frozen = hands._freeze(
        "journal_note",
        hands.ids.at(hands.clock),
        stream,
        _values(hands, "journal_note", ("words",)),
        {},
    )
    return msgspec.structs.replace(frozen, wire={**frozen.wire, "schema": UNKNOWN_TO_ANYONE})


Act = Callable[[Hands], Frozen | None]
NEWER: dict[str, Act] = {
    each.__name__: each
    for each in (
        make,
        tag,
        favour,
        arrange,
        amend,
        show,
        hide,
        dismiss,
        regret,
        erase,
        erase_singleton,
        ahead,
        say_use,
        take_back,
        say_hours,
    )
}
"""What an app of schema 1 knows nothing of."""


def _is_participant(hands: Hands) -> bool:
    return hands.role is Role.PARTICIPANT


def _one(hands: Hands, entities: tuple[str, ...]) -> Seen | None:
    if not _is_participant(hands):
        return None
    return hands._recent(
        [each for each in screen(hands.phone) if not each.removed and each.entity in entities]
    )


def _singleton(hands: Hands, entity: str, kind: StreamKind) -> Seen:
    person = hands.phone.seat.person
    return hands._own_singleton(entity, hands.rights.stream(person, kind))


def _change(
    hands: Hands, seen: Seen, group: str, elements: tuple[str, ...], new: list[str] | None = None
) -> Frozen:
    """Some of the elements come or go, and all of the new ones come."""
    field = SPECS[seen.entity].groups[group].fields[0]
    held = set(seen.body.get(group, {}).get(field, []))
    change: dict[str, list[str]] = {"add": [], "remove": []}
    for element in [*hands.rng.sample(elements, hands.rng.randint(1, len(elements))), *(new or [])]:
        change["remove" if element in held else "add"].append(element)
    registers = {
        f"{group}/{element}": seen.named(f"{group}/{element}")
        for each in change.values()
        for element in each
    }
    return hands._freeze(seen.entity, seen.record, seen.stream, {group: change}, registers)


def _is_offered(hands: Hands, seen: Seen, group: str) -> bool:
    declared = SPECS[seen.entity].groups.get(group)
    own = declared and (
        declared.writer is hands.role or (declared.writer is Role.SELF and seen.entity == "profile")
    )
    return bool(
        own and declared and declared.rule not in (*STRICT, Rule.MEMBERS) and seen.kept[group]
    )


def _values(hands: Hands, entity: str, groups: Any) -> dict[str, Any]:
    return {group: hands._value(entity, group, {}) for group in groups}
