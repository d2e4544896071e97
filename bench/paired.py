"""`python -m bench.paired BEFORE`: this tree's server beside that of another tree, asked in turns.

Figures of two runs one after the other differ by a tenth on a machine that is not quiet. Here both
servers live at once, each is asked for a slice of a second, and what counts is the median of the
slices' ratios: what slows the machine meanwhile slows both. BEFORE is a folder with the other
commit, ready to run (`git worktree add`, then `make build` there). Writes reports/paired.json.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent.parent
REPORT = HERE / "reports" / "paired.json"
ACTS = ("pull", "empty_pull", "push")
ROUNDS = 12
SLICE_SECONDS = 1.0
PUSHES_A_SLICE = 12
"""For each of the 50 writers, made before the slice: more than a second of them."""


class Lane:
    """A server of one tree and its clients, in processes that run that tree's code."""

    def __init__(self, tree: Path, engine: str) -> None:
        self._process = subprocess.Popen(
            [tree / ".venv/bin/python", __file__, "--lane", engine],
            cwd=tree,
            env=os.environ
            | {"PYTHONPATH": str(tree), "PATH": f"{tree / '.venv/bin'}:{os.environ['PATH']}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("end\n")

    def ask(self, act: str) -> dict[str, float]:
        """Return one slice: acts a second, and the processor time of each in microseconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{act}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None
        found: dict[str, float] = json.loads(self._process.stdout.readline() or "null")
        if found is None:
            raise SystemExit("a lane ended early; what it says is above")
        return found


async def _serve_lane(engine: str) -> None:
    """Serve slices, run in the tree that is measured: its own bench knows its own server."""
    import bench.load
    from bench.databases import databases_of
    from bench.growth import prepared
    from bench.load import Load
    from tests.e2e.server import serving

    bench.load.SECONDS = SLICE_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of(engine, folder) as [url]:
            circles = await prepared(url, 0)
            async with serving(url, Path(folder), worker="off") as server:
                load = Load(server.port, circles)
                await load.begin()
                acts = {
                    "pull": (load.pull, load.readers),
                    "empty_pull": (load.pull_nothing, load.writers),
                    "push": (load.push, load.writers),
                }
                print("{}", flush=True)
                while (act := (await asyncio.to_thread(sys.stdin.readline)).strip()) in acts:
                    for writer in load.writers if act == "push" else ():
                        writer.prepared[:0] = [
                            writer.edits() for _ in range(PUSHES_A_SLICE - len(writer.prepared))
                        ][::-1]
                    print(json.dumps(await _slice(server.pid, *acts[act])), flush=True)


async def _slice(pid: int, act: Any, clients: list[Any]) -> dict[str, float]:
    from bench.load import _closed_loop

    before = _cpu_seconds(pid)
    times, elapsed = await _closed_loop(act, clients)
    return {
        "per_s": len(times) / elapsed,
        "cpu_us": (_cpu_seconds(pid) - before) / len(times) * 1e6,
    }


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _compared(before: Lane, now: Lane) -> dict[str, float]:
    figures = {}
    for act in ACTS:
        for lane in (before, now):
            lane.ask(act)  # to be warm
        pairs = []
        for turn in range(ROUNDS):
            first, second = (before, now) if turn % 2 else (now, before)
            told = {first: first.ask(act), second: second.ask(act)}
            pairs.append((told[before], told[now]))
        figures[f"{act}_per_s_before"] = round(
            statistics.median(old["per_s"] for old, _ in pairs), 1
        )
        figures[f"{act}_per_s"] = round(statistics.median(new["per_s"] for _, new in pairs), 1)
        figures[f"{act}_times_before"] = round(
            statistics.median(new["per_s"] / old["per_s"] for old, new in pairs), 3
        )
        figures[f"{act}_cpu_us_before"] = round(
            statistics.median(old["cpu_us"] for old, _ in pairs), 1
        )
        figures[f"{act}_cpu_us"] = round(statistics.median(new["cpu_us"] for _, new in pairs), 1)
        figures[f"{act}_times_before_by_cpu"] = round(
            statistics.median(old["cpu_us"] / new["cpu_us"] for old, new in pairs), 3
        )
    return figures


def main() -> None:
    """Measure both trees in turns and print how they compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.paired", description=__doc__)
    parser.add_argument("before", type=Path, nargs="?", help="the folder of the other tree")
    parser.add_argument(
        "--engine", action="append", help="sqlite, postgresql; both where none is named"
    )
    parser.add_argument("--lane", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.lane:
        import uvloop

        uvloop.run(_serve_lane(options.lane))
        return
    figures = {}
    for engine in options.engine or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            before, now = (
                stack.enter_context(Lane(tree, engine)) for tree in (options.before.resolve(), HERE)
            )
            figures[engine] = _compared(before, now)
        for name, value in figures[engine].items():
            print(f"{engine:12}{name:28}{value:>12,}", flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
