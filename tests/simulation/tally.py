"""What was exercised how often, over all runs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.simulation.broken import PROMISES

REFUSED = (
    *(
        "append_only",
        "illegal_move",
        "invalid",
        "malformed",
        "not_removable",
        "not_yours",
        "too_long",
    ),
    *("unknown_entity", "unknown_group", "wrong_stream"),
)
VERDICTS = (
    "applied",
    "adjusted",
    "duplicate",
    "deferred",
    "depends_on_refused",
    "gone",
    "device_forked",
    *(f"refused: {code}" for code in REFUSED),
)


class Tally:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()

    def event(self, kind: str) -> None:
        self.kinds[kind] += 1
        self.counts["events"] += 1

    def verdict(self, outcome: str, code: str | None) -> None:
        self.verdicts[outcome if outcome != "refused" else f"refused: {code}"] += 1
        if outcome not in ("deferred", "device_forked"):
            self.counts["acknowledged"] += 1

    def rule(self, name: str) -> None:
        self.rules[name] += 1

    def row(self, row: dict[str, Any]) -> None:
        if row["state"] == "removed":
            self.rules["removed record told"] += 1
        if row["kept"]:
            self.rules["kept version told"] += 1

    def failed(self, promise: str) -> None:
        self.counts[promise] += 1

    def rare(self, names: Iterable[str], often: int) -> dict[str, int]:
        """Those of the names that came up less often."""
        seen = self.kinds + self.verdicts + self.rules
        return {name: seen[name] for name in names if seen[name] < often}

    def report(self) -> dict[str, Any]:
        totals = {
            name: self.counts[name] for name in ("seeds", "events", "acknowledged", *PROMISES)
        }
        return {
            **totals,
            "faults_and_acts": ordered(self.kinds),
            "verdicts": ordered(self.verdicts),
            "rules": ordered(self.rules),
        }


def ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items()))
