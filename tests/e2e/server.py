"""The server as a person runs it: a process of its own, which a test may kill and start again."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from api.settings import Settings
from notifications.push.vapid import create_key
from tests.fixtures.opening import ledger_beside

STARTS_WITHIN = 20
COMMAND = Path(sys.executable).with_name("alongside")
SHIPPED = (str(COMMAND),)


class Server:
    """`alongside serve` over a migrated database.

    The port, and so every phone's address, outlives a restart.
    """

    def __init__(
        self, database_url: str, folder: Path, command: Sequence[str] = SHIPPED, **settings: str
    ) -> None:
        self.command_line = command
        self.database_url = database_url
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        given = {
            "database_url": database_url,
            "port": str(self.port),
            "origin": self.origin,
            "keys_dir": str(folder / "keys"),
            "vapid_contact": "mailto:tests@alongside.example",
            **settings,
        }
        self._environment = environment(**given)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command_line, "serve", env=self._environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + STARTS_WITHIN
        async with httpx.AsyncClient() as client:
            while not await _answers(client, f"{self.origin}/api/health"):
                if self._process.returncode is not None or time.monotonic() > deadline:
                    raise AssertionError(f"the server did not start:\n{self.log.read_text()}")
                await asyncio.sleep(0.05)

    async def command(self, *words: str) -> None:
        """Runs `alongside` with these words and the server's own settings."""
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        assert await process.wait() == 0

    @property
    def pid(self) -> int:
        """Of a server that runs."""
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """Without a chance to finish anything."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()
        self._process = None


@asynccontextmanager
async def serving(
    database_url: str, folder: Path, command: Sequence[str] = SHIPPED, **settings: str
) -> AsyncIterator[Server]:
    server = Server(database_url, folder, command, **settings)
    create_key(folder / "keys")
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


def environment(**settings: str) -> dict[str, str]:
    """Of a process with these settings and no others."""
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")
    }
    if not (Path(Settings().web_dir) / "index.html").exists():  # not built: the API alone
        settings = {"web_dir": ""} | settings
    if "database_url" in settings:
        settings = {"ledger": str(ledger_beside(settings["database_url"]))} | settings
    return outside | {f"ALONGSIDE_{name.upper()}": value for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
