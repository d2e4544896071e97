"""A participant in Firefox and the peer who writes to them, over a push service of our own."""

import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.e2e.firefox import Firefox, Tab, firefox, push_preferences
from tests.e2e.program import Program, Staff
from tests.e2e.server import Server
from tests.e2e.tab import until
from tests.push_service import PushService
from tests.push_service.mailboxes import Message

ON = "Notices are on for this phone."


ZONE = "America/Chicago"


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


async def turn_on_notices(tab: Tab) -> None:
    """Try as often as a person would.

    The browser's own line to its push service may still be opening.
    """
    await tab.press("Turn on notices on this phone")
    for _ in range(2):
        with suppress(AssertionError):
            await tab.see(ON)
            return
        await tab.press("Try again")
    await tab.see(ON)
