"""Many seeds, one after another, and the report of what adversaries tried and reached."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fixtures.postgresql import PostgreSQL
from tests.simulation.adversary.run import measured, on_both
from tests.simulation.adversary.script import script_of
from tests.simulation.adversary.stage import Stage
from tests.simulation.adversary.tally import Tally
from tests.simulation.broken import Broken
from tests.simulation.script import Event
from tests.simulation.shrink import shrink

REPORT = Path("reports/adversary.json")
RESTORED = 10
"""On PostgreSQL one seed of so many brings a backup back.

Its own programs take a second for that.
"""
TRIES = 150

Played = Callable[[int, list[Event], Tally], Awaitable[Broken | None]]


@asynccontextmanager
async def player(server: PostgreSQL | None = None) -> AsyncIterator[Played]:
    """Plays a seed's script, on SQLite alone or on both engines."""
    stages = [await Stage.build(), *([await Stage.build(server)] if server else [])]
    try:
        yield played_on(*stages)
    finally:
        for stage in stages:
            await stage.clear()


def played_on(sqlite: Stage, postgresql: Stage | None = None) -> Played:
    async def played(seed: int, script: list[Event], tally: Tally) -> Broken | None:
        if postgresql is None:
            return (await measured(sqlite, script, tally)).broken
        return (
            await on_both(sqlite, postgresql, script, tally, restores=seed % RESTORED == 0)
        ).broken

    return played


async def attack(seeds: Iterable[int], server: PostgreSQL | None = None) -> int:
    """How many seeds reached what they must not.

    Each is printed with a script that was made as short as it goes.
    """
    tally = Tally("postgresql" if server else "sqlite")
    async with player(server) as played:
        for seed in seeds:
            if broken := await held(played, seed, tally):
                await _explain(played, seed, broken)
            write_report(tally)
    return len(tally.failed)


async def held(played: Played, seed: int, tally: Tally) -> Broken | None:
    """What the seed reached, if anything."""
    tally.seeds += 1
    broken = await played(seed, script_of(seed), tally)
    if broken is not None:
        tally.fail(seed, broken.promise)
    return broken


async def _explain(played: Played, seed: int, broken: Broken) -> None:
    short = await shrink(
        lambda script: played(seed, script, Tally()), script_of(seed), broken, TRIES
    )
    seen = await played(seed, short, Tally())
    sys.stdout.write(f"seed {seed}: {seen or broken}\n    {[tuple(event) for event in short]}\n")
    sys.stdout.flush()


def write_report(tally: Tally) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(tally.report(), indent=2) + "\n")
