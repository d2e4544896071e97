"""A phone: the system's Chromium at phone size with a profile of its own."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from playwright.async_api import BrowserContext, Locator, Page, Playwright, Response, expect
from playwright.async_api import Error as PlaywrightError

BINARY = shutil.which(os.environ.get("ALONGSIDE_TEST_CHROMIUM", "chromium"))
QUIET = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 20
"""The longest wait for what the page does by itself.

Playwright's own waiting in a page needs `eval`, which the page forbids.
"""

WORKER_HOLDS = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? null
    : new Promise(held => navigator.serviceWorker
        .addEventListener('controllerchange', () => held(null), {once: true})))"""

SUBSCRIBE = """body => fetch('/api/push/subscription', {
    method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)
}).then(answer => answer.status)"""
SHOWN = """async () => {
    for (;;) {
        const shown = await (await navigator.serviceWorker.ready).getNotifications();
        if (shown.length) return shown.map(({title, body}) => [title, body]);
        await new Promise(later => setTimeout(later, 50));
    }
}"""
STORES = """async words => {
    const done = request => new Promise((good, bad) => {
        request.onsuccess = () => good(request.result);
        request.onerror = bad;
    });
    for (const {name} of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const store of database.objectStoreNames)
            if (JSON.stringify(await done(database.transaction(store).objectStore(store).getAll()))
                .includes(words)) return true;
        database.close();
    }
    return false;
}"""

expect.set_options(timeout=SECONDS * 1000)


class Phone:
    """Written in the words that the person sees; a changed word changes a test on purpose."""

    def __init__(self, context: BrowserContext, page: Page, origin: str) -> None:
        self.context = context
        self.page = page
        self.origin = origin

    async def another(self, origin: str) -> Self:
        """Open a second phone in the same browser.

        Another address has other cookies and another store.
        """
        return type(self)(self.context, await self.context.new_page(), origin)

    async def open(self, path: str = "/") -> None:
        await self.page.goto(self.origin + path)

    async def enrol(self, code: str) -> None:
        await self.open()
        await self.page.get_by_label("The code from your program").fill(code)
        await self.button("Start").click()
        await self.all_sent()
        await self.worker_holds()

    async def worker_holds(self) -> None:
        """From now on the app opens without a server."""
        async with asyncio.timeout(SECONDS):
            await self.page.evaluate(WORKER_HOLDS)

    async def lose_network(self) -> None:
        await self.context.set_offline(True)

    async def find_network(self) -> None:
        await self.context.set_offline(False)

    async def sync(self) -> None:
        """Sends and fetches until everything is sent.

        A fetch that was already under way may have missed the latest: so a new one.
        """
        await self.page.locator(".frame button").first.click()
        sheet = self.page.get_by_role("dialog", name="Where your words are")
        async with self.page.expect_response(re.compile("/api/sync$")):
            await sheet.get_by_role("button", name="Send and fetch now").click()
        await expect(sheet.get_by_role("button", name="Send and fetch now")).to_be_enabled()
        await sheet.get_by_role("button", name="Close").click()
        await self.all_sent()

    async def all_sent(self) -> None:
        await expect(self.page.locator(".frame")).to_contain_text("All sent", timeout=20_000)

    async def unsent(self, count: int) -> None:
        await expect(self.page.locator(".frame")).to_contain_text(f"not yet sent ({count})")

    async def tab(self, name: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def sees_no(self, text: str) -> None:
        await expect(self.page.get_by_text(text)).to_have_count(0)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def subscribe(self, endpoint: str, keys: dict[str, str]) -> None:
        """Do what the app does after the browser's own subscription.

        Chromium makes that with Google alone.
        """
        status = await self.page.evaluate(SUBSCRIBE, {"endpoint": endpoint, "keys": keys})
        assert status == 204

    async def deliver_push(self, payload: str) -> None:
        """Hands a decrypted message to the service worker, as the browser does."""
        session = await self.context.new_cdp_session(self.page)
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def registered(event: dict[str, Any]) -> None:
            for registration in event["registrations"]:
                if registration["scopeURL"].startswith(self.origin) and not found.done():
                    found.set_result(registration["registrationId"])

        session.on("ServiceWorker.workerRegistrationUpdated", registered)
        await session.send("ServiceWorker.enable")
        message = {"origin": self.origin, "registrationId": await found, "data": payload}
        await session.send("ServiceWorker.deliverPushMessage", message)

    async def notifications(self) -> list[list[str]]:
        """Title and body of each, as soon as one is shown."""
        async with asyncio.timeout(SECONDS):
            shown: list[list[str]] = await self.page.evaluate(SHOWN)
        return shown

    async def click_notification(self) -> None:
        worker = next(
            worker for worker in self.context.service_workers if worker.url.startswith(self.origin)
        )
        await worker.evaluate(
            """async () => {
                const [notification] = await registration.getNotifications();
                self.dispatchEvent(new NotificationEvent('notificationclick', {notification}));
            }"""
        )

    def record_traffic(self) -> Callable[[], str]:
        """Record every answer of the API from now on, as text.

        What is returned gives the answers that have come so far.
        """
        bodies: list[str] = []

        async def keep(answer: Response) -> None:
            if "/api/" in answer.url:
                with suppress(PlaywrightError):
                    bodies.append(await answer.text())

        self.page.on("response", keep)
        return lambda: "\n".join(bodies)

    async def stores(self, words: str) -> bool:
        """Whether any IndexedDB database of this origin holds the words, in any store."""
        return bool(await self.page.evaluate(STORES, words))


P = TypeVar("P", bound=Phone)


@asynccontextmanager
async def phone(
    kind: type[P], playwright: Playwright, profile: Path, origin: str
) -> AsyncIterator[P]:
    """A Pixel 5; the same profile again is the same phone."""
    look = {
        name: value
        for name, value in playwright.devices["Pixel 5"].items()
        if name != "default_browser_type"
    }
    context = await playwright.chromium.launch_persistent_context(
        profile,
        executable_path=BINARY,
        args=QUIET,
        permissions=["notifications"],
        locale="en-US",
        timezone_id="America/Chicago",
        **look,
    )
    try:
        page = context.pages[0] if context.pages else await context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        yield kind(context, page, origin)
    finally:
        with suppress(PlaywrightError):  # a test may have killed it
            await context.close()
