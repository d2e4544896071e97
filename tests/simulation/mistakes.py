"""Mutations that must be refused, each with its code.

The words in them are kept like any others.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.declare import Role, StreamKind
from tests.simulation.fates import Frozen
from tests.simulation.hands import Hands
from tests.simulation.screen import Seen, screen
from tests.simulation.words import TOO_LONG, illegal_move
from tests.simulation.writable import EDITED


def over_long_create(hands: Hands) -> Frozen | None:
    made = hands.create()
    worded = [name for name in ("words", "who") if made and name in made.groups]
    return _spoiled(made, worded[0]) if made and worded else made


def over_long_edit(hands: Hands) -> Frozen | None:
    seen = (
        _any(hands, ("goal", "plan_item", "journal_note"))
        if hands.role is Role.PARTICIPANT
        else None
    )
    if seen is None:
        return None
    group = hands.rng.choice(["words", "measure"]) if seen.entity == "goal" else "words"
    return _edit(
        hands, seen, group, hands._value(seen.entity, group, {}), "too_long", lengthen=True
    )


def over_long_part(hands: Hands) -> Frozen | None:
    seen = (
        _any(hands, ("goal_step",))
        if hands.role is Role.PARTICIPANT and hands.phone.schema > 1
        else None
    )
    return (
        _edit(
            hands, seen, "words", hands._value("goal_step", "words", {}), "too_long", lengthen=True
        )
        if seen
        else None
    )


def over_long_tag(hands: Hands) -> Frozen | None:
    seen = (
        _any(hands, ("goal",))
        if hands.role is Role.PARTICIPANT and hands.phone.schema > 1
        else None
    )
    if seen is None:
        return None
    element = hands.words.text(hands.rng, plain=True) + TOO_LONG
    change = {"tags": {"add": [element], "remove": []}}
    return hands._freeze(
        seen.entity,
        seen.record,
        seen.stream,
        change,
        {f"tags/{element}": []},
        flaw="too_long",
        flaw_at="tags.add",
    )


def illegal(hands: Hands) -> Frozen | None:
    seen = _any(hands, ("goal",)) if hands.role is Role.PARTICIPANT else None
    return _edit(hands, seen, "status", illegal_move(hands.rng), "illegal_move") if seen else None


def rewritten(hands: Hands) -> Frozen | None:
    """An edit of what is only ever appended to."""
    entity, group = (
        ("check_in", "answers") if hands.role is Role.PARTICIPANT else ("encouragement", "words")
    )
    seen = _any(hands, (entity,))
    return (
        _edit(hands, seen, group, hands._value(entity, group, {}), "append_only") if seen else None
    )


def overreach(hands: Hands) -> Frozen | None:
    """What another role writes: of a note the words or the answer.

    For a peer, a goal of the participant's.
    """
    if hands.role is Role.PARTICIPANT:
        seen = _any(hands, ("nudge_plan",))
        return (
            _edit(hands, seen, "words", hands._value("nudge_plan", "words", {}), "not_yours")
            if seen
            else None
        )
    goal = _any(hands, ("goal",))
    if goal:
        return _edit(hands, goal, "words", hands._value("goal", "words", {}), "not_yours")
    seen = _any(hands, ("encouragement",))
    return (
        _edit(hands, seen, "answer", hands._value("encouragement", "answer", {}), "not_yours")
        if seen
        else None
    )


def out_of_bounds(hands: Hands) -> Frozen | None:
    if hands.role is not Role.PARTICIPANT:
        return None
    answers = {**hands._value("check_in", "answers", {}), "mood": 9}
    frozen = _fresh(hands, "check_in", {"answers": answers})
    return msgspec.structs.replace(frozen, flaw="invalid", flaw_at="answers.mood")


def unheard_group(hands: Hands) -> Frozen | None:
    seen = _any(hands, ("goal", "nudge_plan"))
    groups = {"colour": {"text": hands.words.text(hands.rng)}}
    ours = seen and seen.entity in EDITED[hands.role]
    return (
        hands._freeze(
            seen.entity, seen.record, seen.stream, groups, {}, flaw="unknown_group", flaw_at="set"
        )
        if seen and ours
        else None
    )


def false_singleton(hands: Hands) -> Frozen:
    """A singleton's id derives from its owner."""
    stream = hands.rights.stream(hands.phone.seat.person, StreamKind.ACCOUNT)
    groups = {"name": hands._value("profile", "name", {})}
    return hands._freeze(
        "profile",
        hands.ids.at(hands.clock),
        stream,
        groups,
        {},
        flaw="wrong_stream",
        flaw_at="record",
    )


