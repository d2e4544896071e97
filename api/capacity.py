"""How many connections one process may hold: as many as it may open files, less what else it opens.

Every connection is a file. Where they are used up, no request is answered any more, and the
database and the pushes get none either; so the last ones are never given to connections, and live
streams, which stay open, leave some of those to everything that comes and goes (decision 0031).
"""

import resource
from contextlib import suppress

from msgspec import Struct

MOST_FILES = 65_536
"""More are of no use to one process: each open app costs it some 40 kB."""
LEAST_RESERVE = 64
"""For the database, its ledger, the log and a backup.

Pushes, at most 512 at once, have the rest of a quarter.
"""
LEAST_CONNECTIONS = 16
MOST_OF_ONE_SOURCE = 512


class Capacity(Struct, frozen=True):
    """How many connections a process takes, how many of one address, how many live streams."""

    connections: int
    of_one_source: int
    live_streams: int


def capacity_of(files: int, of_one_source: int = 0) -> Capacity:
    """Return the capacity of a process that may open so many files.

    `of_one_source` is the operator's own share for one address, or 0.
    """
    # A quarter of the files is kept for the database, the log and pushes: a crowd must not stop
    # writing.
    connections = max(files - max(files // 4, LEAST_RESERVE), LEAST_CONNECTIONS)
    fair = min(connections // 4, MOST_OF_ONE_SOURCE)
    return Capacity(connections, min(of_one_source or fair, connections), connections * 3 // 4)


def open_files() -> int:
    """Return how many files this process may open now."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FILES if soft == resource.RLIM_INFINITY else min(soft, MOST_FILES)


def raise_file_limit() -> int:
    """Raise the limit of open files as far as the system allows; return how many there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # macOS names no limit and has one
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return open_files()
