"""A PostgreSQL of the test's own, synced to disk as a deployment's is.

It may be stopped and killed; no shared one is touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.e2e.server import free_port
from tests.fixtures.postgresql import NONE_FOUND, installed_programs

STARTS_WITHIN = 30
GONE_WITHIN = 10
SETTINGS = (
    "-c",
    "fsync=on",
    "-c",
    "full_page_writes=on",
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "max_connections=60",
)


class Cluster:
    """Raises RuntimeError where PostgreSQL's programs are not installed."""

    def __init__(self) -> None:
        found = installed_programs()
        if found is None:
            raise RuntimeError(NONE_FOUND)
        self._programs = (found / "initdb").resolve().parent  # a link on PATH may stand alone
        self.port = free_port()
        self.url = f"postgresql://alongside@127.0.0.1:{self.port}/postgres"
        self._folder = Path(tempfile.mkdtemp(prefix="alongside-faults-pg-", dir="/tmp"))
        self._data = self._folder / "data"
        self._user: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self._folder, "postgres", "postgres")
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self._postmaster: subprocess.Popen[bytes]
        initdb = [
            self._programs / "initdb",
            "-D",
            self._data,
            "-A",
            "trust",
            "-U",
            "alongside",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ]
        subprocess.run(  # type: ignore[call-overload]
            initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._user
        )

    def start(self) -> None:
        """Returns when it takes connections.

        It is a child of the test, since a killed one has to be waited for by its parent.
        """
        command = [
            self._programs / "postgres",
            "-D",
            self._data,
            *SETTINGS,
            "-p",
            str(self.port),
            "-k",
            self._folder,
        ]
        with (self._folder / "log").open("ab") as log:
            self._postmaster = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", **self._user
            )  # type: ignore[call-overload]
        deadline = time.monotonic() + STARTS_WITHIN
        ready: list[str | Path] = [
            self._programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        while subprocess.run(ready, check=False).returncode != 0:
            assert time.monotonic() < deadline, (self._folder / "log").read_text()[-2000:]
            assert self._postmaster.poll() is None, (self._folder / "log").read_text()[-2000:]
            time.sleep(0.02)

    def stop(self, mode: str) -> None:
        """`fast` ends every connection and writes what is open; `immediate` only ends them."""
        self._postmaster.send_signal(signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        self._postmaster.wait()

    def kill(self) -> None:
        """Send SIGKILL to the postmaster and all of its children.

        What was in their memory alone is gone.
        """
        postmaster = self._postmaster.pid
        os.kill(postmaster, signal.SIGSTOP)  # it makes no more children
        pids = [postmaster, *_children(postmaster)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._postmaster.wait()
        deadline = time.monotonic() + GONE_WITHIN
        while any(_is_running(pid) for pid in pids):
            assert time.monotonic() < deadline, "PostgreSQL outlives SIGKILL"
            time.sleep(0.01)

    def remove(self) -> None:
        if self._postmaster.poll() is None:
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
