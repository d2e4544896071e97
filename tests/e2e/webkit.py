"""WebKit as Debian builds it, driven by WebDriver.

It is MiniBrowser of `webkit2gtk-driver`, on a screen of its own that nobody sees.

The nearest that a machine without a Mac has to Safari: its JavaScriptCore and its WebCore, with the
ICU of the system. It has no PushManager, no `navigator.storage` and no `field-sizing`, and under
remote control it forgets everything when it is closed.
"""

import asyncio
import json
import os
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.server import free_port
from tests.e2e.tab import BrowserError, BrowserTab

DRIVER = os.environ.get("ALONGSIDE_TEST_WEBKIT", "WebKitWebDriver")
SCREEN = os.environ.get("ALONGSIDE_TEST_XVFB", "Xvfb")
STARTS_WITHIN = 40
ANSWERS_WITHIN = 40
SIZE = "412x915x24"

AWAITED = """const done = arguments[arguments.length - 1];
Promise.resolve().then(() => (%s))
    .then(value => done([JSON.stringify(value ?? null)]), error => done([null, String(error)]))"""


class WebKitError(BrowserError):
    """What the driver answered, or a script threw."""


class WebKitTab(BrowserTab):
    """The one page of a running WebKit."""

    browser_name = "WebKit"

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._session = ""

    async def begin(self, browser: Path) -> None:
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = await self._ask("POST", "/session", capabilities=wanted)
        self._session = f"/session/{made['sessionId']}"

    async def end(self) -> None:
        """Closes the browser, where there is one."""
        if self._session:
            await self._ask("DELETE", self._session)

    async def go(self, url: str) -> None:
        await self._ask("POST", f"{self._session}/url", url=url)

    async def js(self, expression: str) -> Any:
        value, error = [
            *await self._ask(
                "POST", f"{self._session}/execute/async", script=AWAITED % expression, args=[]
            ),
            None,
        ][:2]
        if error is not None:
            raise WebKitError(error)
        return json.loads(value)

    async def _ask(self, method: str, path: str, **body: Any) -> Any:
        answer = await self._http.request(method, path, json=body if method == "POST" else None)
        value = answer.json()["value"]
        if answer.is_error:
            raise WebKitError(f"{value['error']}: {value['message']}")
        return value


@asynccontextmanager
async def webkit(folder: Path, time_zone: str = "America/Chicago") -> AsyncIterator[WebKitTab]:
    """A WebKit without a past, in this time zone; what it puts on the disk goes into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        environment = {
            **os.environ,
            "HOME": str(folder),
            "TZ": time_zone,
            "LANG": "en_US.UTF-8",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
        }
        # Bubblewrap wants namespaces, which a container may not have; the pages are our own.
        quiet = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        environment |= quiet | {"DISPLAY": await stack.enter_async_context(_screen())}
        port = free_port()
        driver = await asyncio.create_subprocess_exec(
            DRIVER, f"--port={port}", env=environment, stdout=DEVNULL, stderr=DEVNULL
        )
        stack.push_async_callback(_end, driver)
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=ANSWERS_WITHIN)
        )
        await _ready(http, driver)
        tab = WebKitTab(http)
        try:
            await tab.begin(_browser())
            yield tab
        finally:
            with suppress(WebKitError, httpx.HTTPError):
                await tab.end()


def _browser() -> Path:
    """Beside the library that it shows; its folder has the library's version in its name."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not found:
        raise FileNotFoundError(
            "MiniBrowser of webkit2gtk-driver; scripts/system.sh browsers installs it"
        )
    return found[-1]


@asynccontextmanager
async def _screen() -> AsyncIterator[str]:
    """A screen in memory; its name for DISPLAY."""
    reading, writing = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(SCREEN, "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"),
        pass_fds=[writing],
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            async with asyncio.timeout(STARTS_WITHIN):
                number = await asyncio.to_thread(numbers.readline)
        if not number.strip():
            raise WebKitError("the screen ended before it was there")
        yield f":{number.strip()}"
    finally:
        await _end(process)


async def _ready(http: httpx.AsyncClient, driver: Process) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        with suppress(httpx.TransportError):
            if (await http.get("/status")).is_success:
                return
        if driver.returncode is not None or time.monotonic() > deadline:
            raise WebKitError("the driver did not start")
        await asyncio.sleep(0.05)


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
