"""The real application over a real database, with a clock that the test sets.

A made-up program with its people stands in it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.settings import Settings
from cli.app import create_app
from database.database import Database
from notifications.push.vapid import create_key
from tests.api.world import World, make_world
from tests.fixtures.opening import ledger_beside

ORIGIN = "https://alongside.example"
NOW = 1_790_000_000_000
ADDRESS = ("203.0.113.9", 40_000)


class Clock:
    """Milliseconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now

    def pass_ms(self, ms: int) -> None:
        self.now += ms


Client = httpx.AsyncClient
NewClient = Callable[..., Client]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Alongside</title>" + " " * 2000)
    (folder / "assets" / "index-a1b2c3.js").write_text("export const words = 1;\n" * 200)
    (folder / "sw.js").write_text("// worker")
    (folder / "manifest.webmanifest").write_text('{"name": "Alongside"}')
    (folder / "icon.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture
def settings(database_url: str, web_dir: Path, tmp_path: Path) -> Settings:
    create_key(tmp_path / "keys")
    return Settings(
        database_url=database_url,
        ledger=str(ledger_beside(database_url)),
        origin=ORIGIN,
        vapid_contact="mailto:someone@example.org",
        web_dir=str(web_dir),
        keys_dir=str(tmp_path / "keys"),
        worker="off",
    )


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[Litestar]:
    """The application between its start and its stop, both in one task, as its lifespan asks."""
    started, done = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with app.lifespan():
            started.set()
            await done.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(run())
        await started.wait()
        yield app
        done.set()


def browser(app: Litestar, address: str = ADDRESS[0]) -> Client:
    """With cookies of its own, speaking as the app's own page."""
    transport = httpx.ASGITransport(
        cast(Any, _leaving(app)), client=(address, ADDRESS[1]), raise_app_exceptions=False
    )
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN})


def _leaving(app: Litestar) -> ASGIApp:
    """Return the app as one that leaves a live stream after its first words.

    The client below reads to the end, and a live stream has none.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        asked, left = False, asyncio.Event()

        async def receive_once() -> Any:
            nonlocal asked
            if asked and cast(HTTPScope, scope)["path"] == "/api/events":
                await left.wait()
                return {"type": "http.disconnect"}
            asked = True
            return await receive()

        async def send_and_leave(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and b"data:" in message["body"]:
                left.set()

        await app(scope, receive_once, send_and_leave)

    return answer


@pytest.fixture
async def app(settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    async with running(create_app(settings, clock=clock)) as started:
        yield started


@pytest.fixture
def database(app: Litestar) -> Database:
    """The application's own."""
    opened: Database = app.state.database
    return opened


@pytest.fixture
async def new_client(app: Litestar) -> AsyncIterator[NewClient]:
    """Makes browsers."""
    opened = []

    def make(address: str = ADDRESS[0]) -> Client:
        opened.append(browser(app, address))
        return opened[-1]

    yield make
    for client in opened:
        await client.aclose()


@pytest.fixture
def client(new_client: NewClient) -> Client:
    """Anonymous."""
    return new_client()


@pytest.fixture
async def world(database: Database, clock: Clock) -> World:
    return await make_world(database, clock)
