"""The faults there are, and their names.

`sqlite:kill:write:12:7` is SIGKILL at the 12th write to the file, its people acting by seed 7.
"""

import errno

from msgspec import Struct

AT_A_MOMENT = "moment"
"""In place of a call: some time during the load."""


class Kind(Struct, frozen=True):
    """What is done at which call. `weight` is its share of a run that cannot try every call."""

    engine: str
    action: str
    call: str
    weight: int

    @property
    def name(self) -> str:
        return f"{self.engine}:{self.action}:{self.call}"


class Fault(Struct, frozen=True):
    """At the nth call of the load; at a moment, n is the thousandths of the load's usual length."""

    kind: Kind
    n: int
    seed: int

    @property
    def name(self) -> str:
        return f"{self.kind.name}:{self.n}:{self.seed}"


ERRORS = {"enospc": errno.ENOSPC, "eio": errno.EIO}

SQLITE = (
    *(
        ("kill", "write", 8),
        ("tear", "write", 4),
        ("power", "write", 6),
        ("power-after", "write", 4),
    ),
    *(
        ("kill", "sync", 6),
        ("kill-after", "sync", 6),
        ("power", "sync", 4),
        ("power-after", "sync", 4),
    ),
    *(
        ("kill", "send", 4),
        ("kill-after", "send", 6),
        ("power-after", "send", 8),
        ("cut", "send", 4),
        ("cut-after", "send", 4),
    ),
    *(
        ("enospc", "write", 6),
        ("short", "write", 6),
        ("eio", "write", 6),
        ("enospc", "sync", 4),
        ("eio", "sync", 6),
    ),
    ("kill", AT_A_MOMENT, 4),
)
POSTGRESQL = (
    *(
        ("kill", "query", 6),
        ("kill-after", "query", 4),
        ("cut", "query", 5),
        ("cut-after", "query", 4),
    ),
    *(
        ("kill", "commit", 2),
        ("kill-after", "commit", 3),
        ("cut", "commit", 4),
        ("cut-after", "commit", 4),
    ),
    *(
        ("kill", "send", 2),
        ("kill-after", "send", 4),
        ("cut-after", "send", 2),
        ("kill", AT_A_MOMENT, 2),
    ),
    *(("terminate", AT_A_MOMENT, 4), ("terminate-all", AT_A_MOMENT, 4)),
    *(
        ("stop-fast", AT_A_MOMENT, 3),
        ("stop-immediate", AT_A_MOMENT, 3),
        ("kill-postgresql", AT_A_MOMENT, 4),
    ),
)
KINDS = [Kind("sqlite", *each) for each in SQLITE] + [
    Kind("postgresql", *each) for each in POSTGRESQL
]

LETHAL = ("kill", "kill-after", "tear", "power", "power-after")
"""These end the server, which is then started again; after the others it has to go on by itself."""


def named(name: str) -> Fault:
    """The fault of a name. Raises ValueError where there is none."""
    engine, action, call, n, seed = name.split(":")
    kind = next(
        (each for each in KINDS if (each.engine, each.action, each.call) == (engine, action, call)),
        None,
    )
    if kind is None:
        raise ValueError(f"There is no fault {name!r}")
    return Fault(kind, int(n), int(seed))
