"""A shorter script that still breaks the same promise: events are dropped while it does."""

from collections.abc import Awaitable, Callable

from tests.simulation.broken import Broken
from tests.simulation.script import Event

TRIES = 400

Played = Callable[[list[Event]], Awaitable[Broken | None]]
"""Plays a script, and tells what broke."""


async def shrink(
    played: Played, script: list[Event], broken: Broken, tries: int = TRIES
) -> list[Event]:
    size = len(script) // 2
    while size and tries:
        start = 0
        while start < len(script) and tries:
            shorter, tries = script[:start] + script[start + size :], tries - 1
            again = await played(shorter)
            if again is not None and again.promise == broken.promise:
                script = shorter
            else:
                start += size
        size //= 2
    return script
