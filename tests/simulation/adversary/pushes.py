"""What one person sends at once.

Several acts that meet, cursors that were made up, and what was sent before, again.
"""

import base64
import random
from typing import Any

import msgspec

from domain.entities import SPECS
from tests.simulation.adversary.cast import Wire
from tests.simulation.adversary.distortions import DISTORTIONS
from tests.simulation.adversary.mutations import COUNT, Hand
from tests.simulation.adversary.tables import HIDDEN, Seen

AGAINST = ("erase", "dismiss", "hide", "share", "remove", "restore", "edit", "part")
"""What a person does to a record of theirs: each against each, in every order."""
KINDS = {"strays": 30, "twins": 22, "opens": 18, "crossed": 18, "lawful": 22, "chain": 5}


def push(hand: Hand) -> list[Wire]:
    kind = hand.rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
    return SENT["opens" if _has_twins(hand) and hand.rng.random() < 0.4 else kind](hand)


def _any(hand: Hand) -> Wire:
    """An act, often with something that no app would send."""
    told = hand.any()
    return told | hand.rng.choice(DISTORTIONS)(hand, told) if hand.rng.random() < 0.4 else told


def _has_twins(hand: Hand) -> bool:
    return not {row.record for row in _own_rows(hand)}.isdisjoint(
        row.record for row in _foreign_rows(hand)
    )


def _strays(hand: Hand) -> list[Wire]:
    """Whatever the grammar allows, mostly about one record."""
    return [_any(hand) for _ in range(hand.rng.choice((1, 2, 3, 4)))]


def _twins(hand: Hand) -> list[Wire]:
    """A record of one's own under the id of another's, and acts on that id."""
    if (foreign := _foreign_rows(hand)) and hand.rng.random() < 0.7:
        hand.focus = hand.rng.choice(foreign)
    return [hand.twin(), *(_any(hand) for _ in range(hand.rng.choice((0, 0, 1, 2))))]


def _opens(hand: Hand) -> list[Wire]:
    """Act on an id that one has, while a refused mutation names the stream where another has it."""
    mine, foreign = _own_rows(hand), _foreign_rows(hand)
    ids = {row.record for row in mine}
    both = [row for row in foreign if row.record in ids]
    if both or foreign:
        hand.focus = hand.rng.choice(both or foreign)
    own = [row for row in mine if row.record == hand.focus.record]
    if own:
        acts = [act(hand, hand.rng.choice(own), hand.rng.choice(AGAINST[:4])), hand.naming()]
        hand.rng.shuffle(acts)
        return acts
    return [hand.twin()]


def _crossed(hand: Hand) -> list[Wire]:
    """Two or three acts on one record of one's own, in any order."""
    mine = [
        row
        for row in _own_rows(hand)
        if row.entity in ("goal", "plan_item", "journal_note", "recovery_clock", "setback")
    ]
    if not mine:
        return _strays(hand)
    row = hand.focus = hand.rng.choice(mine)
    return [
        act(hand, row, each) for each in hand.rng.choices(AGAINST, k=hand.rng.choice((2, 2, 3)))
    ]


def _lawful(hand: Hand) -> list[Wire]:
    """What an app would send: so that there is something to attack."""
    mine = _own_rows(hand)
    kinds = [hand.made, hand.made, hand.part]
    made = [hand.rng.choice(kinds)() for _ in range(hand.rng.choice((1, 1, 2)))]
    return (
        made if not mine or hand.rng.random() < 0.5 else [*made, hand.edit(hand.rng.choice(mine))]
    )


def _chain(hand: Hand) -> list[Wire]:
    """Refused acts, each naming the one before it, and one that names the last."""
    mine = [row for row in _own_rows(hand) if "words" in row.heads] or [hand.focus]
    row, told, named = hand.rng.choice(mine), [], None
    for _ in range(hand.rng.choice((3, 12, 40))):
        base: dict[str, Any] = {"words": [[named]]} if named else {}
        told.append(
            hand.write(
                row.entity, row.record, stream=row.stream, base=base, set={"words": {"unheard": 1}}
            )
        )
        named = told[-1]["id"]
    return [
        *told,
        hand.write(
            row.entity,
            row.record,
            stream=row.stream,
            base={"words": [[named]]},
            set={"words": {"title": "y"}},
        ),
    ]


def act(hand: Hand, row: Seen, kind: str) -> Wire:
    if kind in ("hide", "share"):
        return hand.moved(
            row, shared=kind == "share", base=hand.rng.choice(("true", "none", "empty"))
        )
    if kind == "edit":
        return hand.edit(row)
    if kind == "part":
        hand.focus = row
        return hand.part()
    return hand.other(row, kind, hand.rng.choice(("true", "true", "empty", "none")))


def _own_rows(hand: Hand) -> list[Seen]:
    """Records that the actor's role has made, in streams that the actor reads."""
    owned = {
        stream
        for stream, role in hand.roles.items()
        if role in ("participant", "self", "peer", "curator")
    }
    return [
        row
        for row in hand.rows
        if row.stream in owned and row.state != HIDDEN and row.entity not in ("", "refused_write")
    ]


def _foreign_rows(hand: Hand) -> list[Seen]:
    """Records of others that the actor reads."""
    return [
        row
        for row in hand.rows
        if row.entity in SPECS
        and hand.roles.get(row.stream, SPECS[row.entity].policy.created_by)
        != SPECS[row.entity].policy.created_by
    ]


SENT = {
    "strays": _strays,
    "twins": _twins,
    "opens": _opens,
    "crossed": _crossed,
    "lawful": _lawful,
    "chain": _chain,
}


def cursor(rng: random.Random, true: str | None) -> str | None:
    """The device's own, none, or one that was made up out of it."""
    if true is None or rng.random() < 0.7:
        return true if rng.random() < 0.8 else None
    try:
        told = msgspec.msgpack.decode(base64.urlsafe_b64decode(true + "=" * (-len(true) % 4)))
    except (msgspec.DecodeError, ValueError):
        return true
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(_forged(rng, told))).decode().rstrip("=")


def _forged(rng: random.Random, told: Any) -> Any:
    """With numbers at the edges, streams of others, or a first read that never began."""
    epoch, person, device, marks, first = [*told, None][:5]
    huge = rng.choice((0, 2**31, 2**63 - 1, 2**63, -(2**63), COUNT))
    kinds: list[list[Any]] = [
        [
            epoch,
            person,
            device,
            {stream: [grant, huge] for stream, (grant, _) in marks.items()},
            first,
        ],
        [
            epoch,
            person,
            device,
            {stream: [grant, seq] for stream, (grant, seq) in marks.items()} | {huge: [1, 1]},
            first,
        ],
        [epoch, person, device, {stream: [huge, seq] for stream, (_, seq) in marks.items()}, first],
        [f"{epoch}\0", person, device, marks, first],
        [
            epoch,
            person,
            device,
            {},
            [
                {stream: [grant, huge] for stream, (grant, _) in marks.items()},
                "\0",
                [huge, huge, huge],
            ],
        ],
        [
            epoch,
            person,
            device,
            {},
            [marks, rng.choice(("", "\0", "z" * 300)), [rng.choice((-1, 3, 2**31)), 0, 0]],
        ],
    ]
    return rng.choice(kinds)
