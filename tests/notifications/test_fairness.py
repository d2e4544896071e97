"""One program's many do not hold up another's few (security: F8)."""

import asyncio
from collections import Counter

import pytest

from database.database import Database
from notifications.queue import leases
from notifications.queue.notices import NewNotice, add_notices
from tests.notifications.pair import HOUR, NOON, uuid

MANY, FEW, BATCH = 3_000, 10, 200
LARGE, SMALL, THIRD = 1, 2, 3


async def due(database: Database, program: int, count: int, *, at: int = NOON) -> None:
    async with database.transaction() as connection:
        planned = [
            NewNotice(
                uuid(), program, n, "nudge", program, f"{program} {n}", "2026-06-03", 0, at + n
            )
            for n in range(count)
        ]
        await add_notices(connection, planned, NOON)


async def take(database: Database, owner: str = "one", limit: int = BATCH) -> Counter[int]:
    """How many of each program were taken; the program is the stream."""
    async with database.transaction() as connection:
        now = NOON + HOUR
        return Counter(
            stream
            for _, stream in await leases.lease_due(
                connection, owner=owner, now=now, lease_until=now + HOUR, limit=limit
            )
        )


async def test_a_few_of_another_program_go_with_the_first_batch(database: Database) -> None:
    await due(database, LARGE, MANY)
    await due(database, SMALL, FEW, at=NOON + HOUR - FEW)
    first = await take(database)
    assert (first[SMALL], first[LARGE]) == (FEW, BATCH // 2)
    assert await take(database) == {LARGE: BATCH}


async def test_programs_with_many_share_alike(database: Database) -> None:
    for program in (LARGE, SMALL, THIRD):
        await due(database, program, 300)
    assert await take(database) == dict.fromkeys((LARGE, SMALL, THIRD), BATCH // 3)


async def test_everything_is_taken_once_by_however_many(database: Database) -> None:
    for program in (LARGE, SMALL, THIRD):
        await due(database, program, 170)

    async def all_of(owner: str) -> Counter[int]:
        took: Counter[int] = Counter()
        while batch := await take(database, owner):
            took += batch
        return took

    shares = await asyncio.gather(*(all_of(owner) for owner in "abcd"))
    assert sum(shares, Counter()) == dict.fromkeys((LARGE, SMALL, THIRD), 170)


@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_more_programs_than_places_take_turns(database: Database, limit: int) -> None:
    for program in range(1, 10):
        await due(database, program, 2, at=NOON + program)
    took = [await take(database, limit=limit) for _ in range(30)]
    assert sum(took, Counter()) == dict.fromkeys(range(1, 10), 2)
    assert all(batch.total() <= limit for batch in took)
