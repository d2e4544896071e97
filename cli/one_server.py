"""One server per SQLite file.

A second one would not hear of what the first one writes, and they would wait for each other's
locks.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import Conflict


@contextmanager
def only_server(database_url: str) -> Iterator[None]:
    """Hold a lock beside the file until the process ends, even by a kill.

    Raises Conflict where another server holds it. PostgreSQL may have several servers.
    """
    scheme, _, path = database_url.partition(":///")
    if scheme != "sqlite":
        yield
        return
    lock = os.open(
        # Resolved: one lock, by whatever link the file is named.
        f"{Path(path).resolve()}.serving",
        os.O_RDWR | os.O_CREAT,
        0o600,
    )
    try:
        _take(lock, path)
        yield
    finally:
        os.close(lock)


def _take(lock: int, path: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(
            f"Another server serves {Path(path).absolute()} already, and a SQLite file has one. "
            "Stop it first; for more than one, use PostgreSQL."
        ) from None
    except OSError:  # a file system without locks: nothing can be told
        return
