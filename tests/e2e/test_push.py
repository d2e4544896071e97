"""A note comes due, is encrypted, and rings: in Firefox over a push service of our own, for real (security: E7, E14)."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.e2e.firefox import Firefox, Tab, firefox, push_preferences
from tests.e2e.program import Program, Staff
from tests.e2e.server import Server, serving
from tests.e2e.tab import until
from tests.push_service import PushService
from tests.push_service import running as push_service_running
from tests.push_service.mailboxes import Message

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

SENTENCES = ["You have a new note.", "Open it when you have a moment."]
ON = "Notices are on for this phone."
ZONE = "America/Chicago"
SHOWN = "navigator.serviceWorker.ready.then(ready => ready.getNotifications()).then(all => all.map(({title, body}) => [title, body]))"
UNSUBSCRIBE = """navigator.serviceWorker.ready.then(ready => ready.pushManager.getSubscription()).then(kept => kept.unsubscribe())"""
ADDRESS = "fetch('/api/session').then(answer => answer.json()).then(info => info.push_at)"
DROPPED = """(origin => {
    const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
    const push = Cc['@mozilla.org/push/Service;1'].getService(Ci.nsIPushService);
    return new Promise(done => push.unsubscribe(origin + '/', principal, () => {
        Cc['@mozilla.org/push/Notifier;1'].getService(Ci.nsIPushNotifier).notifySubscriptionChange(origin + '/', principal);
        done(true);
    }));
})"""


class Pair:
    """Tasha with the app and its notices on in Firefox, and her peer, who writes over the API."""

    def __init__(
        self,
        server: Server,
        push_service: PushService,
        program: Program,
        peer: Staff,
        profile: Path,
    ) -> None:
        self.server = server
        self.push_service = push_service
        self.program = program
        self.peer = peer
        self.stream = 0
        self.browser: Firefox
        self._profile = profile
        self._running = AsyncExitStack()
        self._words = (f"token-note-{number}" for number in count(4714))

    async def turn_on(self) -> None:
        """The browser; it comes up on an empty page."""
        preferences = push_preferences(self.push_service.origin.replace("http", "ws") + "/ws")
        self.browser = await self._running.enter_async_context(firefox(self._profile, preferences))

    async def turn_off(self) -> None:
        await self._running.aclose()

    async def enrol(self) -> None:
        tab = await self.browser.open(self.server.origin)
        await tab.type(
            "The code from your program", await self.program.code("Tasha", peer="Marcus Bell")
        )
        await tab.press("Start")
        await tab.see("All sent")
        await tab.go(f"{self.server.origin}/me/notices")
        await tab.press("Remove", whole=False)
        await tab.see("No quiet hours.")
        await tab.press("5")
        await turn_on_notices(tab)
        await tab.see("All sent")
        await tab.go("about:blank")
        await self.peer.sign_in()
        self.stream = next(
            stream["id"] for stream in self.peer.info["streams"] if stream["kind"] == "assignment"
        )

    async def open(self, path: str = "/plan") -> Tab:
        """The one page of the app."""
        tab = await self.browser.only_tab()
        await tab.go(self.server.origin + path)
        await tab.see("All sent")
        return tab

    async def write_note(self) -> str:
        words = next(self._words)
        await self.peer.write("encouragement", self.stream, words={"text": words})
        return words

    async def plan_nudge(self) -> str:
        """For this very minute on the participant's clock."""
        words, now = next(self._words), datetime.now(ZoneInfo(ZONE))
        schedule = {"starts_on": now.date().isoformat(), "local_time": f"{now:%H:%M}"}
        await self.peer.write("nudge_plan", self.stream, words={"text": words}, schedule=schedule)
        return words

    async def posted(self, before: int) -> Message:
        """What the server posted next to the push service, after so many."""
        messages = self.push_service.mailboxes.messages

        async def next_one() -> Message | None:
            return messages[before] if len(messages) > before and messages[before].status else None

        try:
            message: Message = await until(next_one, "the push", within=30)
        except AssertionError:
            raise AssertionError(
                f"not posted: {self._ask('SELECT kind, state, reason FROM notice ORDER BY id')}"
            ) from None
        return message

    def addresses(self) -> list[str]:
        """Where the program reaches her now."""
        return [
            row[0]
            for row in self._ask("SELECT endpoint FROM push_subscription WHERE state = 'active'")
        ]

    def _ask(self, question: str) -> list[tuple[str, ...]]:
        with closing(
            sqlite3.connect(self.server.database_url.removeprefix("sqlite:///"))
        ) as database:
            return database.execute(question).fetchall()

    @property
    def posts(self) -> int:
        return len(self.push_service.mailboxes.messages)

    @property
    def subscriptions(self) -> int:
        """How often the browser has subscribed so far."""
        return sum(
            said.get("messageType") == "register" for said in self.push_service.mailboxes.heard
        )


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(
    migrated_sqlite: Path, printed_by_init: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    folder = tmp_path_factory.mktemp("push")
    database = folder / "alongside.sqlite"
    database.write_bytes(migrated_sqlite.read_bytes())
    async with (
        push_service_running() as push_service,
        serving(f"sqlite:///{database}", folder, push_hosts=push_service.origin) as server,
    ):
        program = await Program.of(server, printed_by_init["sqlite"])
        made = Pair(
            server,
            push_service,
            program,
            await program.hire("Marcus Bell", "peer", "marcus"),
            folder / "firefox",
        )
        try:
            await made.turn_on()
            await made.enrol()
            yield made
        finally:
            await made.turn_off()
            await program.close()


async def test_a_planned_nudge_rings_while_the_app_is_open_and_a_tap_opens_the_note(
    pair: Pair,
) -> None:
    tab, before = await pair.open(), pair.posts
    words = await pair.plan_nudge()
    message = await pair.posted(before)
    assert (message.status, words.encode() in message.body) == (201, False)
    assert await until(lambda: tab.js(SHOWN), "the notification") == [SENTENCES]
    await pair.browser.click_notification()
    await tab.see(words)
    assert re.fullmatch(r"/inbox/[0-9a-f-]{36}", await tab.js("location.pathname"))
    assert await tab.js(SHOWN) == []
    assert words not in pair.server.log.read_text()


async def test_a_note_rings_with_no_page_of_the_app_open_and_a_tap_opens_it(pair: Pair) -> None:
    await (await pair.browser.only_tab()).go("about:blank")
    words = await pair.write_note()
    await pair.browser.click_notification()
    await (await pair.browser.tab_at(f"{pair.server.origin}/inbox/")).see(words)


async def test_a_note_written_while_the_browser_was_off_rings_when_it_is_on_again(
    pair: Pair,
) -> None:
    await (await pair.open()).go("about:blank")
    subscriptions, before = pair.subscriptions, pair.posts
    await pair.turn_off()
    words = await pair.write_note()
    assert (await pair.posted(before)).status == 201
    await pair.turn_on()
    await pair.browser.click_notification()
    tab = await pair.browser.tab_at(f"{pair.server.origin}/inbox/")
    await tab.see(words)
    await tab.see("All sent")
    assert pair.subscriptions == subscriptions, (
        "the app found that browser and program have the same"
    )


async def test_what_the_browser_unsubscribed_is_gone_for_the_program_and_made_again_at_the_next_start(
    pair: Pair,
) -> None:
    tab, before = await pair.open("/me/notices"), pair.posts
    await tab.see(ON)  # it has compared
    first = await tab.js(ADDRESS)
    assert await tab.js(UNSUBSCRIBE)
    await pair.write_note()
    assert (await pair.posted(before)).status == 410

    async def forgotten() -> bool:
        return await tab.js(ADDRESS) is None

    await until(forgotten, "the program to forget the address")
    await pair.open()
    second = await until(lambda: tab.js(ADDRESS), "a new address")
    assert second != first
    words = await pair.write_note()
    assert (await pair.posted(before + 1)).status == 201
    await pair.browser.click_notification()
    await tab.see(words)


async def test_an_address_that_the_browser_dropped_is_made_again_with_the_app_closed(
    pair: Pair,
) -> None:
    tab, subscriptions = await pair.open(), pair.subscriptions
    first = await tab.js(ADDRESS)
    await tab.go("about:blank")
    await pair.browser.system(f"{DROPPED}({pair.server.origin!r})")

    async def made() -> list[str]:
        return [address for address in pair.addresses() if address != first]

    [second] = await until(made, "the program to be told the new address")
    tab = await pair.open()
    assert await tab.js(ADDRESS) == second
    assert pair.subscriptions == subscriptions + 1, "the app found what its worker had made"


async def test_when_the_programs_key_changed_the_app_subscribes_with_the_new_one_at_its_next_start(
    pair: Pair,
) -> None:
    tab, before = await pair.open(), pair.posts
    first = await tab.js(ADDRESS)
    await tab.go("about:blank")
    await pair.server.stop()
    await pair.server.command("vapid-keys", "--rotate")
    await pair.server.start()
    tab = await pair.open()

    async def another() -> bool:
        return await tab.js(ADDRESS) not in (None, first)

    await until(another, "an address made with the new key")
    words = await pair.write_note()
    assert (await pair.posted(before)).status == 201, (
        "the push service asks for the signature of the key it was made with"
    )
    await pair.browser.click_notification()
    await tab.see(words)


async def test_turned_off_it_rings_no_more(pair: Pair) -> None:
    tab = await pair.open("/me/notices")
    await tab.press("Turn off on this phone")
    await tab.see("Without notices nothing is lost")
    assert await tab.js(ADDRESS) is None
    assert pair.push_service.mailboxes.channels == {}
    await tab.go("about:blank")
    tab = await pair.open("/me/notices")
    await tab.see("Turn on notices on this phone")
    assert await tab.js(ADDRESS) is None


async def turn_on_notices(tab: Tab) -> None:
    """As often as a person would try: the browser's own line to its push service may still be opening."""
    await tab.press("Turn on notices on this phone")
    for _ in range(2):
        with suppress(AssertionError):
            await tab.see(ON)
            return
        await tab.press("Try again")
    await tab.see(ON)
