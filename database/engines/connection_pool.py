"""A few connections, lent to whoever comes first; whoever finds none waits in a queue."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lending(Generic[T]):
    """Lends things; what lies idle is lent without a turn of the event loop."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._idle = list(things)
        self._waiting: deque[asyncio.Future[T]] = deque()

    def take_idle(self) -> T | None:
        """Return the thing that was given back last, if one is idle."""
        return self._idle.pop() if self._idle else None

    async def take(self) -> T:
        """Wait for a thing."""
        if self._idle:
            return self._idle.pop()
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            # It was lent in the same turn as the cancel: without this it would never come back.
            if not waiting.cancelled():
                self.give(waiting.result())
            raise

    def give(self, thing: T) -> None:
        """Give a thing back, to whoever waits longest."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(thing)
                return
        self._idle.append(thing)
