"""A phone: the system's Chromium at phone size with a profile of its own, and what a person does on it."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext, Locator, Page, Playwright, expect

BINARY = os.environ.get("ALONGSIDE_TEST_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORKER_HOLDS = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
    || new Promise(held => navigator.serviceWorker.addEventListener('controllerchange', held, {once: true})))"""

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Phone:
    """Written in the words that the person sees; a changed word changes a test on purpose."""

    def __init__(self, context: BrowserContext, page: Page, origin: str) -> None:
        self.context = context
        self.page = page
        self.origin = origin

    async def another(self, origin: str) -> "Phone":
        """A second phone in the same browser: another address has other cookies and another store."""
        return Phone(self.context, await self.context.new_page(), origin)

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
        await self.page.evaluate(f"() => {WORKER_HOLDS}.then(() => null)")

    async def sign_in(self, login: str, password: str, one_time_code: str) -> None:
        await self.open("/sign-in")
        await self.page.get_by_label("Login").fill(login)
        await self.page.get_by_label("Password").fill(password)
        await self.page.get_by_label("One-time code").fill(one_time_code)
        await self.button("Sign in").click()
        await self.all_sent()

    async def lose_network(self) -> None:
        await self.context.set_offline(True)

    async def find_network(self) -> None:
        await self.context.set_offline(False)

    async def sync(self) -> None:
        """Sends and fetches until everything is sent. A fetch that was already under way may have missed the latest: so a new one."""
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

    async def check_in(self, mood: str, note: str = "") -> None:
        await self.tab("Today")
        if await self.button("Check in again").is_visible():
            await self.button("Check in again").click()
        await self.page.get_by_text(mood, exact=True).first.click()
        if note:
            await self.page.get_by_text("More: sleep, stress").click()
            await self.page.get_by_label("A note to myself").fill(note)
        await self.button("Save on this phone").click()
        await self.sees("Thank you for")

    async def plan_part(self, title: str) -> Locator:
        """The part of the plan, opened."""
        if not self.page.url.endswith("/plan"):
            await self.tab("Plan")
        part = self.page.locator("details.card").filter(has=self.page.get_by_role("heading", name=title))
        if await part.get_attribute("open") is None:
            await part.locator("summary").click()
        return part

    async def add_line(self, title: str, text: str, *, shared: bool = False) -> None:
        part = await self.plan_part(title)
        await part.get_by_role("button", name=re.compile("^Add (a|another) line$")).click()
        await part.get_by_label("A new line").fill(text)
        await part.get_by_text(re.compile("^Me and ") if shared else "Only me").click()
        await part.get_by_role("button", name="Save on this phone").click()
        await expect(part.get_by_text(text, exact=True)).to_be_visible()

    async def change_line(self, title: str, text: str, to: str) -> None:
        line = await self.line(title, text)
        await line.get_by_role("button", name="Change").click()
        part = await self.plan_part(title)
        await part.get_by_label("Change this line").fill(to)
        await part.get_by_role("button", name="Save on this phone").click()
        await expect(part.get_by_text(to, exact=True)).to_be_visible()

    async def remove_line(self, title: str, text: str) -> None:
        line = await self.line(title, text)
        await line.get_by_role("button", name="Remove").click()
        await expect(line).to_have_count(0)

    async def line(self, title: str, text: str) -> Locator:
        return (await self.plan_part(title)).get_by_role("listitem").filter(has_text=text)

    async def shown_in(self, title: str) -> list[str]:
        """The lines of a part, in the order on the screen."""
        part = await self.plan_part(title)
        return await part.get_by_role("listitem").locator("p.words").all_inner_texts()

    async def chooses_the_other_words(self, title: str, words: str) -> None:
        part = await self.plan_part(title)
        await part.get_by_role("button", name="See them").click()
        versions = self.page.get_by_role("dialog", name="Two versions")
        await versions.locator("section").filter(has_text=words).get_by_role("button", name="Use this one").click()
        await expect(part.get_by_text(words, exact=True)).to_be_visible()

    async def add_goal(self, title: str) -> None:
        await self.tab("Goals")
        await self.page.get_by_role("link", name="A new goal").click()
        await self.page.get_by_label("What exactly?").fill(title)
        await self.button("Save on this phone").click()
        await expect(self.page.get_by_role("link", name=title)).to_be_visible()

    async def open_goal(self, title: str) -> None:
        await self.tab("Goals")
        await self.page.get_by_role("link", name=title).click()
        await expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    async def move_goal(self, title: str, move: str) -> None:
        await self.open_goal(title)
        await self.button(move).click()

    async def name_first_step(self, title: str, step: str) -> None:
        await self.open_goal(title)
        await self.button("Change").click()
        await self.page.get_by_label("The first small step").fill(step)
        await self.button("Save on this phone").click()
        await self.sees(step)

    async def code_for_another_phone(self) -> str:
        await self.open("/me/phones")
        await self.page.get_by_role("button", name=re.compile("^(Show a code|Add another phone)$")).click()
        code = self.page.get_by_text(CODE).first
        await code.wait_for()
        found = CODE.search(await code.inner_text())
        assert found
        return found[0]


@asynccontextmanager
async def phone(playwright: Playwright, profile: Path, origin: str) -> AsyncIterator[Phone]:
    """A Pixel 5; the same profile again is the same phone."""
    look = {name: value for name, value in playwright.devices["Pixel 5"].items() if name != "default_browser_type"}
    context = await playwright.chromium.launch_persistent_context(
        profile, executable_path=BINARY, args=QUIET, permissions=["notifications"], locale="en-US", timezone_id="America/Chicago", **look
    )
    try:
        page = context.pages[0] if context.pages else await context.new_page()
        page.set_default_timeout(10_000)
        yield Phone(context, page, origin)
    finally:
        await context.close()
