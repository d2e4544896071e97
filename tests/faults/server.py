"""`alongside serve` over the library of faults.

It is a process that a test kills and starts again at the same address.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from notifications.push.vapid import create_key
from tests.e2e.server import COMMAND, environment, free_port
from tests.faults.control import Control, library
from tests.faults.http import Broken, Http

STARTS_WITHIN = 60


class Stuck(Exception):
    """The server does not answer any more."""


class Server:
    """The first start is the command as it is shipped.

    Later ones are forks of a process that has read its code.
    """

    def __init__(
        self,
        database_url: str,
        folder: Path,
        *,
        sqlite: Path | None = None,
        postgresql_port: int = 0,
        worker: str = "on",
    ) -> None:
        self.port = free_port()
        self.log = folder / "server.log"
        self.ledger = folder / "ledger"
        self.control = Control(folder, port=self.port, path=sqlite, postgresql_port=postgresql_port)
        create_key(folder / "keys")
        self._environment = environment(
            database_url=database_url,
            port=str(self.port),
            origin=f"http://localhost:{self.port}",
            keys_dir=str(folder / "keys"),
            ledger=str(self.ledger),
            vapid_contact="mailto:tests@alongside.example",
            worker=worker,
        ) | {
            "LD_PRELOAD": str(library(folder)),
            "FAULTS_CONTROL": str(self.control.file),
            "PYTHONPATH": str(Path.cwd()),
        }
        self._nursery: subprocess.Popen[str] | None = None
        self._first: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None

    async def start(self) -> None:
        """Returns when it answers. Raises Stuck."""
        if self._nursery is None:
            self._start_command()
        else:
            self._pid = int(await self._ask(f"start {self.log}"))
        await self.wait_until_ready()

    async def wait_until_ready(self) -> None:
        """Raises Stuck."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not await self.answers():
            if time.monotonic() > deadline or not self.is_running():
                raise Stuck(f"the server does not answer:\n{self.log.read_text()[-3000:]}")
            await asyncio.sleep(0.01)

    async def answers(self) -> bool:
        http = Http(self.port)
        try:
            return (await http.ask("GET", "/api/health")).status == 200
        except Broken:
            return False
        finally:
            http.close()

    def is_running(self) -> bool:
        """Not ended: a process that ended stays a zombie until somebody waits for it."""
        try:
            return Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def is_gone(self) -> None:
        """Returns when the fault has killed it."""
        await self._end(None)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)
        if self._nursery is not None:
            self._nursery.communicate()
            self._nursery = None

    def _start_command(self) -> None:
        nursery = [sys.executable, "-m", "tests.faults.nursery"]
        self._nursery = subprocess.Popen(
            nursery, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with self.log.open("ab") as log:
            self._first = subprocess.Popen(
                [COMMAND, "serve"], env=self._environment, stdout=log, stderr=log
            )
        self._pid = self._first.pid

    async def _end(self, number: signal.Signals | None) -> None:
        if self._pid is None:
            return
        if number is not None:
            os.kill(self._pid, number)
        if self._first is not None:
            await asyncio.to_thread(self._first.wait)
            self._first = None
        else:
            await self._ask(f"wait {self._pid}")
        self._pid = None

    async def _ask(self, line: str) -> str:
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(line + "\n")
        self._nursery.stdin.flush()
        return await asyncio.to_thread(self._read)

    def _read(self) -> str:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        while (line := self._nursery.stdout.readline().strip()) == "ready":
            pass
        return line
