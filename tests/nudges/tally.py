"""What was found over all waves and all addresses (`reports/nudges.json`)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.nudges.judging import Findings

REPORT = Path("reports/nudges.json")


class Tally:
    """Waves are added as they end.

    The report is written after each, so that what was measured is there whatever comes next.
    """

    def __init__(self) -> None:
        self.waves: list[tuple[str, Findings]] = []
        self.hostile_tried = 0
        self.hostile_accepted: list[str] = []

    def add(self, engine: str, findings: Findings) -> None:
        self.waves.append((engine, findings))
        self.write()

    def report(self) -> dict[str, Any]:
        waves = [findings for _, findings in self.waves]
        states = sum((one.states for one in waves), Counter[str]())
        crashes = sum((one.crashes for one in waves), Counter[str]())
        return {
            "due": sum(one.due for one in waves),
            "sent": sum(one.sent for one in waves),
            "duplicated": sum(one.duplicated for one in waves),
            "sent_after_revocation": sum(one.sent_after_revocation for one in waves),
            "revoked_in_time": sum(one.revoked_in_time for one in waves),
            "unknown": states["unknown"],
            "states": dict(sorted(states.items())),
            "crashes": crashes.total(),
            "crashes_by_step": dict(sorted(crashes.items())),
            "due_by_engine": {
                engine: sum(one.due for of, one in self.waves if of == engine)
                for engine, _ in self.waves
            },
            "payload_lengths": sorted(set[int]().union(*(one.lengths for one in waves))),
            "payload_sentences": {
                language: len(seen) for language, seen in sorted(self.sentences().items())
            },
            "hostile_urls_tried": self.hostile_tried,
            "hostile_urls_accepted": len(self.hostile_accepted),
            "wrong": [wrong for one in waves for wrong in one.wrong]
            + [f"accepted: {url}" for url in self.hostile_accepted],
        }

    def sentences(self) -> dict[str, set[str]]:
        """All that were seen, by language."""
        seen: dict[str, set[str]] = {}
        for _, findings in self.waves:
            for language, sentences in findings.sentences.items():
                seen.setdefault(language, set()).update(sentences)
        return seen

    def write(self) -> None:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(self.report(), indent=2) + "\n")
