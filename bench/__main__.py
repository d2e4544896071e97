"""`make bench`: the figures of both engines beside the floors, printed and written to reports/bench.json."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import asyncpg

from bench.http1 import Conn
from bench.people import Circle, make_circles
from bench.workload import PUSHED, Client, now_ms
from storage.database import open_database
from storage.migrate import migrate
from tests.e2e.server import serving
from tests.fixtures.postgresql import LOCAL, PostgreSQL

CONNECTIONS = 16
SECONDS = 5.0
PREPARED = 60
"""Pushes made ahead for each phone, so that making them is not measured."""
REPORT = Path("reports/bench.json")
VARIABLE = "ALONGSIDE_BENCH_POSTGRESQL"
FLOOR_OF = {
    ("push_mutations_per_s", "sqlite"): "sqlite_full_rows_per_s",
    ("push_mutations_per_s", "postgresql"): "postgresql_rows_per_s",
    ("pull_per_s", "sqlite"): "hello_per_s",
    ("pull_per_s", "postgresql"): "hello_per_s",
    ("empty_pull_per_s", "sqlite"): "hello_per_s",
    ("empty_pull_per_s", "postgresql"): "hello_per_s",
}
UNITS = {"push_mutations_per_s": "mutations/s", "pull_per_s": "pulls of 100 changes/s", "empty_pull_per_s": "pulls/s"}


def main() -> None:
    server = PostgreSQL(os.environ.get(VARIABLE, LOCAL))
    floors = _floors(server)
    figures = []
    for engine in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, _database(engine, folder, server) as url:
            figures += [_figure(name, engine, value, floors) for name, value in asyncio.run(_measure(url, Path(folder))).items()]
    _show(figures)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2) + "\n")


@contextmanager
def _database(engine: str, folder: str, server: PostgreSQL) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite"
        return
    name = asyncio.run(server.make())
    asyncio.run(_refuse_unsynced(server.address(name)))
    yield server.address(name)
    asyncio.run(server.drop(name))


async def _refuse_unsynced(url: str) -> None:
    """A figure of a server that does not sync to disk would be worth nothing."""
    connection = await asyncpg.connect(url)
    for setting in ("fsync", "synchronous_commit"):
        assert await connection.fetchval(f"SHOW {setting}") == "on", f"PostgreSQL's {setting} is off"
    await connection.close()


async def _measure(url: str, folder: Path) -> dict[str, float]:
    database = open_database(url)
    await database.start()
    await migrate(database)
    circles = await make_circles(database, now_ms())
    await database.stop()
    async with serving(url, folder, worker="off") as server:
        return await _load(server.port, circles)


async def _load(port: int, circles: list[Circle]) -> dict[str, float]:
    writers = [Client(circle.first, Conn("127.0.0.1", port)) for circle in circles]
    readers = [Client(phone, Conn("127.0.0.1", port)) for circle in circles for phone in (circle.second, circle.peer)]
    for client in (*writers, *readers):
        await client.begin() if client in writers else await client.pull()
    before = {client: client.cursor for client in readers}
    for writer in writers:
        await writer.push(writer.edits())
    pushes = {writer: [writer.edits() for _ in range(PREPARED)][::-1] for writer in writers}

    async def push(writer: Client) -> None:
        await writer.push(pushes[writer].pop())

    async def pull(reader: Client) -> None:
        await reader.pull(before[reader])

    async def pull_nothing(reader: Client) -> None:
        await reader.pull()

    pulls = await _rate(pull, readers)
    for reader in readers:
        while (await reader.pull()).more:
            pass
    nothing = await _rate(pull_nothing, readers)
    return {"push_mutations_per_s": await _rate(push, writers) * PUSHED, "pull_per_s": pulls, "empty_pull_per_s": nothing}


async def _rate(act: Callable[[Client], Awaitable[None]], clients: list[Client]) -> float:
    """Acts a second over 16 connections in a closed loop. Each lane has phones of its own: none has two requests under way."""
    started = time.perf_counter()
    done = 0

    async def lane(mine: list[Client]) -> None:
        nonlocal done
        for client in cycle(mine):
            if time.perf_counter() - started > SECONDS:
                return
            await act(client)
            done += 1

    await asyncio.gather(*[lane(clients[first::CONNECTIONS]) for first in range(CONNECTIONS)])
    return done / (time.perf_counter() - started)


def _floors(server: PostgreSQL) -> dict[str, float]:
    name = asyncio.run(server.make())
    command = [sys.executable, "floors.py", "--pg", server.address(name)]
    printed = subprocess.run(command, cwd="bench", capture_output=True, text=True, check=True)
    asyncio.run(server.drop(name))
    floors: dict[str, float] = json.loads(printed.stdout)
    return floors


def _figure(name: str, engine: str, value: float, floors: dict[str, float]) -> dict[str, Any]:
    floor = floors[FLOOR_OF[name, engine]]
    return {
        "figure": name,
        "engine": engine,
        "value": round(value, 1),
        "unit": UNITS[name],
        "floor": floor,
        "share": round(value / floor, 3),
        **_origin(),
    }


def _origin() -> dict[str, str]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    return {"commit": commit, "time": datetime.now(UTC).isoformat(timespec="seconds")}


def _show(figures: list[dict[str, Any]]) -> None:
    print(f"{'figure':24}{'engine':12}{'value':>12}{'floor':>12}{'share':>8}")
    for each in figures:
        print(f"{each['figure']:24}{each['engine']:12}{each['value']:>12,.0f}{each['floor']:>12,.0f}{each['share']:>8.2f}")


if __name__ == "__main__":
    main()
