"""The load: 50 participants with two phones and a reading peer each.

16 connections in a closed loop, then one request at a time.

Each participant has 200 records of about 300 bytes; the push before the readings makes them 280.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from itertools import cycle

from bench.http1 import Conn
from bench.people import Circle
from bench.workload import FIRST_RECORDS, PUSHED, Client

CONNECTIONS = 16
SECONDS = 5.0
PREPARED = 60
"""Pushes made ahead for each phone, so that making them is not measured."""
ONE_AT_A_TIME = {"push_one_p50_ms": 150, "pull_one_p50_ms": 400, "empty_pull_one_p50_ms": 800}
COLD_STARTS = FIRST_RECORDS + PUSHED - 20

Act = Callable[[Client], Awaitable[object]]


class Load:
    """One server's load."""

    def __init__(self, port: int, circles: list[Circle]) -> None:
        self.writers = [Client(circle.first, Conn("127.0.0.1", port)) for circle in circles]
        self.readers = [
            Client(phone, Conn("127.0.0.1", port))
            for circle in circles
            for phone in (circle.second, circle.peer)
        ]
        self.before: dict[Client, str | None] = {}

    async def begin(self) -> None:
        """Write 200 records for each, let the readers read them, then write 100 changes."""
        for writer in self.writers:
            await writer.begin()
        for reader in self.readers:
            await reader.pull_all()
            self.before[reader] = reader.cursor
        for writer in self.writers:
            await writer.push(writer.edits())

    async def measure(self) -> dict[str, float]:
        """Return all figures of the load."""
        figures = {"pull_per_s": await _rate(self.pull, self.readers)}
        figures |= await self._weigh()
        for reader in self.readers:
            await reader.pull_all()
        figures["empty_pull_per_s"] = await _rate(self.pull_nothing, self.readers)
        figures["cold_start_p50_ms"] = await _p50_of_many(self.start_cold, self.readers)
        acts = {
            "pull_one_p50_ms": (self.pull, self.readers),
            "empty_pull_one_p50_ms": (self.pull_nothing, self.readers),
        }
        self.prepare(PREPARED)
        for name, (act, clients) in {**acts, "push_one_p50_ms": (self.push, self.writers)}.items():
            figures[name] = await _p50_of_one(act, clients, ONE_AT_A_TIME[name])
        figures["push_mutations_per_s"] = await _rate(self.push, self.writers) * PUSHED
        return figures

    def prepare(self, pushes: int) -> None:
        """Make pushes ahead."""
        for writer in self.writers:
            writer.prepare(pushes)

    async def push(self, writer: Client) -> None:
        """Push one prepared push."""
        await writer.push(writer.prepared.pop())

    async def pull(self, reader: Client) -> None:
        """Pull 100 changes again."""
        await reader.pull(self.before[reader])

    async def pull_nothing(self, client: Client) -> None:
        """Pull where nothing has changed."""
        await client.pull()

    async def start_cold(self, reader: Client) -> None:
        """Read everything, as a new phone does."""
        assert await reader.start_cold() == COLD_STARTS

    async def _weigh(self) -> dict[str, float]:
        """Return the bytes of a page of 100 changes, plain and packed as the server packs it.

        The head of the answer included.
        """
        reader = self.readers[0]
        plain, packed = [
            await reader.weigh(self.before[reader], packed) for packed in (False, True)
        ]
        return {"bytes_per_change": plain / PUSHED, "bytes_per_change_compressed": packed / PUSHED}


async def _rate(act: Act, clients: list[Client]) -> float:
    """Return acts a second over 16 connections in a closed loop.

    Each lane has phones of its own: none has two requests under way.
    """
    times, elapsed = await _closed_loop(act, clients)
    return len(times) / elapsed


async def _p50_of_many(act: Act, clients: list[Client]) -> float:
    times, _ = await _closed_loop(act, clients)
    return statistics.median(times) * 1000


async def _closed_loop(act: Act, clients: list[Client]) -> tuple[list[float], float]:
    started = time.perf_counter()
    times: list[float] = []

    async def lane(mine: list[Client]) -> None:
        for client in cycle(mine):
            began = time.perf_counter()
            if began - started > SECONDS:
                return
            await act(client)
            times.append(time.perf_counter() - began)

    await asyncio.gather(*[lane(clients[first::CONNECTIONS]) for first in range(CONNECTIONS)])
    return times, time.perf_counter() - started


async def _p50_of_one(act: Act, clients: list[Client], count: int) -> float:
    times = []
    for _, client in zip(range(count), cycle(clients), strict=False):
        began = time.perf_counter()
        await act(client)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000
