"""The same work beside 10,000, 100,000 and 1,000,000 stored records.

A server for each, asked in turns, so that a busy machine slows all of them alike.

The records are other people's, 200 each, and are written by a few statements; a server that read
more than it was asked for would show it.
"""

import asyncio
import json
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from itertools import islice
from pathlib import Path

from bench.databases import databases_of
from bench.load import CONNECTIONS, Act, Load
from bench.people import Circle, make_circles
from bench.workload import FIRST_RECORDS, answers
from database.database import Database, Sql
from database.migrate import migrate
from tests.e2e.server import serving
from tests.fixtures.opening import open_database
from tests.phone.ids import now_ms

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 40
OTHERS = "(SELECT id FROM person WHERE uuid LIKE 'other-%')"
ALL = (
    "WITH RECURSIVE one_to_all(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM one_to_all WHERE i < $1)"
)
PEOPLE = (
    f"""
        {ALL} INSERT INTO person (uuid, program, kind, role, display_name, language, time_zone,
          zone_mode, status, created_at)
    SELECT 'other-' || i, 1, 'participant', 'participant', 'Someone', 'en', 'America/Chicago',
      'device', 'active', 0 FROM one_to_all""",
    f"""INSERT INTO stream (program, kind, person, head, live)
    SELECT 1, 'shared', id, {FIRST_RECORDS}, {FIRST_RECORDS} FROM person
      WHERE uuid LIKE 'other-%'""",
    f"""INSERT INTO reader (person, stream, role, grant_no, program)
    SELECT person, id, 'participant', 1, 1 FROM stream WHERE person IN {OTHERS}""",
)
ID = Sql(
    sqlite=(
        "printf('019d%04x-%04x-7000-8000-%012x', n.i, s.id % 65536, abs(random()) % "
        "281474976710656)"
    ),
    postgresql="""'019d' || lpad(to_hex(n.i), 4, '0') || '-' || lpad(to_hex(s.id % 65536), 4, '0')
        || '-7000-8000-' || lpad(to_hex((random() * 281474976710655)::bigint), 12, '0')""",
)
ANSWERS = json.dumps({"answers": answers()}, separators=(",", ":"))
HEADS = """'{"answers":[["' || id || '",[1790000000000,0,' || stream || ',' || seq || ']]]}'"""
HISTORY = """'{"' || id || '":{"result":{"id":"' || id
    || '","outcome":"applied","key":[1790000000000,0,' || stream || ',' || seq
    || '],"stream":' || stream || ',"seq":' || seq || ',"groups":{"answers":"shown"}}}}'"""
RECORDS = f"""
    {ALL}, made AS (SELECT s.id AS stream, n.i AS seq, ID AS id FROM stream s, one_to_all n
      WHERE s.person IN {OTHERS})
    INSERT INTO record (stream, record, seq, program, entity, heads, body, history)
    SELECT stream, id, seq, 1, 'check_in', {HEADS}, '{ANSWERS}', {HISTORY} FROM made"""


async def prepared(url: str, records: int) -> list[Circle]:
    """Return the bench's people in a migrated database beside this many records of others."""
    database = open_database(url)
    await database.start()
    await migrate(database)
    circles = await make_circles(database, now_ms())
    if records:
        await _fill(database, records // FIRST_RECORDS)
    await database.stop()
    return circles


async def _fill(database: Database, people: int) -> None:
    async with database.transaction() as connection:
        await connection.run(PEOPLE[0], people)
        for statement in PEOPLE[1:]:
            await connection.run(statement)
        await connection.run(RECORDS.replace("ID", getattr(ID, database.dialect)), FIRST_RECORDS)
    if database.dialect == "postgresql":  # as autovacuum would have done long ago
        async with database.transaction() as connection:
            await connection.run("ANALYZE")


async def measure_growth(engine: str) -> dict[str, float]:
    """Return each act's time at the largest size as a multiple of that at the smallest."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack, databases_of(engine, folder, len(SIZES)) as urls:
            loads = []
            for size, url in zip(SIZES, urls, strict=True):
                circles = (await prepared(url, size - FIRST_RECORDS * CONNECTIONS))[:CONNECTIONS]
                place = Path(folder) / str(size)
                place.mkdir()
                server = await stack.enter_async_context(serving(url, place, worker="off"))
                loads.append(Load(server.port, circles))
                await loads[-1].begin()
                loads[-1].prepare(ROUNDS)
            return {
                "growth_pull": await _grown([load.pull for load in loads], loads),
                "growth_empty_pull": await _grown([load.pull_nothing for load in loads], loads),
                "growth_push": await _grown([load.push for load in loads], loads, writers=True),
            }


async def _grown(acts: list[Act], loads: list[Load], *, writers: bool = False) -> float:
    times: list[list[float]] = [[] for _ in loads]
    clients = [load.writers if writers else load.readers for load in loads]
    for turn in range(ROUNDS):
        for act, mine, taken in zip(acts, clients, times, strict=True):
            first = turn * CONNECTIONS % len(mine)
            now = list(islice([*mine[first:], *mine], CONNECTIONS))
            began = time.perf_counter()
            await asyncio.gather(*map(act, now))
            taken.append(time.perf_counter() - began)
    medians = [statistics.median(taken) for taken in times]
    return medians[-1] / medians[0]
