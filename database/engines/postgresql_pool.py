"""A pool over asyncpg that lends an idle connection without a turn of the event loop.

asyncpg's own takes several for each loan, and a round trip to reset the session
(docs/decisions/0005-own-engines-under-piccolo.md). Nothing is left on a session to reset: every
statement goes through `database.connection.Connection`, and the product's SQL sets nothing for
longer than a transaction (no SET without LOCAL, no session lock, no LISTEN); a test reads it all.
"""

import asyncio
from typing import Any

import asyncpg

from database.engines.connection_pool import Lending
from database.errors import Busy
from domain.errors import NotReady

CONNECTIONS = 8
"""At most; more brought nothing on two cores."""
CONNECT_SECONDS = 10
WAIT_SECONDS = 30
STOP_SECONDS = 10
IDLE_SECONDS = 300
"""What was idle for longer is opened anew: something on the way may have dropped it."""


class Slot:
    """A place for one connection, open or not."""

    def __init__(self) -> None:
        self.raw: Any = None
        self.idle_since = 0.0


class Pool:
    """The connections of one kind."""

    def __init__(self, url: str, **settings: str) -> None:
        self._url = url
        self._settings = {
            "application_name": "alongside",
            # Set here, whatever the server's default is: a phone deletes from its outbox what was
            # confirmed.
            "synchronous_commit": "on",
            "timezone": "UTC",
            # Compiling pays for long queries only; ours take microseconds.
            "jit": "off",
            **settings,
        }
        self._slots: Lending[Slot] = Lending(Slot() for _ in range(CONNECTIONS))
        self._stopped = False

    async def start(self) -> None:
        """Connect once, to learn that it can."""
        self.give(await self.take())

    async def stop(self) -> None:
        """Wait for what is lent, then close it."""
        self._stopped = True
        async with asyncio.timeout(STOP_SECONDS):
            for _ in range(CONNECTIONS):
                slot = await self._slots.take()
                if slot.raw is not None:
                    await slot.raw.close()

    async def take(self) -> Slot:
        """Return an open connection.

        Raises `Busy` after 30 seconds in the queue, and what asyncpg raises where it cannot
        connect.
        """
        if self._stopped:
            raise NotReady("The database is not open.")
        slot = self._slots.take_idle() or await self._queue()
        if self._is_usable(slot):
            return slot
        try:
            slot.raw = await asyncpg.connect(
                self._url,
                timeout=CONNECT_SECONDS,
                statement_cache_size=512,
                server_settings=self._settings,
            )
        except BaseException:
            self._slots.give(slot)
            raise
        return slot

    def give(self, slot: Slot) -> None:
        """Take a connection back.

        One that is still in a transaction is closed, which ends it.
        """
        if slot.raw is not None and (slot.raw.is_closed() or slot.raw.is_in_transaction()):
            self.drop(slot)
        slot.idle_since = asyncio.get_running_loop().time()
        self._slots.give(slot)

    def drop(self, slot: Slot) -> None:
        """Close a connection at once; whoever takes the slot next opens another."""
        raw, slot.raw = slot.raw, None
        if raw is not None:
            raw.terminate()

    async def _queue(self) -> Slot:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await self._slots.take()
        except TimeoutError:
            raise Busy("Every connection to the database is in use.", retry_after=1) from None

    def _is_usable(self, slot: Slot) -> bool:
        if slot.raw is None or slot.raw.is_closed():
            return False
        if asyncio.get_running_loop().time() - slot.idle_since < IDLE_SECONDS:
            return True
        self.drop(slot)
        return False