def for_good(hands: Hands) -> Frozen | None:
    """What no one removes."""
    seen = _any(hands, ("encouragement", "nudge_plan", "assignment"))
    bases = {group: seen.named(group, every=True) for group in seen.heads} if seen else {}
    return (
        hands._freeze(seen.entity, seen.record, seen.stream, {}, bases, op="remove")
        if seen
        else None
    )


def unreadable(hands: Hands) -> Frozen:
    """It has an id and nothing else that can be relied on."""
    spoil: dict[str, Any] = hands.rng.choice(
        ({"n": "soon"}, {"at": None}, {"mood": "blue"}, {"set": ["words"]}, {"op": "shout"})
    )
    frozen = _fresh(hands, "journal_note", {"words": {"text": hands.words.text(hands.rng)}})
    id_ = frozen.id if hands.rng.random() < 0.8 else f"mutation {frozen.id}"
    return msgspec.structs.replace(
        frozen,
        id=id_,
        wire={**frozen.wire, "id": id_, **spoil, "note": frozen.tokens[0]},
        flaw="malformed",
    )


def unheard_of(hands: Hands) -> Frozen:
    return _fresh(
        hands,
        "dream_diary",
        {"words": {"text": hands.words.text(hands.rng)}},
        flaw="unknown_entity",
    )


MISTAKES: dict[str, Callable[[Hands], Frozen | None]] = {
    mistake.__name__: mistake
    for mistake in (
        over_long_create,
        over_long_edit,
        over_long_part,
        over_long_tag,
        overreach,
        illegal,
        rewritten,
        for_good,
        unheard_group,
        unreadable,
        unheard_of,
        out_of_bounds,
        false_singleton,
    )
}


def _any(hands: Hands, entities: tuple[str, ...]) -> Seen | None:
    return hands._recent(
        [each for each in screen(hands.phone) if not each.removed and each.entity in entities]
    )


def _edit(
    hands: Hands,
    seen: Seen,
    group: str,
    value: dict[str, Any],
    flaw: str,
    *,
    lengthen: bool = False,
) -> Frozen:
    frozen = hands._freeze(
        seen.entity,
        seen.record,
        seen.stream,
        {group: value},
        {group: seen.named(group)},
        flaw=flaw,
        flaw_at=group,
    )
    return _spoiled(frozen, group) if lengthen else frozen


def _spoiled(frozen: Frozen, group: str) -> Frozen:
    """With a text past its limit."""
    long = [
        field
        for field, text in frozen.groups[group].items()
        if any(token in str(text) for token in frozen.tokens)
    ]
    value = {
        field: text + TOO_LONG if field in long else text
        for field, text in frozen.groups[group].items()
    }
    groups = {**frozen.groups, group: value}
    return msgspec.structs.replace(
        frozen,
        groups=groups,
        wire={**frozen.wire, "set": groups},
        flaw="too_long",
        flaw_at=f"{group}.{long[0]}",
    )


def _fresh(hands: Hands, entity: str, groups: dict[str, Any], flaw: str | None = None) -> Frozen:
    kind = StreamKind.OWN if hands.role is Role.PARTICIPANT else StreamKind.ACCOUNT
    stream = hands.rights.stream(hands.phone.seat.person, kind)
    return hands._freeze(entity, hands.ids.at(hands.clock), stream, groups, {}, flaw=flaw)
