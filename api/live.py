"""The live streams of this process: who listens, and word to them that a stream has moved.

Rights are read anew for every word that goes out, in one statement for all whom it concerns. Twice
a second and more every session is looked at again: where it has ended, or its rights are not those
under which the live stream was opened, the live stream ends, and the app comes back and fetches
what it may read now. Where word may have passed by unheard, all of them end (fail closed).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from accounts import Session, streams_readable_by
from accounts.hearing import ReadRights, heads_of, read_rights_of_sessions, readable_by_sessions
from api.limits import LIMITS
from api.logs import error_trace
from database.database import Connection, Database
from database.pokes import Heads
from domain.errors import NotReady

K = TypeVar("K")

LOOK_SECONDS = 0.4
"""Between two looks at who may still listen: what was revoked ends within a second."""
COMPARE_SECONDS = 15.0
"""Between two comparisons of heads.

They find what a process was killed before announcing, and what another process wrote into SQLite.
"""
HEARTBEAT_SECONDS = 25.0
"""Shorter than the 30 s after which proxies and mobile networks close a silent connection."""
PATIENCE_SECONDS = 5.0
"""For one look at the database.

Nothing is told meanwhile.
"""
FRESH_SECONDS = 0.5
"""What waited longer behind a slow reader is asked about again."""
IN_ONE = 250
"""Sessions in one statement: some milliseconds of the loop on SQLite."""

log = logging.getLogger("alongside.live")


class LiveStream:
    """One open live stream.

    What waits in it is one head a stream, however slowly it is read.
    """

    def __init__(self, session: Session, token: str) -> None:
        self.token = token
        self.person = session.person
        self.device = session.device
        self.streams: Heads = {}
        """Those that it was opened with, each with the head that was told last."""
        self.standing = ReadRights(0, 0, 0)
        self.waiting: Heads = {}
        self.allowed_at = 0.0
        self.beats = False
        self.ended = False
        self.wake = asyncio.Event()

    def allow(self, heads: Heads) -> None:
        """Queue the heads that this stream may be told, by rights that were read just now."""
        self.waiting |= heads
        self.allowed_at = asyncio.get_running_loop().time()
        self.wake.set()

    def end(self) -> None:
        """Close the stream and drop what waits in it."""
        self.ended = True
        self.waiting = {}
        self.wake.set()

    def beat(self) -> None:
        """Ask for a heartbeat."""
        self.beats = True
        self.wake.set()


class LiveHub:
    """The open live streams of one process, at most so many.

    Each is a connection, and other requests need some too (`api/capacity.py`).
    """

    def __init__(self, database: Database, clock: Callable[[], int], most: int) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._count = 0
        self._by_token: dict[str, set[LiveStream]] = defaultdict(set)
        self._by_stream: dict[int, set[LiveStream]] = defaultdict(set)
        self._by_device: dict[int, list[LiveStream]] = defaultdict(list)
        self._heard: Heads = {}
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen for pokes and begin to pass them on."""
        await self._database.pokes.listen(self._hear, self.end_all)
        self._tasks = [asyncio.create_task(work()) for work in (self._pass_on, self._look_after)]
        for task in self._tasks:
            task.add_done_callback(self._given_up)

    async def stop(self) -> None:
        """End every live stream, and open none any more."""
        tasks, self._tasks = self._tasks, []
        self.end_all()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def end_all(self) -> None:
        """End every live stream; the apps come back and pull."""
        for live in list(self):
            self.leave(live)

    def __iter__(self) -> Iterator[LiveStream]:
        return (live for lives in self._by_token.values() for live in lives)

    async def open(self, session: Session, token: str) -> LiveStream:
        """Open a live stream that begins with every stream's head, so that no change is missed.

        The oldest of a device that has too many ends. Raises NotReady while pokes may be missed,
        and where as many are open as may be.
        """
        live = LiveStream(session, token)
        readable = await self._readable(live)
        live.streams = dict.fromkeys(readable, -1)
        self._refuse_deaf()
        self._enter(live)
        try:
            await self._begin(live)
        except BaseException:
            self.leave(live)
            raise
        return live

    def leave(self, live: LiveStream) -> None:
        """Forget a live stream, also one that has left before."""
        live.end()
        _discard(self._by_token, live.token, live)
        for stream in live.streams:
            _discard(self._by_stream, stream, live)
        if live in self._by_device.get(live.device, ()):
            self._by_device[live.device].remove(live)
            self._count -= 1
            if not self._by_device[live.device]:
                del self._by_device[live.device]

    def take(self, live: LiveStream) -> Heads:
        """Return the heads to tell now, and count them as told.

        What was allowed too long ago is asked about again instead.
        """
        waiting, live.waiting = live.waiting, {}
        if waiting and asyncio.get_running_loop().time() - live.allowed_at > FRESH_SECONDS:
            self._hear(waiting)
            return {}
        live.streams |= waiting
        return waiting

    async def _begin(self, live: LiveStream) -> None:
        """Read the heads again now that it listens: what is committed after this is heard."""
        # Rights may have changed between the two reads. Then nothing is told, and the app opens a
        # new one.
        standing = live.standing
        heads = await self._readable(live)
        if standing != live.standing:
            self.leave(live)
        if not live.ended:
            live.allow(heads)

    async def _readable(self, live: LiveStream) -> Heads:
        async with self._database.reading() as connection:
            found = await streams_readable_by(connection, live.person)
        live.standing = ReadRights(
            len(found), sum(each.grant_no for each in found), sum(each.id for each in found)
        )
        return {each.id: each.head for each in found}

    def _refuse_deaf(self) -> None:
        if len(self._tasks) < 2 or not self._database.pokes.listens:
            raise NotReady("There is no live stream now.", retry_after=5)

    def _refuse_crowd(self) -> None:
        if self._count >= self._most:
            raise NotReady(
                "There are as many live streams as there is room for. "
                "What changed comes with the next sync.",
                retry_after=300,
            )

    def _enter(self, live: LiveStream) -> None:
        mine = self._by_device.get(live.device, [])
        if len(mine) >= LIMITS.live_streams:
            self.leave(mine[0])
        self._refuse_crowd()
        self._by_device[live.device].append(live)
        self._count += 1
        self._by_token[live.token].add(live)
        for stream in live.streams:
            self._by_stream[stream].add(live)

    def _hear(self, heads: Heads) -> None:
        for stream, head in heads.items():
            if stream in self._by_stream:
                # Pokes may overtake each other between processes: the greatest head wins.
                self._heard[stream] = max(head, self._heard.get(stream, 0))
                self._news.set()

    def _given_up(self, task: "asyncio.Task[None]") -> None:
        """End all live streams after a bug: better none than one that tells what it must not."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("there are no live streams any more: %s", error_trace(error))
            self._tasks = [other for other in self._tasks if other is not task]
            self.end_all()

    async def _pass_on(self) -> None:
        """Tell the news for ever; what comes while one statement runs goes into the next."""
        while await self._news.wait():
            self._news.clear()
            # Taken before the statement runs, so that what comes meanwhile is told in the next
            # round.
            heads, self._heard = self._heard, {}
            concerned = {
                live
                for stream, head in heads.items()
                for live in self._by_stream.get(stream, ())
                if live.streams.get(stream, head) < head
            }
            for some in _in_parts({live.token for live in concerned}):
                await self._or_end_all(self._tell, some, heads)

    async def _tell(self, connection: Connection, tokens: Collection[str], heads: Heads) -> None:
        for token, stream in await readable_by_sessions(connection, tokens, heads, self._clock()):
            for live in self._by_token.get(token, ()):
                if live.streams.get(stream, heads[stream]) < heads[stream]:
                    live.allow({stream: heads[stream]})

    async def _look_after(self) -> None:
        time = asyncio.get_running_loop().time
        compared = beaten = time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for some in _in_parts(set(self._by_token)):
                await self._or_end_all(self._look, some)
            if time() - compared >= COMPARE_SECONDS and self._by_stream:
                compared = time()
                await self._or_end_all(self._compare)
            if time() - beaten >= HEARTBEAT_SECONDS:
                beaten = time()
                for live in self:
                    live.beat()

    async def _look(self, connection: Connection, tokens: Collection[str]) -> None:
        standing = await read_rights_of_sessions(connection, tokens, self._clock())
        for live in [live for token in tokens for live in self._by_token.get(token, ())]:
            if standing.get(live.token) != live.standing:
                self.leave(live)

    async def _compare(self, connection: Connection) -> None:
        self._hear(await heads_of(connection, self._by_stream))

    async def _or_end_all(self, act: Callable[..., Awaitable[None]], *args: object) -> None:
        try:
            # A look that hangs would leave a revoked session listening, so everyone is disconnected
            # instead.
            async with asyncio.timeout(PATIENCE_SECONDS), self._database.reading() as connection:
                await act(connection, *args)
        except (NotReady, TimeoutError) as error:
            log.warning("live streams end: %s", error_trace(error))
            self.end_all()


def _discard(lives: dict[K, set[LiveStream]], key: K, live: LiveStream) -> None:
    found = lives.get(key)
    if found is not None:
        found.discard(live)
        if not found:
            del lives[key]


def _in_parts(tokens: Iterable[str]) -> Iterator[list[str]]:
    left = iter(tokens)
    while some := list(islice(left, IN_ONE)):
        yield some
