"""Both engines side by side: every act is done on each, and what comes of it must be the same."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from itertools import count
from typing import Any, TypeVar

import httpx

from api.settings import Settings
from cli.app import create_app
from program.following_names import follow_names
from tests.api.conftest import NOW, Clock, running
from tests.differential.engine import NUMBERED, OF_A_PROGRAM, Engine

T = TypeVar("T")


class Differs(AssertionError):
    """The engines are not of one mind."""


class Twins:
    """Called from a test's thread; the applications live on the loop of another."""

    def __init__(
        self, sqlite: Engine, postgresql: Engine, clock: Clock, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.engines = (sqlite, postgresql)
        self.clock = clock
        self._loop = loop
        self._scripts = count(1)

    def found(self) -> int:
        """A new program on both, at the same instant. The script's number."""
        script = next(self._scripts)
        self.clock.now = NOW
        self._await(self._align())
        self.both("founding", lambda engine: engine.found(script))
        self.both("devices", lambda engine: _told(engine.devices))
        return script

    def both(self, what: str, act: Callable[[Engine], Awaitable[T]]) -> T:
        """What came of it on either, once what follows from it by itself has followed.

        Raises Differs.
        """
        told = self._same(what, act)
        self._await(self._follow())
        return told

    def _same(self, what: str, act: Callable[[Engine], Awaitable[T]]) -> T:
        one, other = self._await(self._done(act))
        if one != other:
            raise Differs(f"{what}\nSQLite:     {one}\nPostgreSQL: {other}")
        return one

    def exchange(
        self, seat: str, bodies: tuple[bytes, bytes]
    ) -> tuple[dict[str, Any], tuple[str, str]]:
        """One answer, and the cursor of each engine, which is its own matter."""
        one, other = self._await(self._answers(seat, bodies))
        self._await(self._follow())
        told, cursors = [], []
        for response in (one, other):
            answer = response.json()
            cursors.append(str(answer.pop("cursor", "")))
            told.append((response.status_code, answer))
        if told[0] != told[1]:
            raise Differs(f"POST /api/sync by {seat}\nSQLite:     {told[0]}\nPostgreSQL: {told[1]}")
        return {"status": told[0][0], **told[0][1]}, (cursors[0], cursors[1])

    def same_streams(self) -> None:
        """Heads, counts and digests of every stream."""
        self._same("streams", lambda engine: engine.table("stream"))

    def same_tables(self) -> None:
        for table in OF_A_PROGRAM:
            self._same(table, lambda engine, table=table: engine.table(table))  # type: ignore[misc]

    async def _align(self) -> None:
        sqlite, postgresql = [await engine.numbers() for engine in self.engines]
        greatest = {table: max(sqlite[table], postgresql[table]) for table in NUMBERED}
        for engine in self.engines:
            await engine.count_on_from(greatest)

    async def _done(self, act: Callable[[Engine], Awaitable[T]]) -> list[T]:
        return [await act(engine) for engine in self.engines]

    async def _follow(self) -> None:
        """A server has names follow soon after they were chosen, each in its own time."""
        for engine in self.engines:
            await follow_names(
                engine.database,
                now=self.clock(),
                people=[person.id for person in engine.people.values()],
            )

    async def _answers(self, seat: str, bodies: tuple[bytes, bytes]) -> list[httpx.Response]:
        return [
            await engine.post(seat, "/api/sync", body)
            for engine, body in zip(self.engines, bodies, strict=True)
        ]

    def _await(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)


@contextmanager
def twins(settings: tuple[Settings, Settings]) -> Iterator[Twins]:
    """Both applications, started and stopped in one task of a loop of their own."""
    clock, loop, ready = Clock(), asyncio.new_event_loop(), threading.Event()
    engines: list[Engine] = []
    stop = asyncio.Event()

    async def run() -> None:
        async with AsyncExitStack() as stack:
            for each in settings:
                app = await stack.enter_async_context(running(create_app(each, clock=clock)))
                engines.append(Engine(app, clock))
            ready.set()
            await stop.wait()

    def live() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(run())
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=live, name="twins")
    thread.start()
    try:
        ready.wait(60)
        if len(engines) < 2:
            raise RuntimeError("An application did not start.")
        yield Twins(engines[0], engines[1], clock, loop)
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(60)


async def _told(value: T) -> T:
    return value
