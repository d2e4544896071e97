"""What a phone called saved outlives what befalls browsers.

They are killed, robbed of their storage, closed in mid-sync, frozen (security: G6).
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from tests.e2e.lines import SECTION, Lines
from tests.e2e.mishaps import Browser, chromium_browser, firefox_browser, frozen, kill, stopped
from tests.e2e.program import Device, Program
from tests.e2e.server import Server
from tests.e2e.tab import until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[], AbstractAsyncContextManager[Browser]]
ROUNDS = 1
BURST = [f"{number:02d}" for number in range(40)]
KILLED_WITHIN = 0.4
"""Seconds after the third line of a burst: at a random moment of one of the next."""


@pytest.fixture(params=["chromium", pytest.param("firefox", marks=pytest.mark.soak)])
def start(
    request: pytest.FixtureRequest, server: Server, playwright: Playwright, tmp_path: Path
) -> Start:
    """Starts the browser; each time on the same phone."""
    profile = tmp_path / "profile"
    if request.param == "firefox":
        return partial(firefox_browser, profile)
    return partial(chromium_browser, playwright, profile, server.origin)


@pytest.mark.timeout(240)
async def test_what_the_screen_called_saved_outlives_a_killed_browser(
    server: Server, program: Program, start: Start
) -> None:
    # Ended once in good order: a browser takes its time with a new cookie, and the app is tested.
    async with start() as browser:
        await Lines(await browser.open(server.origin), server.origin).enrol(
            await program.code("Tasha")
        )
    await server.stop()
    here: list[str] = []
    said, shown = list[str](), list[str]()
    moment = 0.0
    for number in range(ROUNDS + 1):
        async with start() as browser:
            lines = await _opened(browser, server)
            shown = await lines.shown()
            assert shown[: len(said)] == said, (
                f"lost what was called saved, killed {moment:.3f} s after the third line"
            )
            assert shown == here[: len(shown)], (
                f"not what was written, killed {moment:.3f} s after the third line"
            )
            if number == ROUNDS:
                await server.start()
                await lines.open()
                await lines.all_sent()
                assert await lines.shown() == shown
                break
            here = shown + [f"round {number}, line {line}" for line in BURST]
            await lines.begin_to_write(here[len(shown) :])
            await lines.has_said(3)
            moment = random.uniform(0, KILLED_WITHIN)
            await asyncio.sleep(moment)
            said = shown + await lines.said()
            kill(browser.pid)
    assert await _on_the_server(server, program) == sorted(shown)


async def test_an_app_whose_storage_was_wiped_comes_back_as_a_new_device(
    server: Server, program: Program, start: Start
) -> None:
    async with start() as browser:
        lines = await Lines(await browser.open(server.origin), server.origin).enrol(
            await program.code("Tasha")
        )
        written = ["a", "b"]
        await lines.write(*written)
        await lines.all_sent()
        for moment in ("opened again", "goes on"):
            before = await lines.device()
            await browser.forget(lines.window, server.origin)
            if moment == "opened again":
                await lines.open()
                await lines.shows(written)
            news = [f"{moment}, {line}" for line in ("a", "b")]
            written += news
            await lines.write(*news)
            await lines.all_sent()
            assert await lines.device() != before, (
                "its counts begin at 1 again, and the server knows them under other words"
            )
            await lines.shows(written)
            await lines.open()
            await lines.shows(written)
    assert await _on_the_server(server, program) == sorted(written)


async def test_a_frozen_page_catches_up(server: Server, program: Program, start: Start) -> None:
    async with start() as browser:
        lines = await Lines(await browser.open(server.origin), server.origin).enrol(
            await program.code("Tasha")
        )
        code = await program.code_again("Tasha")
        await server.stop()
        await lines.write("written before")
        await lines.unsent(1)
        with frozen(browser):
            await server.start()
            await Device(server.origin).write_line(code, SECTION, "written elsewhere")
            assert await _on_the_server(server, program) == ["written elsewhere"]
        await lines.shows(["written before", "written elsewhere"])
        await lines.all_sent()
    assert await _on_the_server(server, program) == ["written before", "written elsewhere"]


async def test_two_tabs_write_at_once_and_one_is_closed_in_mid_sync(
    server: Server, program: Program, start: Start
) -> None:
    async with start() as browser:
        one = await Lines(await browser.open(server.origin), server.origin).enrol(
            await program.code("Tasha")
        )
        await one.all_sent()
        written: list[str] = []
        for moment in ("asked", "answered"):
            two = await _opened(browser, server)
            texts = [[f"{tab} {moment} {line}" for line in BURST[:4]] for tab in ("one", "two")]
            written += [text for each in texts for text in each]
            await asyncio.gather(one.overhear(), two.overhear())
            # The server holds the request and answers nobody: by then the tab that asked is gone.
            with stopped([server.pid] if moment == "asked" else []):
                await asyncio.gather(one.write(*texts[0]), two.write(*texts[1]))
                closed, left = await _first_that(moment, one, two)
                if moment == "asked":
                    await asyncio.gather(one.shows(written), two.shows(written))
                await closed.window.close()
            await left.all_sent()
            await left.shows(written)
            one = left
        two = await _opened(browser, server)
        assert await two.shown() == await one.shown()
    assert await _on_the_server(server, program) == sorted(written)


async def _first_that(moment: str, one: Lines, two: Lines) -> tuple[Lines, Lines]:
    """Of two tabs the one whose request has come to that moment, and the other."""

    async def found() -> tuple[Lines, Lines] | None:
        if await one.has_heard(moment):
            return one, two
        return (two, one) if await two.has_heard(moment) else None

    pair: tuple[Lines, Lines] = await until(found, f"a request that was {moment}")
    return pair


async def _opened(browser: Browser, server: Server) -> Lines:
    return await Lines(await browser.open("about:blank"), server.origin).open()


async def _on_the_server(server: Server, program: Program) -> list[str]:
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    return sorted(row["text"] for row in rows if row["entity"] == "plan_item")
