"""Doing harm to a server under load, and bringing back what was killed."""

import asyncio
import time

import asyncpg

from tests.faults.cluster import Cluster
from tests.faults.engines import Stage
from tests.faults.fault import AT_A_MOMENT, ERRORS, LETHAL, Fault
from tests.faults.load import Load

TERMINATE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY state = 'idle', random()
        LIMIT $1"""
"""Those that are at work first."""
AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND state <> 'idle'"""
LOOKS, PAUSE = 500, 0.02


async def strike(stage: Stage, load: Load, fault: Fault) -> bool:
    """Whether it struck: a load may end before the nth call.

    Raises Stuck where the server does not come back.
    """
    struck = await (_at_a_moment if fault.kind.call == AT_A_MOMENT else _at_a_call)(
        stage, load, fault
    )
    if struck and fault.kind.action in LETHAL:
        await stage.server.is_gone()
        await stage.server.start()
    else:
        await stage.server.wait_until_ready()
    if stage.cluster is not None:
        await _is_quiet(stage.url)
    return struck


async def _at_a_call(stage: Stage, load: Load, fault: Fault) -> bool:
    kind, control = fault.kind, stage.server.control
    short = kind.action == "short"
    error = ERRORS.get(kind.action, ERRORS["enospc"])
    action = "error" if kind.action in ERRORS else kind.action
    times = 1 + fault.seed % 3 if kind.action in ERRORS or short else 1
    control.arm(action, kind.call, fault.n, error=error, times=times, seed=fault.seed)
    started = time.monotonic()
    await load.run()
    fired = control.disarm() > 0
    if not fired:
        stage.usual_seconds = 0.8 * stage.usual_seconds + 0.2 * (time.monotonic() - started)
    return fired


async def _at_a_moment(stage: Stage, load: Load, fault: Fault) -> bool:
    over = asyncio.Event()
    acting = asyncio.create_task(load.run(until=None if fault.kind.action == "kill" else over))
    await asyncio.sleep(stage.usual_seconds * fault.n / 1000)
    struck = not acting.done()
    try:
        await _do(stage, fault.kind.action)
    finally:
        over.set()
        await acting
    return struck or fault.kind.action == "kill"


async def _do(stage: Stage, action: str) -> None:
    if action == "kill":
        await stage.server.kill()
    elif action.startswith("terminate"):
        await _terminate(stage.url, 1 if action == "terminate" else 100)
    else:
        assert stage.cluster is not None
        await asyncio.to_thread(_begin_anew, stage.cluster, action)


async def _is_quiet(url: str) -> None:
    """Wait until PostgreSQL has finished what a killed server asked of it.

    What is compared has to stand still.
    """
    connection = await asyncpg.connect(url)
    for _ in range(LOOKS):
        if not await connection.fetchval(AT_WORK):
            break
        await asyncio.sleep(PAUSE)
    await connection.close()


def _begin_anew(cluster: Cluster, action: str) -> None:
    if action == "kill-postgresql":
        cluster.kill()
    else:
        cluster.stop(action.removeprefix("stop-"))
    cluster.start()


async def _terminate(url: str, most: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SELECT 1")
    await connection.fetch(TERMINATE, most)
    await connection.close()
