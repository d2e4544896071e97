"""Runs the server and the worker as processes.

They start whole or say why not, and stop within seconds.
"""

import asyncio
import gc
import logging
import signal
import socket
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
import uvicorn
from litestar import Litestar

from api.bounded_http import BoundedHttp
from api.capacity import Capacity, capacity_of, raise_file_limit
from api.connections import ConnectionLimiter
from api.forwarded import ProxyNotice
from api.live import LiveHub
from api.logs import configure_logs
from api.settings import Settings, UnsafeSettings, refuse_unsafe
from cli.app import create_app
from cli.maintenance import recover_from_ledger
from cli.one_server import only_server
from cli.opening import opened_for_command, refuse_missing
from cli.worker import push_key
from database.clock import system_clock, time_of
from database.database import open_database
from projections.registered import PROJECTIONS

GRACE_SECONDS = 2
"""How long a request may still take after a stop; a phone repeats what was cut off."""

log = logging.getLogger("alongside.serving")


def serve(settings: Settings) -> None:
    """Serve until a signal.

    Raises UnsafeSettings, or NotReady where the database is not up to date or there is no key to
    sign pushes with.
    """
    configure_logs(settings.log_level)
    capacity = capacity_of(raise_file_limit(), settings.connections_of_one_source)
    app = create_app(settings, capacity=capacity)
    refuse_without_app(settings)
    refuse_missing(settings)
    # Before the ledger is replayed: another server may be writing to the file.
    with only_server(settings.database_url):
        # In a loop of its own, before uvicorn binds the port: a server that is not ready must not
        # listen.
        asyncio.run(refuse_unready(settings))
        if settings.worker == "on":
            push_key(settings)
        log.info(
            "at most %d connections, %d of one address, %d live streams",
            *msgspec.structs.astuple(capacity),
        )
        collect_rarely()
        Server(configured(app, settings, capacity), app.state.hub).run()


def refuse_without_app(settings: Settings) -> None:
    """Raise UnsafeSettings where there is no built app, since every phone would get a 404."""
    if (
        settings.web_dir
        and not settings.demo
        and not (Path(settings.web_dir) / "index.html").is_file()
    ):
        raise UnsafeSettings(
            f"ALONGSIDE_WEB_DIR is {Path(settings.web_dir).absolute()}, "
            "where no built web app is: `make build` makes one. "
            "Where the app is served from elsewhere, set it to nothing"
        )


def configured(app: Litestar, settings: Settings, capacity: Capacity) -> uvicorn.Config:
    """Return how it is served: over a protocol of our own, whose connections are counted."""
    return uvicorn.Config(
        # Outside the application, so that sync, which bypasses the framework, passes it too.
        ProxyNotice(app, settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=cast(
            Any, partial(BoundedHttp, connections=ConnectionLimiter(capacity, settings.proxies))
        ),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # `api.origin` reads them itself, as far as the settings trust each proxy.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def collect_rarely() -> None:
    """Make the garbage collector look rarely.

    What the start made stays; what comes later is thousands of objects and no cycle. Looking
    through them took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class Server(uvicorn.Server):
    """uvicorn's server, which ends the live streams before it waits for open requests.

    Live streams never end by themselves, and uvicorn would wait for them before it tells the
    application to stop.
    """

    def __init__(self, config: uvicorn.Config, hub: LiveHub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams, then stop as uvicorn does."""
        await self._hub.stop()
        await super().shutdown(sockets)


async def work_until_stopped(settings: Settings) -> None:
    """Run the notification worker alone, until a signal."""
    from cli.worker import make_worker

    refuse_unsafe(settings)
    configure_logs(settings.log_level)
    await refuse_unready(settings)
    collect_rarely()
    database = open_database(
        settings.database_url, ledger=settings.ledger_path, projections=PROJECTIONS
    )
    await database.start()
    try:
        worker = make_worker(database, settings, system_clock)
        await worker.start()
        await _stopped()
        await worker.stop()
    finally:
        await database.stop()


async def refuse_unready(settings: Settings) -> None:
    """Raise NotReady with what to do.

    A server never changes tables by itself; what its ledger says, it does before it serves.
    """
    async with opened_for_command(settings) as database:
        await recover_from_ledger(database, await time_of(database, system_clock()))


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
