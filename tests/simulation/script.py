"""What happens in a run, as a list that can be read, shortened and kept.

One integer makes one list.
"""

import random
from typing import NamedTuple

Script = tuple[tuple[str, int, int], ...]
"""Events as they are kept: kind, who, draw."""


class Event(NamedTuple):
    """`who` is a device by its place in the cast.

    Everything else about the event is drawn from `draw` when it happens.
    """

    kind: str
    who: int
    draw: int


ACTS = {
    "create": 13,
    "edit": 28,
    "move": 5,
    "remove": 8,
    "restore": 7,
    "choose": 6,
    "settle": 11,
    "share": 8,
    "apart": 22,
}
NEWER = {
    "make": 22,
    "tag": 10,
    "favour": 4,
    "arrange": 6,
    "amend": 6,
    "show": 12,
    "dismiss": 5,
    "regret": 2,
    "erase": 6,
    "ahead": 2,
} | {
    "say_use": 5,
    "take_back": 3,
    "say_hours": 3,
}
TURNS = {
    "cross": 60,
    "versions": 9,
    "begin_anew": 2,
    "bury_deep": 18,
    "whole_and_parts": 12,
    "refused_whole": 4,
}
MISTAKES = {
    "over_long_create": 3,
    "over_long_edit": 3,
    "over_long_part": 2,
    "over_long_tag": 2,
    "overreach": 2,
    "illegal": 6,
    "rewritten": 4,
    "for_good": 1,
    "unheard_group": 6,
    "unreadable": 1,
    "unheard_of": 1,
    "out_of_bounds": 2,
    "false_singleton": 1,
}
"""What is refused, each for a reason of its own."""
CLEAN = {"sync": 34, "pull": 4}
FAULTS = {
    "lose_request": 4,
    "lose_answer": 8,
    "repeat": 4,
    "delay": 4,
    "arrive": 3,
    "reorder": 4,
    "cut": 5,
    "tear": 2,
    "two_tabs": 4,
    "kill": 3,
    "wipe": 2,
    "old_cursor": 4,
    "back_up": 2,
    "restore_server": 2,
    "relapse": 5,
    "clone": 2,
    "set_back": 3,
    "lose_disk": 1,
    "app": 2,
    "clock": 6,
    "race": 4,
}
PROGRAM = {"reassign": 3, "unassign": 1, "race_reassign": 2, "nudge_due": 3, "flag_moves": 3}
"""What others do meanwhile. Sharing is switched by the phones themselves, as a write."""

KINDS = ACTS | NEWER | TURNS | MISTAKES | CLEAN | FAULTS | PROGRAM
LEAST_EVENTS, MOST_EVENTS, LEAST_FAULTS = 210, 270, 10
DEVICES = 10
"""As many as `cast.found` makes."""


def script_of(seed: int) -> list[Event]:
    """Return at least `LEAST_EVENTS` events with `LEAST_FAULTS` faults among them.

    They happen on some of the devices.
    """
    rng = random.Random(seed)
    present = sorted({0, 1, 6, *rng.sample(range(DEVICES), rng.randint(1, 4))})
    kinds = rng.choices(
        list(KINDS), weights=list(KINDS.values()), k=rng.randint(LEAST_EVENTS, MOST_EVENTS)
    )
    kinds += rng.choices(
        list(FAULTS), k=max(0, LEAST_FAULTS - sum(kind in FAULTS for kind in kinds))
    )
    kinds = ["sync"] * len(present) + kinds
    return [
        Event(kind, (present[place : place + 1] or [rng.choice(present)])[0], rng.getrandbits(32))
        for place, kind in enumerate(kinds)
    ]
