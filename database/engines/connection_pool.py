"""A few connections, lent to whoever comes first; whoever finds none waits in a queue."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lending(Generic[T]):
    """Lending what lies idle takes no turn of the loop."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._idle = list(things)
        self._waiting: deque[asyncio.Future[T]] = deque()

    def take_idle(self) -> T | None:
        """The one that was given back last."""
        return self._idle.pop() if self._idle else None

    async def take(self) -> T:
        if self._idle:
            return self._idle.pop()
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if not waiting.cancelled():
                self.give(waiting.result())
            raise

    def give(self, thing: T) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(thing)
                return
        self._idle.append(thing)
