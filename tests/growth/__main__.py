"""Measure how long it takes to open a newcomer's streams in a large program, on both engines.

`python -m tests.growth [PEOPLE]`.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import accounts
from api.ids import new_id
from database.migrate import migrate
from program.newcomers import add_newcomer
from tests.fixtures import postgresql
from tests.fixtures.opening import open_database
from tests.growth.crowd import fill

NOW = 1_790_000_000_000
TIMES = 50


async def measure(url: str, count: int) -> list[float]:
    """Milliseconds of opening the streams alone, the least first."""
    database = open_database(url)
    await database.start()
    await migrate(database)
    async with database.transaction() as connection:
        program = await accounts.add_program(
            connection, slug="lantern", name="Lantern", time_zone="UTC", languages=["en"], now=NOW
        )
        await add_newcomer(connection, program, "supervisor", "Sam", now=NOW, new_id=new_id)
    await fill(database, program.id, count, NOW)
    took = []
    for _ in range(TIMES):
        async with database.transaction() as connection:
            person = await accounts.add_person(
                connection,
                uuid=new_id(),
                program=program.id,
                role="participant",
                display_name="New",
                time_zone="UTC",
                now=NOW,
            )
            began = time.perf_counter()
            await accounts.open_streams(connection, person, NOW)
            took.append((time.perf_counter() - began) * 1000)
    await database.stop()
    return sorted(took)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder, postgresql.running() as server:
        urls = {
            "sqlite": f"sqlite:///{Path(folder) / 'alongside.sqlite'}",
            "postgresql": server.address(asyncio.run(server.make())),
        }
        for engine, url in urls.items():
            took = asyncio.run(measure(url, count))
            median, most = took[TIMES // 2], took[-1]
            told = f"{engine}: {count} people, a newcomer's streams in"
            print(told, f"{median:.2f} ms (median), {most:.2f} ms (most)")  # noqa: T201


if __name__ == "__main__":
    main()
