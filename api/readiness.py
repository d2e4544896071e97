"""Whether what people write can be stored, tried by writing: a full disk can still be read.

An outage is logged once, and once that it is over.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from database.database import Database
from database.errors import Busy
from database.probe import probe
from domain.errors import NotReady

FRESH_SECONDS = 5.0
"""Nobody makes the database write more often than this by asking."""
FRESH_IN_OUTAGE_SECONDS = 1.0
WATCH_SECONDS = 15.0
PATIENCE_SECONDS = 10.0

log = logging.getLogger("alongside.readiness")


class Readiness:
    """Tries to write for one process and remembers the answer for some seconds."""

    def __init__(self, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._seconds = seconds
        self._alone = asyncio.Lock()
        self._tried = float("-inf")
        self._since: float | None = None

    @property
    def is_ready(self) -> bool:
        """Return whether the last try could write."""
        return self._since is None

    async def check(self) -> bool:
        """Try to write, unless that was tried a moment ago."""
        async with self._alone:
            fresh = FRESH_SECONDS if self.is_ready else FRESH_IN_OUTAGE_SECONDS
            if self._seconds() - self._tried >= fresh:
                self._note(await self._why_not())
                self._tried = self._seconds()
            return self.is_ready

    async def watch(self) -> None:
        """Check for ever, so that an outage is in the log also where nobody asks."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.check()

    async def _why_not(self) -> str | None:
        """Return why nothing can be written; None where it can, or where others are writing."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await probe(self._database)
        except Busy:
            return None
        except NotReady as error:
            return error.detail
        except TimeoutError:
            return "It does not answer in time."
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing can be written
            return type(error).__name__
        return None

    def _note(self, why: str | None) -> None:
        now = self._seconds()
        if why is not None and self._since is None:
            self._since = now
            log.error("nothing that people write can be kept, and every push is put off: %s", why)
        elif why is None and self._since is not None:
            log.warning("what people write is kept again, after %d seconds", now - self._since)
            self._since = None


@asynccontextmanager
async def watching(readiness: Readiness) -> AsyncIterator[None]:
    """Watch in the background while the application runs."""
    watch = asyncio.create_task(readiness.watch())
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
