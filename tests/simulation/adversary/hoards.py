"""As much as one push holds, of one kind, about one record.

And what then makes the server go through all of it.
"""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise

import msgspec

from domain.records import singleton_id
from tests.simulation.adversary.cast import Wire
from tests.simulation.adversary.mutations import NOWHERE, Hand
from tests.simulation.adversary.oracle import VISIBILITY
from tests.simulation.adversary.tables import LIVE, Seen

MANY = 200
"""Mutations in one request."""
LARGEST = 2_000_000
"""Bytes, of 2 MiB that a request may have when it is unpacked."""
REGISTERS = 400
"""That one mutation may name."""
BASES = 50
"""Heads that one register of a mutation may name."""


def hoard(hand: Hand) -> list[Wire]:
    goal = goal_of(hand)
    return fitting(hand.rng.choice(HOARDS)(hand, goal)) if goal else [hand.made() for _ in range(3)]


def strike(hand: Hand) -> list[Wire]:
    goal = goal_of(hand)
    return (
        fitting(hand.rng.choice(STRIKES)(hand, goal)) if goal else [hand.made() for _ in range(3)]
    )


def fitting(told: list[Wire]) -> list[Wire]:
    """As many of them as a request may hold."""
    sizes = list(accumulate(len(msgspec.json.encode(each)) for each in told))
    return told[: bisect_right(sizes, LARGEST)]


def goal_of(hand: Hand) -> Seen | None:
    """The one goal that all of it is about."""
    mine = [
        row
        for row in hand.rows
        if row.entity == "goal"
        and row.state == LIVE
        and hand.roles.get(row.stream) == "participant"
    ]
    return min(mine, key=lambda row: row.record) if mine else None


def _many(hand: Hand, goal: Seen, at: Callable[[int], Wire]) -> list[Wire]:
    return [
        hand.write(goal.entity, goal.record, stream=goal.stream) | at(number)
        for number in range(MANY)
    ]


def heads(hand: Hand, goal: Seen) -> list[Wire]:
    """None of them named by the others."""
    group, field = hand.rng.choice(
        (("words", "title"), ("status", "status"), ("confidence", "confidence"))
    )
    values = {"title": "x", "status": "active", "confidence": 1}
    return _many(hand, goal, lambda _: {"set": {group: {field: values[field]}}})


def statuses(hand: Hand, goal: Seen) -> list[Wire]:
    return _many(hand, goal, lambda _: {"set": {"status": {"status": "active"}}})


def elements(hand: Hand, goal: Seen) -> list[Wire]:
    return _many(
        hand,
        goal,
        lambda at: {
            "set": {"tags": {"add": [f"{at}-{each}-{hand.rng.randrange(99)}" for each in range(8)]}}
        },
    )


def takings(hand: Hand, goal: Seen) -> list[Wire]:
    """Elements that no one put in, by the hundred."""
    return _many(
        hand,
        goal,
        lambda at: {"set": {"tags": {"remove": [f"{at}-{each}" for each in range(100)]}}},
    )


def parts(hand: Hand, goal: Seen) -> list[Wire]:
    return [
        hand.write(
            "goal_step",
            hand.fresh(),
            stream=goal.stream,
            set={"goal": {"goal": goal.record}, "words": {"text": "x"}},
        )
        for _ in range(MANY)
    ]


def refusals(hand: Hand, goal: Seen) -> list[Wire]:
    return _many(hand, goal, lambda _: {"set": {"words": {"title": "", "why": "x" * 300}}})


def chain(hand: Hand, goal: Seen) -> list[Wire]:
    """Refused, each naming the one before."""
    told = _many(hand, goal, lambda _: {"set": {"words": {"title": ""}}})
    for before, after in pairwise(told):
        after["base"] = {"words": [[before["id"]]]}
    return told


def spans(hand: Hand, goal: Seen) -> list[Wire]:
    """Quiet hours, of which every head is shown."""
    record = singleton_id(hand.uuid, "notification_settings")
    account = next(stream for stream, role in hand.roles.items() if role == "self")
    told = [
        {"since": f"{at % 24:02}:{hand.rng.randrange(60):02}", "until": "08:00"} for at in range(7)
    ]
    return [
        hand.write("notification_settings", record, stream=account, set={"quiet": {"quiet": told}})
        for _ in range(MANY)
    ]


def moves(hand: Hand, goal: Seen) -> list[Wire]:
    return _many(hand, goal, lambda at: {"set": {VISIBILITY: {"shared": bool(at % 2)}}})


def erases(hand: Hand, goal: Seen) -> list[Wire]:
    """Of what is there and of what is not, the whole last."""
    mine = [
        row
        for row in hand.rows
        if row.stream == goal.stream and row.state == LIVE and row.record != goal.record
    ][: MANY // 2]
    told = [hand.write(row.entity, row.record, stream=row.stream, op="erase") for row in mine]
    told += [
        hand.write("goal", hand.fresh(), stream=goal.stream, op="erase")
        for _ in range(MANY - 1 - len(told))
    ]
    return [*told, hand.write("goal", goal.record, stream=goal.stream, op="erase")]


def namings(hand: Hand, goal: Seen) -> list[Wire]:
    """Bases by the thousand: of the history, of others, and of none."""
    known = [[each, [hand.now, 0, 0, 0]] for each in goal.history][-BASES:] or [
        [NOWHERE, [0, 0, 0, 0]]
    ]
    return _many(
        hand,
        goal,
        lambda at: {
            "base": {"words": known, "tags/x": known},
            "set": {"words": {"title": f"{at}"}},
        },
    )


def removals(hand: Hand, goal: Seen) -> list[Wire]:
    covers = {register: heads[:BASES] for register, heads in [*goal.heads.items()][:REGISTERS]}
    return _many(
        hand,
        goal,
        lambda at: {
            "op": "remove" if at % 2 == 0 else "restore",
            "base": covers if at % 2 == 0 else {"life": []},
        },
    )


def dismissals(hand: Hand, goal: Seen) -> list[Wire]:
    return _many(
        hand,
        goal,
        lambda at: {"op": "dismiss", "base": {"words": goal.heads.get("words", [])[at : at + 5]}},
    )


HOARDS = (heads, statuses, elements, takings, parts, refusals, chain, spans)
STRIKES = (
    heads,
    statuses,
    elements,
    takings,
    spans,
    moves,
    erases,
    namings,
    removals,
    dismissals,
    chain,
)
