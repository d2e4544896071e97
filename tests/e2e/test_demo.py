"""`alongside demo` as a person meets it: the addresses and codes it prints open phones in one browser."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from tests.e2e.chromium import phone
from tests.e2e.participant import Participant
from tests.e2e.server import COMMAND, environment, free_port

STARTS_WITHIN = 60


@pytest.fixture
async def printed(tmp_path: Path) -> AsyncIterator[str]:
    """What a demo printed that is running now, in a folder of its own."""
    demo = await asyncio.create_subprocess_exec(
        *(COMMAND, "demo", "--port", str(free_port())),
        cwd=tmp_path,
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert demo.stdout is not None
    lines = []
    async with asyncio.timeout(STARTS_WITHIN):
        async for line in demo.stdout:
            sys.stdout.write(line.decode())
            lines.append(line.decode())
            if "Ctrl" in lines[-1]:
                break
    yield "".join(lines)
    demo.terminate()
    await demo.wait()


async def test_what_the_demo_prints_opens_two_phones_in_one_browser(printed: str, playwright: Playwright, tmp_path: Path) -> None:
    (first, code), (second, other_code) = re.findall(r"(http://phone[12]\.localhost:\d+)/enrol#code=(\S+)", printed)
    async with phone(Participant, playwright, tmp_path / "browser", first) as one:
        await one.enrol(code)
        await one.sees("Tasha")
        two = await one.another(second)
        await two.enrol(other_code)
        await two.sees("Tasha")
        await one.add_line("What I am doing this for", "written on the first phone")
        await one.sync()
        await two.sync()
        assert "written on the first phone" in await two.shown_in("What I am doing this for")
