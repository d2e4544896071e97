"""One wave: a crowd whose nudges come due in the same minute.

Workers are killed again and again, and rights end meanwhile.
"""

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from multiprocessing.process import BaseProcess
from pathlib import Path

from database.database import Database
from notifications.push.vapid import VapidKeys
from notifications.worker import LEASE_MS
from tests.fixtures.opening import open_database
from tests.nudges.clock import SharedClock
from tests.nudges.crowd import DUE, Member, make_crowd
from tests.nudges.dying import STEPS, Death
from tests.nudges.judging import Findings, judge
from tests.nudges.process import Orders, work
from tests.nudges.revoking import Revoked, revoke_all
from tests.push_service.bulk import running_bulk

WORKERS = {"sqlite": 1, "postgresql": 2}
REVOKED_OF = 25
"""One in so many loses the right to be reached."""
LOOK_SECONDS = 0.05
STILL_LOOKS = 20
"""Looks without a change before the clock is moved past the leases of the dead."""
GIVE_UP_SECONDS = 300
OPEN = (
    "SELECT state, count(*) FROM notice WHERE kind = 'nudge' "
    "AND state IN ('due', 'held', 'claimed', 'scheduled') GROUP BY state"
)
PLANNED = "SELECT count(*) FROM notice WHERE kind = 'nudge'"


class Workers:
    """So many processes at a time; the next takes the place of one that was killed."""

    def __init__(self, orders: Orders, count: int, deaths: Sequence[Death]) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.nudges.process"])
        self._orders = orders
        self._deaths: Iterator[Death | None] = chain(deaths, repeat(None))
        self._running: list[tuple[BaseProcess, Death | None]] = []
        self._count = count
        self.crashes: Counter[str] = Counter()
        self.unexpected: list[int | None] = []

    def look(self) -> None:
        for process, death in [one for one in self._running if one[0].exitcode is not None]:
            self._running.remove((process, death))
            if death and process.exitcode == -9:
                self.crashes[death.step] += 1
            else:
                self.unexpected.append(process.exitcode)
        while len(self._running) < self._count:
            self._start()

    async def stop(self) -> None:
        for process, _ in self._running:
            process.terminate()
        for process, _ in self._running:
            await asyncio.to_thread(process.join, 30)
            process.kill()

    def _start(self) -> None:
        death = next(self._deaths)
        orders = Orders(
            **{name: getattr(self._orders, name) for name in Orders.__struct_fields__}
            | {"death": death}
        )
        process = self._context.Process(target=work, args=(orders,), daemon=True)
        process.start()
        self._running.append((process, death))


async def run_wave(
    database_url: str, folder: Path, *, due: int, crashes: int, batch: int, seed: int
) -> Findings:
    """Play a wave of `due` nudges.

    As many crashes as come before all of them are settled, at most so many, at each step in turn.
    """
    keys = VapidKeys.load_or_create(folder / "keys", "mailto:push@example.org")
    clock = SharedClock(folder / "clock")
    clock.move_to(DUE)
    database = open_database(database_url)
    await database.start()
    try:
        async with running_bulk(lambda: clock() / 1000) as service:
            service.key = keys.public
            members = await make_crowd(database, due, origin=service.origin, vapid_key=keys.public)
            orders = Orders(database_url, folder / "keys", clock.path, service.origin, batch)
            workers = Workers(
                orders, WORKERS[database.dialect], _deaths(crashes, batch, random.Random(seed))
            )
            planned = asyncio.Event()
            revoking = asyncio.create_task(_revoke(database, _chosen(members, seed), planned))
            try:
                await _until_settled(database, workers, clock, due, planned)
            finally:
                await workers.stop()
            return await judge(database, members, service, await revoking, workers)
    finally:
        await database.stop()


async def _revoke(
    database: Database, chosen: Sequence[Member], planned: asyncio.Event
) -> list[Revoked]:
    """From when all is planned, while it is claimed and sent."""
    await planned.wait()
    return await revoke_all(database, chosen, now=DUE, pause=LOOK_SECONDS / 2)


def _chosen(members: Sequence[Member], seed: int) -> list[Member]:
    return random.Random(seed).sample(list(members), len(members) // REVOKED_OF)


def _deaths(count: int, batch: int, rng: random.Random) -> list[Death]:
    deaths = []
    for place in range(count):
        step = STEPS[place % len(STEPS)]
        deaths.append(Death(step, rng.randint(1, batch) if "send" in step else rng.randint(1, 2)))
    return deaths


async def _until_settled(
    database: Database, workers: Workers, clock: SharedClock, due: int, planned: asyncio.Event
) -> None:
    before, still = None, 0
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while True:
            workers.look()
            async with database.reading() as connection:
                if await connection.value(PLANNED) >= due:
                    planned.set()
                left = sorted(await connection.rows(OPEN))
            if planned.is_set() and not left:
                return
            still = still + 1 if left == before else 0
            before = left
            if still >= STILL_LOOKS and planned.is_set():
                clock.move_to(clock() + LEASE_MS)
                still = 0
            await asyncio.sleep(LOOK_SECONDS)
