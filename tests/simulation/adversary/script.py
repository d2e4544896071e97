"""What happens in a run, as a list that can be read, shortened and kept.

One integer makes one list.
"""

import random

from tests.simulation.adversary.cast import CORA, DEVICES, DION, ELENA, MARCUS, RUTH, TABLET, TASHA
from tests.simulation.script import Event

KINDS = {
    "push": 100,
    "again": 14,
    "pull": 6,
    "stop": 5,
    "resume": 5,
    "trust": 5,
    "distrust": 4,
    "reassign": 6,
    "unassign": 3,
    "move_flag": 4,
    "nudge": 3,
    "wait": 4,
    "keep_house": 1,
}
WHO = {TASHA: 30, TABLET: 10, DION: 20, MARCUS: 22, ELENA: 20, RUTH: 4, CORA: 5}
LEAST, MOST = 22, 34
HOARDERS = 12
"""Of so many seeds one gathers as much as one person can, and strikes with it."""


def script_of(seed: int) -> list[Event]:
    rng = random.Random(seed)
    kinds = rng.choices(list(KINDS), weights=list(KINDS.values()), k=rng.randint(LEAST, MOST))
    if seed % HOARDERS == 0:
        kinds = kinds[:8] + ["hoard"] * rng.randint(3, 5) + ["strike"] * 2 + kinds[8:12]
    kinds.insert(rng.randint(0, 8), "back_up")
    who = rng.choices(list(WHO), weights=list(WHO.values()), k=len(kinds))
    focused = rng.choice((TASHA, DION)) if "hoard" in kinds else 0
    return [
        Event(kind, focused if kind in ("hoard", "strike") else seat, rng.getrandbits(32))
        for kind, seat in zip(kinds, who, strict=True)
    ]


assert len(WHO) == len(DEVICES)
