"""The real server on a port of its own, with listening apps and pushing phones."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from msgspec import Struct

from accounts import Person
from api.capacity import MOST_FILES, Capacity, capacity_of
from api.live import LiveHub
from api.settings import Settings
from cli.app import create_app
from cli.serving import Server, configured
from database.clock import Clock
from database.database import Database
from tests.api.world import World, make_world
from tests.phone.ids import new_id
from tests.sync.devices import NOW

PATIENCE = 10.0
ROOMY = capacity_of(MOST_FILES)


class Replica:
    """One process of a deployment, but in this one."""

    def __init__(self, app: Litestar, server: Server, port: int) -> None:
        self.app = app
        self.server = server
        self.url = f"http://127.0.0.1:{port}"
        self.database: Database = app.state.database
        self.hub: LiveHub = app.state.hub
        self.client = httpx.AsyncClient(base_url=self.url, timeout=PATIENCE)

    @asynccontextmanager
    async def listener(self, token: str, **headers: str) -> AsyncIterator["Listener"]:
        given = headers or {"Authorization": f"Bearer {token}"}
        async with self.client.stream("GET", "/api/events", headers=given) as answer:
            listener = Listener(answer)
            try:
                yield listener
            finally:
                await listener.leave()

    async def refusal(self, token: str) -> httpx.Response:
        """The answer to someone who may not listen now."""
        return await self.client.get("/api/events", headers={"Authorization": f"Bearer {token}"})

    async def ask(self, token: str, method: str, path: str, **body: Any) -> httpx.Response:
        return await self.client.request(
            method, path, headers={"Authorization": f"Bearer {token}"}, json=body or None
        )


class Listener:
    """An app with its live stream open. It waits in `heard`: (when, stream, head)."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.text = ""
        self.heard: list[tuple[float, int, int]] = []
        self.ended_at: float | None = None
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    async def hears(self, stream: int, past: int = -1, within: float = PATIENCE) -> int:
        """Waits for a head of the stream past that number."""

        def found() -> list[int]:
            return [head for _, each, head in self.heard if each == stream and head > past]

        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(found)
        return found()[0]

    async def ends(self, within: float = PATIENCE) -> float:
        """When it ended, by the loop's clock."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: self.ended_at is not None)
        assert self.ended_at is not None
        return self.ended_at

    def head(self, stream: int) -> int:
        return max((head for _, each, head in self.heard if each == stream), default=-1)

    async def leave(self) -> None:
        self._reading.cancel()
        await asyncio.wait({self._reading})

    async def _read(self) -> None:
        time = asyncio.get_running_loop().time
        try:
            async for text in self.answer.aiter_text():
                self.text += text
                for line in text.splitlines():
                    if line.startswith("data: "):
                        poke = msgspec.json.decode(line[6:])
                        self.heard.append((time(), poke["stream"], poke["head"]))
                async with self._news:
                    self._news.notify_all()
        except httpx.HTTPError:
            pass
        self.ended_at = time()
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def replica(
    settings: Settings, clock: Clock, capacity: Capacity = ROOMY
) -> AsyncIterator[Replica]:
    app = create_app(settings, clock=clock, capacity=capacity)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = Server(configured(app, settings, capacity), app.state.hub)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.01)
        running = Replica(app, server, port)
        try:
            yield running
        finally:
            await running.client.aclose()
            server.should_exit = True
            await serving


def note(stream: int, n: int, text: str = "words") -> dict[str, Any]:
    """A mutation that makes a journal note."""
    groups = {"words": {"text": text}}
    return {
        "id": new_id(),
        "n": n,
        "at": NOW,
        "entity": "journal_note",
        "record": new_id(),
        "stream": stream,
        "set": groups,
    }


class House(Struct):
    """A program on two replicas; on SQLite, which has one process, they are the same."""

    here: Replica
    there: Replica
    world: World

    async def phone(self, person: Person) -> "Phone":
        token = await self.world.token(person)
        session = (await self.here.ask(token, "GET", "/api/session")).json()
        streams = {each["kind"]: each["id"] for each in session["streams"]}
        return Phone(token, session["device"]["id"], streams)


class Phone(Struct):
    token: str
    device: int
    streams: dict[str, int]
    n: int = 0

    async def write(self, at: Replica, kind: str = "own", text: str = "words") -> dict[str, Any]:
        self.n += 1
        mutation = note(self.streams[kind], self.n, text)
        assert await self.push(at, mutation) == ["applied"]
        return mutation

    async def push(self, at: Replica, *mutations: dict[str, Any]) -> list[str]:
        answer = await at.ask(
            self.token,
            "POST",
            "/api/sync",
            device=self.device,
            sent_at=0,
            mutations=list(mutations),
        )
        return [result["outcome"] for result in answer.json()["results"]]


async def silent(listener: Listener, stream: int, past: int) -> bool:
    """Whether nothing of the stream comes for a while."""
    await asyncio.sleep(0.3)
    return listener.head(stream) <= past and listener.ended_at is None


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def house_of(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    async with replica(settings, clock) as here:
        world = await make_world(here.database, clock)
        if settings.database_url.startswith("sqlite"):
            yield House(here, here, world)
            return
        async with replica(settings, clock) as there:
            yield House(here, there, world)
