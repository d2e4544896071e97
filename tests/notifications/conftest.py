"""A push service, a key, and a pair on each engine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from database.database import Database
from notifications.push.endpoints import push_hosts
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import Pair, make_neighbours, make_pair, walk_together
from tests.notifications.several import Several
from tests.push_service import PushService, running


@pytest.fixture
def keys(tmp_path: Path) -> VapidKeys:
    return VapidKeys.load_or_create(tmp_path / "keys", "mailto:push@example.org")


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with running() as service:
        yield service


@pytest.fixture
async def pair(database: Database) -> Pair:
    """Neither alone in their program nor in the database."""
    await make_neighbours(database)
    pair = await make_pair(database)
    await walk_together(database, pair.peer, "Coop")
    return pair


@pytest.fixture
async def new_worker(
    service: PushService, keys: VapidKeys
) -> AsyncIterator[Callable[[Pair], Worker]]:
    """Makes workers that tick by hand; they and the push service go by the pair's clock."""
    async with AsyncExitStack() as stack:

        def make(pair: Pair) -> Worker:
            service.mailboxes.clock = lambda: pair.now / 1000
            hosts = push_hosts(service.origin)
            worker = Worker(
                pair.database,
                keys=keys,
                push_hosts=hosts,
                clock=pair.clock,
                spread=lambda: 0.0,
                tick_seconds=0.02,
            )
            stack.push_async_callback(worker.stop)
            return worker

        yield make


@pytest.fixture
def worker(pair: Pair, new_worker: Callable[[Pair], Worker]) -> Worker:
    return new_worker(pair)


@pytest.fixture
async def three(pair: Pair, service: PushService, keys: VapidKeys) -> Several:
    """Two who walk with one peer, and one of another program; each has a phone."""
    pairs = [
        pair,
        await walk_together(pair.database, pair.peer, "Rosa"),
        await make_pair(pair.database),
    ]
    return Several(pairs, [await each.has_phone(service, keys.public) for each in pairs], service)
