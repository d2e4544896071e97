"""Runs the push service: in the loop of a test, or alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from tests.push_service.app import make_app
from tests.push_service.browser import Browser
from tests.push_service.mailboxes import Mailboxes

HOST = "127.0.0.1"


class PushService:
    """A running push service and what it keeps."""

    def __init__(self, mailboxes: Mailboxes, origin: str) -> None:
        self.mailboxes = mailboxes
        self.origin = origin

    def subscribe(self, vapid_key: str | None = None) -> Browser:
        """A subscription with keys of its own, as a browser makes it."""
        name = f"browser-{len(self.mailboxes.channels)}"
        token = self.mailboxes.register(name, name, vapid_key)
        return Browser(token, f"{self.origin}/wpush/{token}")

    def received(self, browser: Browser) -> list[bytes]:
        """What was accepted for a browser, decrypted with its keys."""
        accepted = [
            message
            for message in self.mailboxes.messages
            if message.token == browser.token and message.status == 201
        ]
        return [browser.decrypt(message.body) for message in accepted]


@asynccontextmanager
async def running(port: int = 0) -> AsyncIterator[PushService]:
    """In this loop, on a free port unless one is given."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    origin = f"http://{HOST}:{listening.getsockname()[1]}"
    mailboxes = Mailboxes()
    server = InLoop(_config(mailboxes, origin))
    task = asyncio.create_task(server.serve([listening]))
    try:
        await server.listens.wait()
        yield PushService(mailboxes, origin)
    finally:
        server.should_exit = True
        await task
        listening.close()


async def serve(port: int) -> None:
    """Alone, until it is stopped."""
    origin = f"http://{HOST}:{port}"
    await uvicorn.Server(_config(Mailboxes(), origin, port)).serve()


class InLoop(uvicorn.Server):
    """Leaves signals to the test that runs it, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(mailboxes: Mailboxes, origin: str, port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(mailboxes, origin),
        host=HOST,
        port=port,
        log_level="warning",
        ws="websockets-sansio",
        ws_ping_interval=None,
        # Longer than a sender keeps a connection: who ends it first must not be a matter of chance.
        timeout_keep_alive=75,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
