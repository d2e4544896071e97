"""`python -m bench.live`: what the live stream costs and how quick it is, with 500 apps.

On both engines.

Printed, and written to reports/live.json. PostgreSQL has two replicas: pushes go to one, and the
apps listen to the other.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.live import HEARTBEAT_SECONDS
from bench.databases import ENGINES, databases_of
from bench.http1 import Conn
from bench.people import Circle, Phone, make_circles
from bench.workload import Client
from database.migrate import migrate
from tests.e2e.server import Server, serving
from tests.fixtures.opening import open_database
from tests.phone.ids import new_id, now_ms

LISTENERS = 500
PUSHES = 200
REVOKED = 40
IDLE_SECONDS = 10.0
REPORT = Path("reports/live.json")
DAY_SECONDS = 24 * 3600


class Ear:
    """An open live stream: when each head of a stream came, and every byte."""

    def __init__(self, phone: Phone, port: int) -> None:
        self.phone = phone
        self._port = port
        self.bytes = 0
        self.pieces: list[int] = []
        self.came: dict[tuple[int, int], float] = {}
        self.ended = asyncio.Event()
        self.open = asyncio.Event()

    async def listen(self) -> "Ear":
        """Open the stream and read it in the background."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(
            (
                "GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                f"{self.phone.token}\r\n\r\n"
            ).encode()
        )
        self._reading = asyncio.create_task(self._read(reader))
        await asyncio.wait_for(self.open.wait(), 20)
        return self

    async def leave(self) -> None:
        """Close the stream."""
        self._writer.transport.abort()
        await asyncio.wait({self._reading})

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(4096):
            now = time.perf_counter()
            self.bytes += len(piece)
            self.pieces.append(len(piece))
            for line in piece.split(b"\n"):
                if line.startswith(b"data: "):
                    poke = json.loads(line[6:])
                    self.came.setdefault((poke["stream"], poke["head"]), now)
                    self.open.set()
            if b"0\r\n\r\n" in piece:
                break
        self.ended.set()


async def measure(engine: str) -> dict[str, float]:
    """Measure one engine."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            databases_of(engine, folder) as [url],
            _replicas(url, Path(folder), engine) as (here, there),
        ):
            database = open_database(url)
            await database.start()
            circles = await make_circles(database, now_ms(), LISTENERS // 3 + 1)
            await database.stop()
            return await _listen_and_push(circles, here, there)


@asynccontextmanager
async def _replicas(url: str, folder: Path, engine: str) -> AsyncIterator[tuple[Server, Server]]:
    database = open_database(url)
    await database.start()
    await migrate(database)
    await database.stop()
    for name in ("here", "there"):
        (folder / name).mkdir()
    async with serving(url, folder / "here", worker="off", trusted_proxies="127.0.0.1") as here:
        if engine == "sqlite":
            yield here, here
            return
        async with serving(
            url, folder / "there", worker="off", trusted_proxies="127.0.0.1"
        ) as there:
            yield here, there


async def _listen_and_push(circles: list[Circle], here: Server, there: Server) -> dict[str, float]:
    phones = [phone for circle in circles for phone in (circle.second, circle.peer, circle.first)][
        :LISTENERS
    ]
    warm = await Ear(phones[0], there.port).listen()
    await warm.leave()
    memory, processor = _memory(there), await _processor(there)
    ears = [await Ear(phone, there.port).listen() for phone in phones]
    await asyncio.sleep(1)
    figures = {
        "idle_kib_a_stream": round((_memory(there) - memory) / len(ears), 1),
        "idle_processor_percent": round(await _processor(there) - processor, 2),
        **_bytes(ears),
    }
    writer = Client(circles[0].first, Conn("127.0.0.1", here.port))
    figures |= _spread("push_answer_to_poke_ms", await _pushes(writer, ears[0]))
    figures |= _spread("revoked_to_end_ms", await _revocations(ears[-REVOKED:], here))
    asked, answered = await _empty_pull(Client(circles[1].second, Conn("127.0.0.1", here.port)))
    figures |= {
        "empty_pull_bytes": asked + answered,
        "polling_bytes_a_day": (asked + answered) * DAY_SECONDS // 15,
    }
    for ear in ears:
        await ear.leave()
    return figures


async def _pushes(writer: Client, ear: Ear) -> list[float]:
    """Return the times from the answer to the poke; below zero where the poke came first."""
    stream, took = writer.phone.stream, []
    for _ in range(PUSHES):
        goal = new_id()
        words = {"title": "Call about the room"}
        mutation = writer.mutation("goal", goal, "words", words)
        before = max((head for each, head in ear.came if each == stream), default=0)
        await writer.push([mutation])
        answered = time.perf_counter()
        # Polled: an event for each would be measured too.
        while (stream, before + 1) not in ear.came:  # noqa: ASYNC110
            await asyncio.sleep(0.0002)
        took.append((ear.came[stream, before + 1] - answered) * 1000)
    return took


async def _revocations(ears: list[Ear], server: Server) -> list[float]:
    async def revoke(ear: Ear) -> float:
        connection = Conn("127.0.0.1", server.port)
        headers = f"Content-Type: application/json\r\nAuthorization: Bearer {ear.phone.token}\r\n"
        status, _, _ = await connection.request("POST", "/api/sign-out", b"", headers)
        assert status == 204
        answered = time.perf_counter()
        await asyncio.wait_for(ear.ended.wait(), 10)
        return (time.perf_counter() - answered) * 1000

    return [await revoke(ear) for ear in ears]


async def _empty_pull(client: Client) -> tuple[int, int]:
    while (await client.pull()).more:
        pass
    connection = client.connection
    asked, answered = connection.bytes_out, connection.bytes_in
    await client.pull()
    return connection.bytes_out - asked, connection.bytes_in - answered


def _bytes(ears: list[Ear]) -> dict[str, float]:
    """Return the bytes of one app: opening with its headers, and a day of heartbeats."""
    beat = min(piece for ear in ears for piece in ear.pieces)
    return {
        "opening_bytes": round(statistics.median(sum(ear.pieces[:3]) for ear in ears)),
        "heartbeat_bytes": beat,
        "heartbeat_bytes_a_day": round(beat * DAY_SECONDS / HEARTBEAT_SECONDS),
    }


def _memory(server: Server) -> float:
    """Return the resident memory, in KiB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


async def _processor(server: Server) -> float:
    """Return the percentage of one core that is used while nothing happens."""
    before = _ticks(server)
    await asyncio.sleep(IDLE_SECONDS)
    return (_ticks(server) - before) / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS * 100


def _ticks(server: Server) -> int:
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _spread(name: str, values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        f"{name}_p50": round(statistics.median(ordered), 1),
        f"{name}_p99": round(ordered[int(len(ordered) * 0.99)], 1),
    }


def main() -> None:
    """Print the figures and write the report."""
    figures = {engine: asyncio.run(measure(engine)) for engine in ENGINES}
    print(f"{'':34}" + "".join(f"{engine:>14}" for engine in ENGINES))
    for name in figures[ENGINES[0]]:
        print(f"{name:34}" + "".join(f"{figures[engine][name]:>14,}" for engine in ENGINES))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"listeners": LISTENERS, **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
