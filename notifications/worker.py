"""The notification worker: plans, claims, sends and settles, tick by tick."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from database.clock import ahead_of
from database.database import Database
from domain.errors import NotReady
from notifications.push.endpoints import PushHosts
from notifications.push.rotation import retire
from notifications.push.sending import MOST_ATTEMPTS, give_up_abandoned, send_all, settle_sent
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import Sender
from notifications.queue import leases
from notifications.queue.claiming import claim
from notifications.queue.deciding import Lease, Outgoing
from notifications.queue.planning import plan_nudges
from notifications.queue.reminders import plan_reminders

log = logging.getLogger(__name__)

BATCH = 200
LEASE_MS = 180_000
"""Longer than a batch can take.

Every push has a time limit, and some go at the same time (`notifications.push.sending`).
"""
WAIT_AFTER_ERROR_MS = 60_000


def new_uuid() -> str:
    """Return a random UUID."""
    return str(uuid4())


class Worker:
    """One worker of notices.

    `clock` gives milliseconds, `spread` numbers from 0 to 1 for the waits between attempts.
    `by_database`: at every tick the clock is set by the database's, so that of many machines one
    whose clock is wrong sends nothing early.
    """

    def __init__(
        self,
        database: Database,
        *,
        keys: VapidKeys,
        push_hosts: PushHosts,
        clock: Callable[[], int],
        spread: Callable[[], float],
        tick_seconds: float = 5,
        by_database: bool = False,
    ) -> None:
        self.owner = new_uuid()
        self._database = database
        self._keys = keys
        self._local_clock = clock
        self._by_database = by_database
        self._ahead = 0
        self._spread = spread
        self._tick_seconds = tick_seconds
        self._sender = Sender(keys, push_hosts)
        self._scheduler: Any = None
        self._stopping = False
        self._ticking = asyncio.Lock()

    async def start(self) -> None:
        """Tick from now on, in the running loop.

        Without it, `tick` may be called by hand.
        """
        # It says at every tick that it ticks, and again when a tick takes longer than the pause
        # between two.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._tick_and_survive,
            "interval",
            seconds=self._tick_seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """End after the batch that is on its way, so that none is left in doubt."""
        self._stopping = True
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.pause()
        async with self._ticking:
            if scheduler is not None:
                scheduler.shutdown(wait=False)
        await self._sender.aclose()

    async def tick(self) -> int:
        """Do everything that is due now; return how many notices went out."""
        async with self._ticking:
            await self._set_clock()
            self._keys.refresh()
            await retire(self._database, self._keys)
            # Before claiming: what comes due within this tick must be in the queue.
            await plan_nudges(self._database, now=self._clock(), new_id=new_uuid)
            await plan_reminders(self._database, now=self._clock(), new_id=new_uuid)
            await give_up_abandoned(self._database, now=self._clock(), new_id=new_uuid)
            sent = 0
            while not self._stopping:
                batch = await self._take()
                if not batch:
                    break
                # Committed before anything is sent: after a crash a notice may be lost, and is
                # never sent twice.
                outgoing = await self._claim(batch)
                await self._deliver(outgoing)
                sent += len(outgoing)
            return sent

    def _clock(self) -> int:
        return self._local_clock() + self._ahead

    async def _set_clock(self) -> None:
        if self._by_database:
            async with self._database.reading() as connection:
                self._ahead = await ahead_of(connection, self._local_clock())

    async def _tick_and_survive(self) -> None:
        try:
            await self.tick()
        except (
            Exception
        ):  # the loop goes on whatever one tick met: the next begins from what the database says
            log.exception("a tick of the worker was cut short")

    async def _take(self) -> list[tuple[int, int]]:
        now = self._clock()
        async with self._database.transaction() as connection:
            return await leases.lease_due(
                connection, owner=self.owner, now=now, lease_until=now + LEASE_MS, limit=BATCH
            )

    async def _claim(self, batch: list[tuple[int, int]]) -> list[Outgoing]:
        """Claim the batch; where that fails, each notice alone.

        So one that cannot be understood holds up no other.
        """
        if not batch:
            return []
        now = self._clock()
        try:
            return await claim(
                self._database,
                batch,
                lease=Lease(self.owner, now + LEASE_MS),
                now=now,
                new_id=new_uuid,
            )
        except NotReady:
            raise
        except Exception:  # whatever is wrong with one, the rest of the batch must go out
            if len(batch) == 1:
                log.exception("notice %d could not be decided", batch[0][0])
                await self._set_aside(batch[0][0], now)
                return []
        return [outgoing for one in batch for outgoing in await self._claim([one])]

    async def _set_aside(self, notice: int, now: int) -> None:
        async with self._database.transaction() as connection:
            await leases.put_off(
                connection,
                self.owner,
                notice,
                until=now + WAIT_AFTER_ERROR_MS,
                most_attempts=MOST_ATTEMPTS,
                now=now,
            )

    async def _deliver(self, outgoing: list[Outgoing]) -> None:
        if outgoing:
            sent = await send_all(
                outgoing, self._sender, self._keys, now=self._clock(), spread=self._spread
            )
            await settle_sent(
                self._database, sent, owner=self.owner, now=self._clock(), new_id=new_uuid
            )
