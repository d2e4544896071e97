"""Who may have the machine work at a slow hash now, and who waits.

A hash takes tens of milliseconds of a core and up to 64 MiB, on purpose. Tries of one source come
one after the other; those of people who came in from there before never wait for strangers'; and
strangers, where the limit of a login or of all is spent, wait in a line that moves four times a
second, whatever the machine could do.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import Enum

from domain.errors import TooManyTries

STRANGERS_AT_ONCE = 2
CROWD = 40
"""So many strangers waiting make a crowd: who comes then is held, as if a limit were spent."""
PACE_SECONDS = 0.25
MOST_HELD = 60
MOST_OF_ONE_SOURCE = 50
PATIENCE_SECONDS = 15
"""Longer than that a person would not wait, nor does the app (20 seconds)."""
AGAIN_SECONDS = 5


class QueuePriority(Enum):
    """How a try waits: not at all, behind a few strangers, or at the slow pace of an attack."""

    KNOWN = "known"
    USUAL = "usual"
    HELD = "held"


class HashingQueue:
    """The queues of one process for tries of a secret.

    What several processes share is counted in the database (`api.auth.attempts`).
    """

    def __init__(self, pace: float = PACE_SECONDS) -> None:
        self._pace = pace
        self._strangers = asyncio.Semaphore(STRANGERS_AT_ONCE)
        self._held = asyncio.Lock()
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def turn_of(self, source: str) -> AsyncIterator[None]:
        """Let one try of a source run at a time, so that each sees the failures before it.

        Raises TooManyTries.
        """
        turn = self._turns.setdefault(source, asyncio.Lock())
        with self._within(f"of {source}", MOST_OF_ONE_SOURCE):
            await _soon(turn)
        try:
            yield
        finally:
            turn.release()
            # Otherwise the table of locks would grow by one for each address that ever came.
            if not turn.locked() and not self._waiting[f"of {source}"]:
                self._turns.pop(source, None)

    @asynccontextmanager
    async def place(self, lane: QueuePriority) -> AsyncIterator[None]:
        """Wait until it is this try's time.

        Raises TooManyTries where the queue is full or does not move.
        """
        if lane is QueuePriority.KNOWN:
            yield
        elif lane is QueuePriority.USUAL and self._waiting[QueuePriority.USUAL.value] < CROWD:
            with self._within(QueuePriority.USUAL.value, CROWD):
                await _soon(self._strangers)
            with _releasing(self._strangers):
                yield
        else:
            with self._within(QueuePriority.HELD.value, MOST_HELD):
                await _soon(self._held)
            with _releasing(self._held):
                await asyncio.sleep(self._pace)
                yield

    @contextmanager
    def _within(self, line: str, most: int) -> Iterator[None]:
        if self._waiting[line] >= most:
            raise _later()
        self._waiting[line] += 1
        try:
            yield
        finally:
            self._waiting[line] -= 1
            if not self._waiting[line]:
                del self._waiting[line]


async def _soon(gate: asyncio.Lock | asyncio.Semaphore) -> None:
    """Acquire the gate.

    Raises TooManyTries where that takes longer than a person would wait.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await gate.acquire()
    except TimeoutError:
        raise _later() from None


@contextmanager
def _releasing(gate: asyncio.Lock | asyncio.Semaphore) -> Iterator[None]:
    try:
        yield
    finally:
        gate.release()


def _later() -> TooManyTries:
    return TooManyTries("Many are trying to come in. Wait a little.", retry_after=AGAIN_SECONDS)
