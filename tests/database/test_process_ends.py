"""What becomes of open connections and of acknowledged rows when a process ends or is killed."""

import asyncio
import subprocess
import sys

from tests.fixtures.opening import open_database

ORPHAN = """
import asyncio, sys
from tests.fixtures.opening import open_database

async def main():
    database = open_database(sys.argv[1])
    await database.start()
    transaction = database.transaction()
    connection = await transaction.__aenter__()
    await connection.run(
        "INSERT INTO program (slug, name, time_zone, languages, coverage, created_at)"
        " VALUES ('a', '', '', '', '', 1)"
    )
    print("open", flush=True)

asyncio.run(main())
"""


def test_a_process_ends_by_itself_with_its_connections_open(database_url: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ORPHAN, database_url],
        timeout=20,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "open"), ended.stderr


WRITER = """
import asyncio, sys
from tests.fixtures.opening import open_database

async def write(database, lane):
    for n in range(100_000):
        async with database.transaction() as connection:
            await connection.run(
                "INSERT INTO attempt (bucket, window_start, tries) VALUES ($1, $2, 1)", lane, n
            )
        print(lane, n, flush=True)

async def main():
    database = open_database(sys.argv[1])
    await database.start()
    await asyncio.gather(*(write(database, f"lane {i}") for i in range(8)))

asyncio.run(main())
"""


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(database_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(500)]
        process.kill()
        said += process.stdout.readlines()
    acknowledged = {
        (lane, int(n))
        for lane, _, n in (line.rpartition(" ") for line in said if line.endswith("\n"))
    }
    assert len(acknowledged) >= 500
    assert acknowledged <= asyncio.run(kept(database_url))


async def kept(url: str) -> set[tuple[str, int]]:
    database = open_database(url)
    await database.start()
    async with database.reading() as connection:
        rows = await connection.rows("SELECT bucket, window_start FROM attempt")
    await database.stop()
    return {(bucket, n) for bucket, n in rows}
