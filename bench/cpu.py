"""`python -m bench.cpu`: processor time of push, pull and empty pull inside the server.

Requests go straight into the application, without a network and without a client's work; what other
processes do meanwhile counts little, so one change can be held against another on a busy machine.
`--profile` names the functions.
"""

import argparse
import cProfile
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop
from litestar import Litestar, MediaType, get

from api.settings import Settings
from bench.databases import ENGINES, databases_of
from bench.growth import prepared
from bench.workload import Client
from cli.app import create_app
from notifications.push.vapid import create_key
from tests.fixtures.opening import ledger_beside

ROUNDS = 5
PUSHES, PULLS = 60, 300
ROWS = [("p0001", f"0001-{i:08d}", b"x" * 304) for i in range(100)]


@get("/hello", media_type=MediaType.TEXT)
async def hello() -> str:
    """Answer a bare route, as the floor."""
    return "hello"


class InProcess:
    """Hands a request to the application without a connection, and adds up what that took."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.profiler: cProfile.Profile | None = None
        self.cpu = self.wall = 0.0

    async def request(
        self, method: str, path: str, body: bytes, headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Hand one request to the application and return the answer's head and body."""
        lines = [line.partition(": ") for line in headers.splitlines()]
        given = [(name.lower().encode(), value.encode()) for name, _, value in lines]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "headers": [*given, (b"content-length", str(len(body)).encode())],
            "state": {},
        }
        status, answer = 0, []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            answer.append(message.get("body", b""))

        began, cpu = time.perf_counter(), time.process_time()
        if self.profiler:
            self.profiler.enable()
        await self._app(scope, receive, send)
        if self.profiler:
            self.profiler.disable()
        self.wall, self.cpu = (
            self.wall + time.perf_counter() - began,
            self.cpu + time.process_time() - cpu,
        )
        return status, {}, b"".join(answer)


async def _measure(url: str, folder: Path, profile: bool) -> None:
    create_key(folder / "keys")
    circles = await prepared(url, 0)
    settings = Settings(
        database_url=url,
        ledger=str(ledger_beside(url)),
        keys_dir=str(folder / "keys"),
        vapid_contact="mailto:bench@alongside.example",
        worker="off",
    )
    app = create_app(settings)
    async with app.lifespan():
        connection: Any = InProcess(app)
        writers = [Client(circle.first, connection) for circle in circles[:10]]
        readers = [Client(circle.second, connection) for circle in circles[:10]]
        for client in (*writers, *readers):
            await client.begin() if client in writers else await client.pull()
        before = {reader: reader.cursor for reader in readers}
        for writer in writers:
            await writer.push(writer.edits())
        pushes = {
            writer: [writer.edits() for _ in range(ROUNDS * PUSHES // 10)][::-1]
            for writer in writers
        }
        acts: dict[str, tuple[int, Callable[[int], Awaitable[Any]]]] = {
            "pull of 100": (PULLS, lambda i: readers[i % 10].pull(before[readers[i % 10]])),
            "empty pull": (PULLS * 4, lambda i: writers[i % 10].pull()),
            "push of 100": (PUSHES, lambda i: writers[i % 10].push(pushes[writers[i % 10]].pop())),
        }
        for name, (count, act) in acts.items():
            await _show(name, count, act, connection, profile)


async def _show(
    name: str,
    count: int,
    act: Callable[[int], Awaitable[Any]],
    connection: InProcess,
    profile: bool,
) -> None:
    connection.profiler = cProfile.Profile() if profile else None
    times = []
    for _ in range(ROUNDS):
        connection.cpu = connection.wall = 0.0
        for i in range(count):
            await act(i)
        times.append((connection.cpu / count * 1000, connection.wall / count * 1000))
    cpu, wall = (sorted(each)[ROUNDS // 2] for each in zip(*times, strict=True))
    print(
        f"  {name:14}{cpu:8.3f} ms of processor (least {min(times)[0]:.3f}){wall:9.3f} ms in all",
        flush=True,
    )
    if connection.profiler:
        pstats.Stats(connection.profiler).sort_stats("tottime").print_stats(45)


async def _floors(folder: Path) -> None:
    """Return what the machine takes for the same now: a bare route, and 100 rows into a file."""
    connection = InProcess(Litestar([hello], openapi_config=None))
    await _show(
        "bare hello",
        PULLS * 4,
        lambda _: connection.request("GET", "/hello", b"", ""),
        connection,
        False,
    )
    db = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
    table = "CREATE TABLE r(seq INTEGER PRIMARY KEY, p TEXT, id TEXT, doc BLOB)"
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        table,
        "CREATE INDEX r_p ON r(p, seq)",
    ):
        db.execute(statement)
    times = []
    for _ in range(PUSHES * ROUNDS):
        began = time.process_time()
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO r(p, id, doc) VALUES (?, ?, ?)", ROWS)
        db.execute("COMMIT")
        times.append((time.process_time() - began) * 1000)
    db.close()
    print(
        (
            f"  {'100 raw rows':14}{sorted(times)[len(times) // 2]:8.3f} ms of processor (least "
            f"{min(times):.3f})"
        ),
        flush=True,
    )


def main() -> None:
    """Print the processor times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=ENGINES)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    uvloop.run(_measure_all(options.engines, options.profile))


async def _measure_all(engines: list[str], profile: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await _floors(Path(folder))
    for engine in engines:
        print(engine)
        with tempfile.TemporaryDirectory() as folder:
            async with databases_of(engine, folder) as [url]:
                await _measure(url, Path(folder), profile)


if __name__ == "__main__":
    main()
