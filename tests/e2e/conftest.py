"""A server over each database, a program in it, and phones."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.e2e.chromium import phone
from tests.e2e.participant import Participant
from tests.e2e.peer import Peer
from tests.e2e.program import Program, found
from tests.e2e.server import Server, serving
from tests.fixtures.postgresql import PostgreSQL
from tests.push_service import PushService
from tests.push_service import running as push_service_running

TakePhone = Callable[[str], Awaitable[Participant]]
TakeDesk = Callable[[str], Awaitable[Peer]]


@pytest.fixture(scope="session")
def printed_by_init() -> dict[str, str]:
    """By database: what founding the program of all these tests printed."""
    return {}


@pytest.fixture(scope="session")
def migrated_sqlite(migrated_sqlite: Path, printed_by_init: dict[str, str]) -> Path:
    """Here every database begins with a program in it, made once as people make it."""
    founded = migrated_sqlite.with_name("founded.sqlite")
    shutil.copyfile(migrated_sqlite, founded)
    printed_by_init["sqlite"] = found(f"sqlite:///{founded}")
    return founded


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgresql_server: PostgreSQL, migrated_postgresql: str, printed_by_init: dict[str, str]
) -> Iterator[str]:
    name = asyncio.run(postgresql_server.make(migrated_postgresql))
    printed_by_init["postgresql"] = found(postgresql_server.address(name))
    yield name
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture
async def push_service() -> AsyncIterator[PushService]:
    async with push_service_running() as running:
        yield running


@pytest.fixture
async def server(
    database_url: str, push_service: PushService, tmp_path: Path
) -> AsyncIterator[Server]:
    async with serving(database_url, tmp_path, push_hosts=push_service.origin) as running:
        yield running


@pytest.fixture
async def program(server: Server, printed_by_init: dict[str, str]) -> AsyncIterator[Program]:
    made = await Program.of(server, printed_by_init[urlsplit(server.database_url).scheme])
    yield made
    await made.close()


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as running:
        yield running


@pytest.fixture
async def drawer() -> AsyncIterator[AsyncExitStack]:
    """Where the phones of a test go back to."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def take_phone(
    server: Server, playwright: Playwright, drawer: AsyncExitStack, tmp_path: Path
) -> TakePhone:
    """A participant's phone, by name."""
    return lambda name: drawer.enter_async_context(
        phone(Participant, playwright, tmp_path / name, server.origin)
    )


@pytest.fixture
def take_desk(
    server: Server, playwright: Playwright, drawer: AsyncExitStack, tmp_path: Path
) -> TakeDesk:
    """A phone of the staff, by name."""
    return lambda name: drawer.enter_async_context(
        phone(Peer, playwright, tmp_path / name, server.origin)
    )
