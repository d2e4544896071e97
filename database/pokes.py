"""Pokes: tell every process of a deployment that streams have moved.

They hold ids and heads and nothing else. SQLite has one process, so pokes stay inside it. On
PostgreSQL they go through NOTIFY, over one connection of the process's own and after the commit:
inside a transaction NOTIFY makes every commit of the deployment wait for the one before it, which
took four tenths of the pushes (docs/decisions/0008-our-own-live-hub.md). What a process is killed
before saying is found by comparing heads (`api/live.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import Any, Protocol

import asyncpg
import msgspec

Heads = dict[int, int]
"""Streams that moved, each with its newest number."""
Hear = Callable[[Heads], None]

CHANNEL = "alongside"
IN_ONE = 150
"""Streams in one NOTIFY, which takes 8,000 bytes; two long numbers with punctuation are 42."""
GATHER_SECONDS = 0.005
"""Pause after a NOTIFY: a busy process then says much at once instead of a little each time."""
ECHO_SECONDS = 2.0
"""How often a process that listens says something, only to hear it again."""
PATIENCE_SECONDS = 3.0
"""An echo that takes longer will not come.

The connection is dead, or a pooler on the way shares it out by transaction.
"""
CONNECT_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Between attempts to connect, in seconds, doubled at each."""

_read = msgspec.json.Decoder(Heads)
_Failures = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


class Pokes(Protocol):
    """Tells and hears of streams that moved.

    `tell` is for after a commit, and takes no time. `listens` is false as long as a poke may be
    missed.
    """

    listens: bool

    def tell(self, heads: Heads) -> None:
        """Tell that these streams moved."""

    async def listen(self, hear: Hear, lost: Callable[[], None]) -> None:
        """Call `hear` with every poke from now on, and `lost` whenever one may have been missed."""

    async def stop(self) -> None:
        """Stop, once what is left to say is said."""


class WithinProcess:
    """Pokes inside one process."""

    def __init__(self) -> None:
        self.listens = False
        self._hear: Hear | None = None

    def tell(self, heads: Heads) -> None:
        """Tell at once."""
        if self._hear is not None:
            self._hear(heads)

    async def listen(self, hear: Hear, lost: Callable[[], None]) -> None:  # noqa: ARG002
        """Hear from now on."""
        self._hear, self.listens = hear, True

    async def stop(self) -> None:
        """Hear no more."""
        self._hear, self.listens = None, False


class OverPostgresql:
    """Pokes through NOTIFY.

    It connects when there is something to say or somebody listens, and again whenever the
    connection is lost.
    """

    def __init__(self, url: str) -> None:
        self.listens = False
        self._url = url
        self._unsaid: Heads = {}
        self._wake = asyncio.Event()
        self._echo = asyncio.Event()
        self._heard_itself = asyncio.Event()
        self._hear: Hear | None = None
        self._lost: Callable[[], None] = lambda: None
        self._talking: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    def tell(self, heads: Heads) -> None:
        """Say these heads soon.

        What is told while the last is still being said goes out together, the newest head of each
        stream.
        """
        for stream, head in heads.items():
            self._unsaid[stream] = max(head, self._unsaid.get(stream, 0))
        self._begin()

    async def listen(self, hear: Hear, lost: Callable[[], None]) -> None:
        """Listen; wait a moment for the first echo, so that serving begins with listening."""
        self._hear, self._lost = hear, lost
        self._begin()
        await _within(PATIENCE_SECONDS, self._heard_itself)

    async def stop(self) -> None:
        """Say what is left, and disconnect."""
        if self._talking is None:
            return
        self._ending.set()
        self._wake.set()
        await asyncio.wait({self._talking}, timeout=PATIENCE_SECONDS)
        self._talking.cancel()
        with suppress(asyncio.CancelledError):
            await self._talking
        self._talking = None
        self._ending.clear()

    def _begin(self) -> None:
        self._wake.set()
        if self._talking is None:
            self._talking = asyncio.create_task(self._talk())

    async def _talk(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set() or self._unsaid:
            try:
                async with self._line() as line:
                    pause = FIRST_PAUSE
                    await self._talk_on(line)
            except _Failures:
                await _within(pause, self._ending)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _talk_on(self, line: Any) -> None:
        """Say what there is to say, until the end.

        Raises TimeoutError where nothing comes back, and what asyncpg raises.
        """
        while True:
            self._wake.clear()
            said, self._unsaid = self._unsaid, {}
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._say(line, said)
            except BaseException:
                # Said again on the next connection; newer heads of the same streams win.
                self._unsaid = {**said, **self._unsaid}
                raise
            if self._ending.is_set() and not self._unsaid:
                return
            await asyncio.sleep(GATHER_SECONDS)
            await _within(ECHO_SECONDS, self._wake)

    async def _say(self, line: Any, heads: Heads) -> None:
        for payload in _payloads(heads) if heads or self._hear is None else ("{}",):
            self._echo.clear()
            # An echo of one's own proves that the others' pokes arrive too; a pooler would swallow
            # them silently.
            await line.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
            if self._hear is not None:
                await self._echo.wait()
                self.listens = True
                self._heard_itself.set()

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Any]:
        # Nothing that is said here is in a table: waiting for the disk would only hold up other
        # commits.
        settings = {"application_name": "alongside live", "synchronous_commit": "off", "jit": "off"}
        line: Any = await asyncpg.connect(
            self._url, timeout=CONNECT_SECONDS, server_settings=settings
        )
        try:
            line.add_termination_listener(self._hung_up)
            if self._hear is not None:
                await line.add_listener(CHANNEL, self._heard)
            yield line
        finally:
            self._hung_up()
            line.terminate()

    def _heard(self, line: Any, process: int, _channel: str, payload: str) -> None:
        if process == line.get_server_pid():
            self._echo.set()
        if self._hear is not None and (heads := _read.decode(payload)):
            self._hear(heads)

    def _hung_up(self, _line: Any = None) -> None:
        self._wake.set()
        if self.listens:
            self.listens = False
            self._lost()


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Wait for the event, or for so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _payloads(heads: Mapping[int, int]) -> Iterator[str]:
    left = iter(heads.items())
    while some := dict(islice(left, IN_ONE)):
        yield msgspec.json.encode(some).decode()


def pokes_of(url: str) -> Pokes:
    """Return the pokes of the database at that address; nothing connects yet."""
    return WithinProcess() if url.startswith("sqlite:") else OverPostgresql(url)
