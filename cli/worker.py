"""The notification worker as a deployment runs it: real clock, real keys, allowed push services."""

import random
from pathlib import Path

from api.settings import Settings
from database.clock import Clock
from database.database import Database
from notifications.push.endpoints import push_hosts
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker


def make_worker(database: Database, settings: Settings, clock: Clock) -> Worker:
    """Return the worker.

    Raises NotReady where there is no key to sign pushes with.
    """
    from database.clock import system_clock

    return Worker(
        database,
        keys=push_key(settings),
        push_hosts=push_hosts(settings.push_hosts),
        clock=clock,
        by_database=clock is system_clock,  # not one that is set by hand
        spread=random.SystemRandom().random,
    )


def push_key(settings: Settings) -> VapidKeys:
    """Return the key.

    Raises NotReady, with what to do, where there is none or others may read it.
    """
    return VapidKeys.load(Path(settings.keys_dir), settings.vapid_contact)
