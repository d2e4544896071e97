"""Firefox ESR, driven by WebDriver BiDi over its own remote-debugging port.

Playwright needs a Firefox of its own making; this needs the system's browser and a WebSocket.
"""

import asyncio
import itertools
import json
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.e2e.tab import BrowserError, BrowserTab, until

BINARY = os.environ.get("ALONGSIDE_TEST_FIREFOX", "firefox-esr")
STARTS_WITHIN = 40
ANSWERS_WITHIN = 20

QUIET: dict[str, Any] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}


def push_preferences(socket: str) -> dict[str, Any]:
    """Push through the service at `socket` (ws://…).

    Each but the last is needed; found by leaving them out one by one.
    """
    return {
        "dom.push.serverURL": socket,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.connection.enabled": True,  # switched off under remote control
        "permissions.default.desktop-notification": 1,
        "alerts.useSystemBackend": False,  # without D-Bus showNotification() rejects otherwise
        # In ms: a busy machine may not start a worker within one second.
        "dom.webnotifications.disable_open_click_delay": 15_000,
    }


TAB, ENTER = "\ue004", "\ue007"

CLICK = "gAlertListener && gAlertTextClickable ? (setTimeout(onAlertClick), true) : false"
"""In an alert's window, which is there before it listens; the click closes it."""


class FirefoxError(BrowserError):
    """What the browser answered, or a script threw."""


class Firefox:
    """One running browser. `Tab` is a page in it."""

    def __init__(self, process: asyncio.subprocess.Process, socket: ClientConnection) -> None:
        self.process = process
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await answer

    async def open(self, url: str) -> "Tab":
        made = await self.command("browsingContext.create", type="tab")
        tab = Tab(self, made["context"])
        await tab.go(url)
        return tab

    async def click_notification(self) -> None:
        """Click the alert on the screen.

        Without a desktop Firefox draws it as a window of its own.
        """

        async def clicked() -> bool:
            tree = await self.command("browsingContext.getTree", **{"moz:scope": "chrome"})
            alerts = [
                {"context": window["context"]}
                for window in tree["contexts"]
                if "alert" in window["url"]
            ]
            return bool(alerts) and await self._value(CLICK, alerts[0]) is True

        await until(clicked, "a notification on the screen")

    async def only_tab(self) -> "Tab":
        """The first; the others are closed."""
        first, *others = (await self.command("browsingContext.getTree"))["contexts"]
        for window in others:
            await self.command("browsingContext.close", context=window["context"])
        return Tab(self, first["context"])

    async def tab_at(self, address: str) -> "Tab":
        """The tab whose address holds this, as soon as there is one."""

        async def opened() -> "Tab | None":
            windows = (await self.command("browsingContext.getTree"))["contexts"]
            return next(
                (Tab(self, window["context"]) for window in windows if address in window["url"]),
                None,
            )

        found: Tab = await until(opened, f"a tab at {address}")
        return found

    async def system(self, script: str) -> Any:
        """Runs a script with the rights of the browser itself."""
        tree = await self.command("browsingContext.getTree", **{"moz:scope": "chrome"})
        return await self._value(script, {"context": tree["contexts"][0]["context"]})

    async def _value(self, script: str, target: dict[str, str]) -> Any:
        answer = await self.command(
            "script.evaluate", expression=script, target=target, awaitPromise=True
        )
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    async def listen(self) -> None:
        """Hands out answers until the browser is closed, or gone."""
        with suppress(ConnectionClosed):
            async for raw in self._socket:
                self._hand_out(json.loads(raw))
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(FirefoxError("the browser is gone"))

    def _hand_out(self, message: dict[str, Any]) -> None:
        waiting = self._waiting.pop(message.get("id", 0), None)
        if waiting is None or waiting.done():
            return
        if message["type"] == "error":
            waiting.set_exception(FirefoxError(f"{message['error']}: {message['message']}"))
        else:
            waiting.set_result(message["result"])


class Tab(BrowserTab):
    """A page; scripts run as if the person had just touched it."""

    browser_name = "Firefox"

    def __init__(self, browser: Firefox, context: str) -> None:
        self.browser = browser
        self.context = context

    async def go(self, url: str) -> None:
        await self.browser.command(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    async def js(self, expression: str) -> Any:
        """The value of an expression, its promise awaited. Raises FirefoxError where it throws."""
        answer = await self.browser.command(
            "script.evaluate",
            expression=(
                f"Promise.resolve({expression}).then(value => JSON.stringify(value === "
                "undefined ? null : value))"
            ),
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    async def keys(self, *keys: str) -> None:
        """Presses each, as a person at the keyboard does.

        Those without a letter are `TAB` and `ENTER`.
        """
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self.browser.command(
            "input.performActions",
            context=self.context,
            actions=[{"type": "key", "id": "keyboard", "actions": pressed}],
        )


@asynccontextmanager
async def firefox(profile: Path, preferences: dict[str, Any]) -> AsyncIterator[Firefox]:
    """A headless Firefox with this profile folder; the same folder again is the same phone."""
    profile.mkdir(parents=True, exist_ok=True)
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in (QUIET | preferences).items()
    )
    (profile / "user.js").write_text("".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(
            BINARY,
            "--headless",
            "--no-remote",
            "--remote-debugging-port=0",
            "--remote-allow-system-access",
        ),
        *("--profile", str(profile), "about:blank"),
        env={**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert process.stderr is not None
    try:
        address = await _address(process.stderr)
        drain = asyncio.create_task(_drain(process.stderr))
        # No keep-alive pings: a busy machine makes the browser answer them too late.
        async with connect(f"{address}/session", max_size=None, ping_interval=None) as socket:
            browser = Firefox(process, socket)
            listener = asyncio.create_task(browser.listen())
            await browser.command("session.new", capabilities={})
            yield browser
            with suppress(TimeoutError, FirefoxError, ConnectionClosed):
                await browser.command("browser.close")
            listener.cancel()
        drain.cancel()
    finally:
        await _end(process)


async def _address(stderr: asyncio.StreamReader) -> str:
    async with asyncio.timeout(STARTS_WITHIN):
        async for line in stderr:
            if found := re.search(rb"WebDriver BiDi listening on (ws://\S+)", line):
                return found[1].decode()
    raise FirefoxError("the browser ended before it listened")


async def _drain(stderr: asyncio.StreamReader) -> None:
    async for _line in stderr:
        pass


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
