"""`python -m bench.edge`: what somebody without a session can cost everyone else.

Printed, and written to reports/edge.json.

An honest phone pulls all the while, alone and beside twenty hostile bodies at once; then come 500
half-open connections, and a head of 100 MB.
"""

import asyncio
import gzip
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from bench.databases import databases_of
from bench.http1 import Conn
from bench.people import Phone, make_circles
from bench.workload import Client
from database.migrate import migrate
from tests.e2e.server import Server, serving
from tests.fixtures.opening import open_database
from tests.phone.ids import now_ms

HOSTILE = 20
SECONDS = 8.0
HALF_OPEN = 500
DEADLINE_SECONDS = 30
REPORT = Path("reports/edge.json")
NOISE = random.Random(1).randbytes(103_000).hex()
ESCAPES = gzip.compress(
    f'"{NOISE}'.encode() + b'\\"' * ((2 * 1024 * 1024 - len(NOISE)) // 2 - 1) + b'"'
)
"""120 kB that unpack to 2 MB of nothing but escapes."""


async def measure() -> dict[str, float]:
    """Measure what each attack costs an honest phone."""
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of("sqlite", folder) as [url]:
            [phone] = await _phones(url)
            async with serving(url, Path(folder), worker="off") as server:
                figures = _spread("pull_alone_ms", await _pulls(phone, server.port))
                flood = [asyncio.create_task(_hostile(server.port)) for _ in range(HOSTILE)]
                figures |= _spread("pull_beside_hostile_ms", await _pulls(phone, server.port))
                for each in flood:
                    each.cancel()
                await asyncio.wait(flood)
                return figures | await _half_open(server) | await _endless(server)


async def _phones(url: str) -> list[Phone]:
    database = open_database(url)
    await database.start()
    await migrate(database)
    circles = await make_circles(database, now_ms(), 1)
    await database.stop()
    return [circle.first for circle in circles]


async def _pulls(phone: Phone, port: int) -> list[float]:
    client, took, began = Client(phone, Conn("127.0.0.1", port)), [], time.perf_counter()
    while (asked := time.perf_counter()) - began < SECONDS:
        await client.pull()
        took.append((time.perf_counter() - asked) * 1000)
        await asyncio.sleep(0.01)
    return took


async def _hostile(port: int) -> None:
    """Send one body after the other, of a session that does not exist."""
    head = (
        "POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        f"{'x' * 43}\r\nContent-Type: application/json\r\n"
    )
    request = (
        f"{head}Content-Encoding: gzip\r\nContent-Length: {len(ESCAPES)}\r\n\r\n".encode() + ESCAPES
    )
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await reader.read(1)
        writer.transport.abort()
        await asyncio.sleep(0.05)


async def _half_open(server: Server) -> dict[str, float]:
    opened = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(HALF_OPEN)]
    for _, writer in opened:
        writer.write(b"GET /api/health HTTP/1.1\r\nHost")
    await asyncio.sleep(1)
    soon = _sockets(server)
    await asyncio.sleep(DEADLINE_SECONDS - 1)
    late = _sockets(server)
    for _, writer in opened:
        writer.transport.abort()
    return {"half_open_after_1_s": soon, f"half_open_after_{DEADLINE_SECONDS}_s": late}


async def _endless(server: Server) -> dict[str, float]:
    before = _memory_kib(server)
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    sent = 0
    try:
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        for _ in range(1_000):
            writer.write(b"a" * 100_000)
            await asyncio.wait_for(writer.drain(), 30)
            sent += 100_000
    except (ConnectionError, TimeoutError):
        pass
    await asyncio.sleep(0.5)
    grown = _memory_kib(server) - before
    writer.transport.abort()
    return {"head_sent_mb": round(sent / 1e6, 1), "memory_grown_mib": round(grown / 1024, 1)}


def _sockets(server: Server) -> int:
    """Return how many sockets are open in the server, besides those that it listens with."""
    files = (path.readlink().as_posix() for path in Path(f"/proc/{server.pid}/fd").iterdir())
    return sum(name.startswith("socket:") for name in files) - 1


def _memory_kib(server: Server) -> int:
    status = Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _spread(name: str, values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        f"{name}_p50": round(statistics.median(ordered), 1),
        f"{name}_p99": round(ordered[int(len(ordered) * 0.99)], 1),
    }


def main() -> None:
    """Print the figures and write the report."""
    figures = asyncio.run(measure())
    for name, value in figures.items():
        print(f"{name:34}{value:>10,}")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
