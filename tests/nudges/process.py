"""A worker in a process of its own, as a deployment runs it.

It has another clock, and perhaps a step at which it dies.
"""

import asyncio
import logging
import signal
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from notifications.push.endpoints import push_hosts
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.fixtures.opening import open_database
from tests.nudges.clock import SharedClock
from tests.nudges.dying import Death, dies_at

PAUSE_SECONDS = 0.02
"""Between two ticks."""


class Orders(Struct, frozen=True):
    """Where a worker finds everything. `batch`: how many notices it takes at once."""

    database_url: str
    keys: Path
    clock: Path
    origin: str
    batch: int
    death: Death | None = None


def work(orders: Orders) -> None:
    """Until SIGTERM, or until it dies."""
    logging.getLogger().setLevel(logging.ERROR)
    with ExitStack() as stack:
        if orders.death:
            stack.enter_context(dies_at(orders.death))
        asyncio.run(_work(orders))


async def _work(orders: Orders) -> None:
    import notifications.worker as module

    module.BATCH = orders.batch
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = open_database(orders.database_url)
    await database.start()
    keys = VapidKeys.load(orders.keys, "mailto:push@example.org")
    clock = SharedClock(orders.clock)
    worker = Worker(
        database, keys=keys, push_hosts=push_hosts(orders.origin), clock=clock, spread=lambda: 0.0
    )
    while not stop.is_set():
        await worker.tick()
        await asyncio.sleep(PAUSE_SECONDS)
    await worker.stop()
    await database.stop()
