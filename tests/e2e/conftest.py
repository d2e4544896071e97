"""A server over each database, a program in it, and phones."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.e2e.chromium import Phone, phone
from tests.e2e.program import Program
from tests.e2e.server import Server, serving

TakePhone = Callable[[str], Awaitable[Phone]]


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(database_url, tmp_path) as running:
        yield running


@pytest.fixture
async def program(server: Server) -> AsyncIterator[Program]:
    made = await Program.begin(server)
    yield made
    await made.close()


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as running:
        yield running


@pytest.fixture
async def take_phone(server: Server, playwright: Playwright, tmp_path: Path) -> AsyncIterator[TakePhone]:
    """A phone from the drawer, by name. They go back after the test."""
    async with AsyncExitStack() as drawer:

        async def take(name: str) -> Phone:
            return await drawer.enter_async_context(phone(playwright, tmp_path / name, server.origin))

        yield take
