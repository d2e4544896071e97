"""`make bench`: the figures of both engines beside the floors of the same run.

Printed, and written to reports/bench.json.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.databases import ENGINES, databases_of, postgresql
from bench.day import measure_day
from bench.figures import Measured, report, show
from bench.growth import measure_growth, prepared
from bench.load import Load
from bench.nudges import measure_nudges
from bench.webpush import measure_webpush
from bench.worst import measure_worst
from tests.e2e.server import serving


async def main() -> None:
    """Measure everything, print it, and fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=ENGINES, help="sqlite, postgresql or both")
    parser.add_argument(
        "--quick", action="store_true", help="without growth, which fills a million records"
    )
    options = parser.parse_args()
    measured: Measured = {}
    floors = {}
    before = await _floors()
    for engine in options.engines:
        measured[engine] = await _measure(engine)
        measured[engine]["webpush_sends_per_s"] = await measure_webpush()
        measured[engine]["push_worst_cpu_ms"] = await measure_worst(engine)
        measured[engine]["nudge_plan_claim_10000_s"] = await measure_nudges(engine)
        after = await _floors()
        floors[engine] = {
            name: round((value + after[name]) / 2, 1) for name, value in before.items()
        }
        before = after
        if not options.quick:
            measured[engine] |= await measure_growth(engine)
    show(report(measured, floors))


async def _measure(engine: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of(engine, folder) as [url]:
            circles = await prepared(url, 0)
            async with serving(url, Path(folder), worker="off") as server:
                load = Load(server.port, circles)
                await load.begin()
                figures = await load.measure()
                figures["server_memory_mib"] = _memory_mib(server.pid)
                figures["day_bytes"] = await measure_day(server, circles[-1])
                return figures


def _memory_mib(pid: int) -> float:
    """Return the most memory that the server ever held, or holds now where that is unknown."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return (
            next(
                int(line.split()[1])
                for line in status.read_text().splitlines()
                if line.startswith("VmHWM")
            )
            / 1024
        )
    return (
        int(
            subprocess.run(
                ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
            ).stdout
        )
        / 1024
    )


async def _floors() -> dict[str, float]:
    """Return what the machine does at all.

    Measured before and after each engine, since it is seldom idle; the mean counts.
    """
    server = postgresql()
    name = await server.make()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "floors.py",
        "--pg",
        server.address(name),
        cwd="bench",
        stdout=subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    await server.drop(name)
    floors: dict[str, float] = json.loads(printed)
    return floors


if __name__ == "__main__":
    asyncio.run(main())
