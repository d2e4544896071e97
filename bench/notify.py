"""`python -m bench.notify`: commits a second on PostgreSQL, by where NOTIFY is sent.

Without NOTIFY, with it inside each transaction, and after the commit.

Sixteen connections each write a page and move a head of their own, as pushes of different people
do. The three take turns, since a machine that does other things is not the same from minute to
minute. Why pokes go out after the commit: docs/decisions/0008-our-own-live-hub.md.
"""

import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from typing import Any, Literal

import asyncpg

from bench.databases import databases_of
from database.pokes import OverPostgresql

CONNECTIONS = 16
ROUNDS, SECONDS = 6, 2.0
PAGE = "x" * 3000
MOVE = "UPDATE moved SET head = head + 1 WHERE id = $1"

Way = Literal["without", "inside", "after"]


async def commits_a_second(connections: list[Any], pokes: OverPostgresql, way: Way) -> float:
    """Return how many commits a second one way allows."""
    started, done = time.perf_counter(), 0

    async def lane(number: int, connection: Any) -> None:
        nonlocal done
        while time.perf_counter() - started < SECONDS:
            async with connection.transaction():
                await connection.execute("INSERT INTO page VALUES ($1)", PAGE)
                if way == "inside":
                    await connection.execute(
                        f"WITH head AS ({MOVE}) SELECT pg_notify('bench', $2)", number, str(done)
                    )
                else:
                    await connection.execute(MOVE, number)
            done += 1
            if way == "after":
                pokes.tell({number: done})

    await asyncio.gather(
        *[lane(number, connection) for number, connection in enumerate(connections)]
    )
    return done / (time.perf_counter() - started)


async def main() -> None:
    """Measure the three ways in turns and print them."""
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of("postgresql", folder) as [url]:
            pokes = OverPostgresql(url)
            await pokes.listen(lambda _: None, lambda: None)
            connections = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]
            await connections[0].execute(
                """
                    CREATE TABLE page (text text); CREATE TABLE moved (id int PRIMARY KEY,
                      head bigint)"""
            )
            await connections[0].execute(
                "INSERT INTO moved SELECT id, 0 FROM generate_series(0, $1) id", CONNECTIONS
            )
            await connections[1].add_listener("bench", lambda *_: None)
            ways: tuple[Way, ...] = ("without", "inside", "after")
            rates: dict[Way, list[float]] = defaultdict(list)
            await commits_a_second(connections, pokes, "without")
            for _ in range(ROUNDS):
                for way in ways:
                    rates[way].append(await commits_a_second(connections, pokes, way))
            for connection in connections:
                await connection.close()
            await pokes.stop()
    for way, found in rates.items():
        print(f"{way:8} {statistics.median(found):8.0f} commits/s")


if __name__ == "__main__":
    asyncio.run(main())
