"""Run so many nudges on each engine, wave after wave, with a crash for every fifty of them.

`make nudges NUDGES=n`.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench.databases import ENGINES, databases_of
from database.migrate import migrate
from tests.fixtures.opening import open_database
from tests.nudges.hostility import accepted, addresses
from tests.nudges.tally import Tally
from tests.nudges.wave import run_wave

WAVE = 10_000
A_CRASH_FOR = 50
BATCH = 20
"""Small, so that the many crashes leave most of a wave to be sent."""


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nudges", description=__doc__)
    parser.add_argument("nudges", type=int, nargs="?", default=20_000)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for endpoint, setting in addresses():
            tally.hostile_tried += 1
            tally.hostile_accepted += await accepted(endpoint, setting, Path(folder))
    for engine in options.engine or ENGINES:
        for seed, first in enumerate(range(0, options.nudges, WAVE)):
            await _wave(engine, min(WAVE, options.nudges - first), seed, tally)
    report = tally.report()
    for name in (
        "due",
        "sent",
        "duplicated",
        "sent_after_revocation",
        "unknown",
        "crashes",
        "wrong",
    ):
        sys.stdout.write(f"  {name:24}{report[name]}\n")
    return 1 if report["wrong"] or report["duplicated"] or report["sent_after_revocation"] else 0


async def _wave(engine: str, due: int, seed: int, tally: Tally) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of(engine, folder) as [url]:
            database = open_database(url)
            await database.start()
            await migrate(database)
            await database.stop()
            tally.add(
                engine,
                await run_wave(
                    url, Path(folder), due=due, crashes=due // A_CRASH_FOR, batch=BATCH, seed=seed
                ),
            )
    sys.stdout.write(
        f"  {engine:12}{tally.report()['due']} due, {tally.report()['crashes']} crashes\n"
    )


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
