"""What a participant does, in the words that they see; a changed word changes a test on purpose."""

import re

from playwright.async_api import Locator, expect

from tests.e2e.chromium import Phone

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Participant(Phone):
    async def check_in(self, mood: str, note: str = "") -> None:
        await self.tab("Today")
        if await self.button("Check in again").is_visible():
            await self.button("Check in again").click()
        await self.page.get_by_text(mood, exact=True).first.click()
        if note:
            await self.page.get_by_text("More: sleep, stress").click()
            await self.page.get_by_label("A note to myself").fill(note)
        await self.button("Save on this phone").click()
        await self.sees("You checked in just now.")

    async def plan_part(self, title: str) -> Locator:
        """The part of the plan, opened."""
        if not self.page.url.endswith("/plan"):
            await self.tab("Plan")
        part = self.page.locator("details.card").filter(
            has=self.page.get_by_role("heading", name=title)
        )
        if await part.get_attribute("open") is None:
            await part.locator("summary").click()
        return part

    async def add_line(self, title: str, text: str, *, shared: bool = False) -> None:
        part = await self.plan_part(title)
        await part.get_by_role("button", name=re.compile("^Add (a|another) line$")).click()
        await part.get_by_label("A new line").fill(text)
        await part.get_by_role("group").get_by_text("Me and " if shared else "Only me").click()
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
        await (
            versions.locator("section")
            .filter(has_text=words)
            .get_by_role("button", name="Use this one")
            .click()
        )
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
        await self.page.get_by_role(
            "button", name=re.compile("^(Show a code|Add another phone)$")
        ).click()
        code = self.page.get_by_text(CODE).first
        await code.wait_for()
        found = CODE.search(await code.inner_text())
        assert found
        return found[0]

    async def agrees_to(self, peer: str) -> None:
        """Says yes to sharing with this peer."""
        await self.open("/me/sharing")
        await (
            self.page.get_by_role("group", name=f"{peer} may see what I share")
            .get_by_text("Yes", exact=True)
            .click()
        )

    async def keep_no_quiet_hours(self) -> None:
        await self.open("/me/notices")
        await self.page.get_by_role("button", name=re.compile("^Remove ")).click()
        await self.sees("No quiet hours.")
