"""What was done and what was found, over all faults (`reports/faults.json`)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.fault import Fault

REPORT = Path("reports/faults.json")
PROMISES = ("lost", "leaked", "diverged", "stuck", "answered_wrongly")


class Broken(Exception):
    """A promise that did not hold: which one, and what was seen."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


class Tally:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.broken: list[str] = []

    def struck(self, fault: Fault) -> None:
        self.counts["faults"] += 1
        self.counts["events"] += 1
        self.kinds[fault.kind.name] += 1

    def found(self, fault: Fault, broken: Broken) -> None:
        self.counts[broken.promise] += 1
        self.broken.append(f"{fault.name}  {broken}")

    def report(self) -> dict[str, Any]:
        totals = {
            name: self.counts[name]
            for name in (
                "faults",
                "events",
                "acknowledged",
                *PROMISES,
                "turned_away",
                "cut_off",
                "ran_out",
            )
        }
        engines = Counter(dict.fromkeys(("sqlite", "postgresql"), 0))
        for name, count in self.kinds.items():
            engines[name.partition(":")[0]] += count
        return {
            **totals,
            "by_engine": dict(engines),
            "by_kind": dict(sorted(self.kinds.items())),
            "broken": self.broken,
        }

    def write(self) -> None:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(self.report(), indent=2) + "\n")
