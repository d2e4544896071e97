"""What was played and found, over all runs: the report."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.simulation.adversary.faults import FAULTS
from tests.simulation.script import Event

if TYPE_CHECKING:
    from tests.simulation.adversary.play import Play


class Tally:
    def __init__(self, engine: str = "sqlite") -> None:
        self.engine = engine
        self.seeds, self.pushes, self.slowest = 0, 0, 0.0
        self.found: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.failed: dict[int, str] = {}

    def note(self, play: "Play", script: Sequence[Event]) -> None:
        self.pushes += play.pushes
        self.slowest = max(self.slowest, play.slowest)
        self.kinds.update(event.kind for event in script)

    def fail(self, seed: int, promise: str) -> None:
        self.found[promise] += 1
        self.failed[seed] = promise

    def report(self) -> dict[str, Any]:
        told = {"seeds": self.seeds, "pushes": self.pushes} | {
            name: self.found[name] for name in FAULTS
        }
        return told | {
            "slowest_push_ms": round(self.slowest, 1),
            "engine": self.engine,
            "events": dict(sorted(self.kinds.items())),
            "failed": {str(seed): promise for seed, promise in sorted(self.failed.items())},
        }
