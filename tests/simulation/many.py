"""Many seeds, one after another, and the report of what they exercised and found."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.simulation.run import Stage
from tests.simulation.script import script_of
from tests.simulation.shrink import shrink
from tests.simulation.tally import Tally

REPORT = Path("reports/simulation.json")


async def simulate(seeds: Iterable[int]) -> int:
    """How many seeds broke a promise."""
    stage, tally = await Stage.build(), Tally()
    try:
        failed = await play_all(stage, seeds, tally)
    finally:
        stage.clear()
    write_report(tally)
    return len(failed)


async def play_all(stage: Stage, seeds: Iterable[int], tally: Tally) -> list[int]:
    """The seeds that broke a promise.

    Each is printed with a script that was made as short as it goes.
    """
    return [seed for seed in seeds if not await holds(stage, seed, tally)]


def write_report(tally: Tally) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(tally.report(), indent=2) + "\n")


async def holds(stage: Stage, seed: int, tally: Tally) -> bool:
    tally.counts["seeds"] += 1
    script = script_of(seed)
    broken = await stage.run(script, tally)
    if broken is None:
        return True
    tally.failed(broken.promise)
    short = await shrink(lambda shorter: stage.run(shorter, Tally()), script, broken)
    seen = await stage.run(short, Tally())
    sys.stdout.write(f"seed {seed}: {seen}\n    {[tuple(event) for event in short]}\n")
    return False
