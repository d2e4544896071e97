"""How fast the machine is just now, in CPU time.

Neighbours on its cores make every process slower, ours included.
"""

import time
from statistics import median

import msgspec

USUAL_MS = 2.8
"""What the work below takes where nothing else runs, on the machine on which the budget was set."""
ROUNDS = 3
_DOCUMENT = msgspec.json.encode(
    [
        {"id": f"{each}", "heads": {"words": [[f"{each}", [each, 0, 1, each]]]}}
        for each in range(400)
    ]
)


def slowdown() -> float:
    """How many times as long as usual the same work takes now; at least 1."""
    return max(1.0, median(_work() for _ in range(ROUNDS)) / USUAL_MS)


def _work() -> float:
    """Decoding, going through, and encoding again, as a push does."""
    began = time.process_time()
    for _ in range(4):
        rows = msgspec.json.decode(_DOCUMENT)
        held = {row["id"]: sorted(row["heads"]["words"], reverse=True) for row in rows}
        msgspec.json.encode({key: [str(each) for each in heads] for key, heads in held.items()})
    return (time.process_time() - began) * 1000
