"""What befalls a browser of either engine: killed, frozen, robbed of what it stored.

The same folder again is the same phone.
"""

import json
import os
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import BrowserContext, Page, Playwright

from tests.e2e.chromium import Phone, phone
from tests.e2e.firefox import Firefox, Tab, firefox

CLEAR = """origin => new Promise((done, fault) => {
    const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
    const request = Services.qms.clearStoragesForClient(principal, 'idb');
    request.callback = () => request.resultCode ? fault(new Error(request.resultCode)) : done(true);
})"""


class Window(Protocol):
    """A page of the app."""

    async def go(self, url: str) -> None: ...

    async def js(self, expression: str) -> Any: ...

    async def close(self) -> None: ...


class Browser(Protocol):
    @property
    def pid(self) -> int: ...

    async def open(self, url: str) -> Window: ...

    def pages(self) -> list[int]:
        """The processes that run pages."""

    async def forget(self, window: Any, origin: str) -> None:
        """Takes the app's IndexedDB away under the open page; cookies and the rest stay."""


class ChromiumWindow:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def go(self, url: str) -> None:
        await self.page.goto(url)

    async def js(self, expression: str) -> Any:
        return await self.page.evaluate(expression)

    async def close(self) -> None:
        await self.page.close()


class Chromium:
    def __init__(self, context: BrowserContext, pid: int) -> None:
        self.context = context
        self.pid = pid

    async def open(self, url: str) -> ChromiumWindow:
        window = ChromiumWindow(await self.context.new_page())
        await window.go(url)
        return window

    def pages(self) -> list[int]:
        return [
            pid
            for pid in family(self.pid)
            if any(b"--type=renderer" in word for word in command_line(pid))
        ]

    async def forget(self, window: ChromiumWindow, origin: str) -> None:
        session = await self.context.new_cdp_session(window.page)
        await session.send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"}
        )


class FirefoxWindow(Tab):
    async def close(self) -> None:
        await self.browser.command("browsingContext.close", context=self.context)


class FirefoxBrowser:
    def __init__(self, browser: Firefox) -> None:
        self.browser = browser
        self.pid = browser.process.pid

    async def open(self, url: str) -> FirefoxWindow:
        tab = await self.browser.open(url)
        return FirefoxWindow(self.browser, tab.context)

    def pages(self) -> list[int]:
        return [pid for pid in family(self.pid) if "Web Co" in name_of(pid)]

    async def forget(self, _window: FirefoxWindow, origin: str) -> None:
        await self.browser.system(f"({CLEAR})({json.dumps(origin)})")


@asynccontextmanager
async def chromium_browser(
    playwright: Playwright, profile: Path, origin: str
) -> AsyncIterator[Chromium]:
    async with phone(Phone, playwright, profile, origin) as held:
        yield Chromium(held.context, _main_process(profile))


@asynccontextmanager
async def firefox_browser(profile: Path) -> AsyncIterator[FirefoxBrowser]:
    async with firefox(profile, {}) as browser:
        yield FirefoxBrowser(browser)


def kill(pid: int) -> None:
    """The process and all that it started, without a chance to finish anything."""
    for each in family(pid):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


@contextmanager
def frozen(browser: Browser) -> Iterator[None]:
    """Its pages stand still, as when a phone's system stops them.

    Headless Chromium calls every page visible, and freezes none itself.
    """
    pages = browser.pages()
    assert pages
    with stopped(pages):
        yield


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Processes that stand still meanwhile."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def family(pid: int) -> list[int]:
    """The process, its children and theirs."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name before it may hold blanks and brackets.
            _state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            children[int(parent)].append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def command_line(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return []


def name_of(pid: int) -> str:
    """Its first 15 letters."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _main_process(profile: Path) -> int:
    given = f"--user-data-dir={profile}".encode()
    for pid in family(os.getpid()):
        words = command_line(pid)
        if given in words and not any(word.startswith(b"--type=") for word in words):
            return pid
    raise AssertionError("no browser runs with this profile")
