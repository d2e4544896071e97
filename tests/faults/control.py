"""The library under the server (`faults.c`), told what to do through shared memory.

It is built with the machine's C compiler.
"""

import ctypes
import mmap
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")
CALLS = ("", "write", "sync", "send", "query", "commit")
ACTIONS = (
    "",
    "kill",
    "kill-after",
    "tear",
    "power",
    "power-after",
    "error",
    "short",
    "cut",
    "cut-after",
)


class _Shared(ctypes.Structure):
    """`struct control` of faults.c."""

    _fields_ = [
        *(
            (name, ctypes.c_int64)
            for name in ("armed", "call", "left", "action", "error", "times", "seed")
        ),
        *(
            (name, ctypes.c_int64)
            for name in ("port", "postgresql_port", "fired", "tracing", "traced")
        ),
        ("counts", ctypes.c_int64 * 6),
        ("path", ctypes.c_char * 512),
        ("order", ctypes.c_char * 65536),
    ]


class Control:
    """One server's.

    `path` is the SQLite file, or None where it has none; the ports tell whom a send goes to.
    """

    def __init__(
        self, folder: Path, *, port: int, path: Path | None = None, postgresql_port: int = 0
    ) -> None:
        self.file = folder / "control"
        self.file.write_bytes(bytes(ctypes.sizeof(_Shared)))
        with self.file.open("r+b") as opened:
            self._shared = _Shared.from_buffer(mmap.mmap(opened.fileno(), ctypes.sizeof(_Shared)))
        self._shared.port, self._shared.postgresql_port = port, postgresql_port
        self._shared.path = str(path.resolve()).encode() if path else b""

    def arm(
        self, action: str, call: str, n: int, *, error: int = 0, times: int = 1, seed: int = 0
    ) -> None:
        """At the nth such call from now; an error also at those that follow, `times` in all."""
        shared = self._shared
        shared.call, shared.action, shared.left = CALLS.index(call), ACTIONS.index(action), n
        shared.error, shared.times, shared.seed, shared.fired = error, times, seed, 0
        shared.armed = 1

    def disarm(self) -> int:
        """How often it struck."""
        self._shared.armed = 0
        return int(self._shared.fired)

    @property
    def fired(self) -> int:
        return int(self._shared.fired)

    def counts(self) -> dict[str, int]:
        """Calls so far."""
        return {name: self._shared.counts[index] for index, name in enumerate(CALLS) if name}

    def trace(self) -> None:
        self._shared.traced, self._shared.tracing = 0, 1

    def traced(self) -> str:
        """What happened since `trace`, a letter each (`struct control`)."""
        self._shared.tracing = 0
        return bytes(
            memoryview(self._shared).cast("B")[_Shared.order.offset :][: self._shared.traced]
        ).decode()


def library(folder: Path) -> Path:
    """The built library.

    Raises RuntimeError where there is no compiler: `scripts/system.sh faults` installs one.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("No C compiler was found. Run `scripts/system.sh faults`.")
    built = folder / "faults.so"
    subprocess.run(
        [compiler, "-Wall", "-O2", "-shared", "-fPIC", SOURCE, "-o", built, "-lpthread"], check=True
    )
    return built
