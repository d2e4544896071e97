"""The steps of a worker from a notice that is due to one that is marked.

A process dies at each of them.
"""

import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from msgspec import Struct

from notifications.push.sending import settle_sent
from notifications.push.webpush import Sender
from notifications.queue.claiming import claim
from records.streams import StreamWriter

Call = Callable[..., Awaitable[Any]]
STEPS = (
    "before the claim's commit",
    "after the claim's commit",
    "before a send",
    "between send and mark",
    "after the mark",
)


class Death(Struct, frozen=True):
    """At which step, and the how manieth time that this process comes to it."""

    step: str
    nth: int


@contextmanager
def dies_at(death: Death) -> Iterator[None]:
    """Meanwhile this process kills itself there, without a chance to finish anything."""
    comes = _counted(death.nth)
    with ExitStack() as stack:
        match death.step:
            case "before the claim's commit":
                claims = _Claims(claim)
                stack.enter_context(patch("notifications.worker.claim", claims))
                stack.enter_context(
                    patch.object(
                        StreamWriter,
                        "advance",
                        _then(StreamWriter.advance, comes, only=claims.under_way),
                    )
                )
            case "after the claim's commit":
                stack.enter_context(patch("notifications.worker.claim", _then(claim, comes)))
            case "before a send":
                stack.enter_context(patch.object(Sender, "_post", _first(Sender._post, comes)))
            case "between send and mark":
                stack.enter_context(patch.object(Sender, "_post", _then(Sender._post, comes)))
            case "after the mark":
                stack.enter_context(
                    patch("notifications.worker.settle_sent", _then(settle_sent, comes))
                )
            case _:
                raise ValueError(f"no such step: {death.step}")
        yield


class _Claims:
    """Claiming as ever, which tells whether a claim is under way.

    Heads are advanced by others too, and last of all before a commit.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self._open = False

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._open = True
        try:
            return await self._call(*args, **kwargs)
        finally:
            self._open = False

    def under_way(self) -> bool:
        return self._open


def _counted(nth: int) -> Iterator[None]:
    """Every step that is asked of it until the one at which the process ends."""
    for _ in range(nth - 1):
        yield
    os.kill(os.getpid(), signal.SIGKILL)


def _then(call: Call, comes: Iterator[None], only: Callable[[], bool] = lambda: True) -> Call:
    async def called(*args: Any, **kwargs: Any) -> Any:
        result = await call(*args, **kwargs)
        if only():
            next(comes)
        return result

    return called


def _first(call: Call, comes: Iterator[None]) -> Call:
    async def called(*args: Any, **kwargs: Any) -> Any:
        next(comes)
        return await call(*args, **kwargs)

    return called
