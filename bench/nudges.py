"""`python -m bench.nudges`: seconds to plan and to claim 10,000 nudges that come due at once.

In the same minute, for 10,000 participants.

Planned from their peers' plans, taken, decided under lock with every right read again, and entered
in 10,000 inboxes. Nothing is sent.
"""

import argparse
import asyncio
import cProfile
import json
import pstats
import sys
import tempfile
import time

import uvloop

from bench.databases import ENGINES, databases_of
from cli.serving import collect_rarely
from database.database import Database
from database.migrate import migrate
from notifications.queue import leases
from notifications.queue.claiming import claim
from notifications.queue.deciding import Lease
from notifications.queue.planning import plan_nudges
from notifications.worker import BATCH, LEASE_MS, new_uuid
from tests.fixtures.opening import open_database
from tests.notifications.pair import NOON
from tests.nudges.crowd import DUE, make_crowd

NUDGES = 10_000


async def measure_nudges(engine: str) -> float:
    """Return the seconds, measured in a process of its own as a server runs it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.nudges", "--json", engine, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return float(json.loads(printed)["seconds"])


async def seconds_of(engine: str) -> float:
    """Return the seconds to plan and claim on one engine."""
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of(engine, folder) as [url]:
            database = open_database(url)
            await database.start()
            try:
                await migrate(database)
                await make_crowd(
                    database, NUDGES, origin="https://fcm.googleapis.com", vapid_key=""
                )
                return sum(await plan_and_claim(database))
            finally:
                await database.stop()


async def plan_and_claim(database: Database) -> tuple[float, float]:
    """Return the seconds of planning and those of claiming.

    As one worker does it.
    """
    began = time.perf_counter()
    assert await plan_nudges(database, now=NOON, new_id=new_uuid) == NUDGES
    planned = time.perf_counter()
    claimed = 0
    while batch := await _take(database):
        claimed += len(
            await claim(
                database, batch, lease=Lease("bench", DUE + LEASE_MS), now=DUE, new_id=new_uuid
            )
        )
    assert claimed == NUDGES
    return planned - began, time.perf_counter() - planned


async def _take(database: Database) -> list[tuple[int, int]]:
    async with database.transaction() as connection:
        return await leases.lease_due(
            connection, owner="bench", now=DUE, lease_until=DUE + LEASE_MS, limit=BATCH
        )


async def main() -> None:
    """Print the seconds of each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=ENGINES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    collect_rarely()
    for engine in options.engines:
        profiler = cProfile.Profile() if options.profile else None
        if profiler:
            profiler.enable()
        seconds = await seconds_of(engine)
        print(
            json.dumps({"seconds": seconds}) if options.json else f"  {engine:12}{seconds:8.2f} s"
        )
        if profiler:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    uvloop.run(main())
