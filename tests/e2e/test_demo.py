"""`alongside demo` as a person meets it.

The addresses and codes that it prints open phones in one browser.
"""

import asyncio
import fcntl
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from tests.e2e.chromium import phone
from tests.e2e.participant import Participant
from tests.e2e.server import COMMAND, environment, free_port

STARTS_WITHIN = 60
REASONS = "What I am doing this for"
PHONES = re.compile(r"(http://phone[12]\.localhost:\d+)/enrol#code=(\S+)")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """The demo has one folder in the repository: of two workers one waits."""
    with (Path(tempfile.gettempdir()) / "alongside-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def demo(folder: Path, port: int, *options: str) -> AsyncIterator[str]:
    """What a demo printed that is running now."""
    running = await asyncio.create_subprocess_exec(
        COMMAND,
        "demo",
        "--port",
        str(port),
        *options,
        cwd=folder,
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    lines = []
    async with asyncio.timeout(STARTS_WITHIN):
        async for line in running.stdout:
            sys.stdout.write(line.decode())
            lines.append(line.decode())
            if "Ctrl" in lines[-1] or "goes on" in lines[-1]:
                break
        await _until_it_listens(port)
    try:
        yield "".join(lines)
    finally:
        running.terminate()
        await running.wait()


async def _until_it_listens(port: int) -> None:
    """It says where to look a moment before it listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return writer.close()


async def test_what_the_demo_prints_opens_two_phones_in_one_browser(
    playwright: Playwright, tmp_path: Path
) -> None:
    async with demo(tmp_path, free_port()) as printed:
        (first, code), (second, other_code) = PHONES.findall(printed)
        async with phone(Participant, playwright, tmp_path / "browser", first) as one:
            await one.enrol(code)
            await one.sees("Tasha")
            two = await one.another(second)
            await two.enrol(other_code)
            await two.sees("Tasha")
            await one.add_line(REASONS, "written on the first phone")
            await one.sync()
            await two.sync()
            assert "written on the first phone" in await two.shown_in(REASONS)


async def test_a_demo_that_is_kept_goes_on_with_the_phones_that_wrote_meanwhile(
    playwright: Playwright, tmp_path: Path
) -> None:
    port = free_port()
    async with AsyncExitStack() as browser:
        async with demo(tmp_path, port) as printed:
            (first, code), (second, other_code) = PHONES.findall(printed)
            one = await browser.enter_async_context(
                phone(Participant, playwright, tmp_path / "browser", first)
            )
            await one.enrol(code)
            two = await one.another(second)
            await two.enrol(other_code)
            await one.sync()
            await two.sync()
        await one.add_line(REASONS, "written while it was stopped")
        async with demo(tmp_path, port, "--keep"):
            await one.sync()
            await two.sync()
            assert "written while it was stopped" in await two.shown_in(REASONS)
