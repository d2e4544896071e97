"""Running: the server and the worker as processes that start whole or say why not, and stop within seconds."""

import asyncio
import signal

import uvicorn

from api.app import create_app, system_clock
from api.logs import configure_logs
from api.settings import Settings, refuse_unsafe
from api.worker import push_key
from domain.errors import NotReady
from storage.database import open_database
from storage.migrate import pending

GRACE_SECONDS = 2
"""How long a request may still take after a stop; a phone repeats what was cut off."""


def serve(settings: Settings) -> None:
    """Until a signal. Raises UnsafeSettings, or NotReady where the database is not up to date or there is no key to sign pushes with."""
    configure_logs(settings.log_level)
    app = create_app(settings)
    asyncio.run(refuse_unmigrated(settings))
    if settings.worker == "on":
        push_key(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run()


async def work_until_stopped(settings: Settings) -> None:
    """The notification worker alone, until a signal."""
    from api.worker import make_worker

    refuse_unsafe(settings)
    configure_logs(settings.log_level)
    await refuse_unmigrated(settings)
    database = open_database(settings.database_url)
    await database.start()
    try:
        worker = make_worker(database, settings, system_clock)
        await worker.start()
        await _stopped()
        await worker.stop()
    finally:
        await database.stop()


async def refuse_unmigrated(settings: Settings) -> None:
    """Raises NotReady with what to do. A server never changes tables by itself."""
    database = open_database(settings.database_url)
    await database.start()
    try:
        if await pending(database):
            raise NotReady("The database is not at this version's tables: run `alongside migrate` first.")
    finally:
        await database.stop()


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
