"""What a peer does, in the words that they see."""

from playwright.async_api import expect

from tests.e2e.chromium import Phone
from tests.e2e.program import Staff


class Peer(Phone):
    async def sign_in(self, staff: Staff) -> None:
        await self.open("/sign-in")
        await self.page.get_by_label("Login").fill(staff.login)
        await self.page.get_by_label("Password").fill(staff.password)
        await self.page.get_by_label("One-time code").fill(staff.one_time_code)
        await self.button("Sign in").click()
        await self.all_sent()

    async def open_person(self, name: str) -> None:
        await self.page.get_by_role("link", name=name).click()
        await expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    async def write_note(self, words: str) -> None:
        await self.page.get_by_text("Write a note", exact=True).click()
        await self.page.get_by_label("Your words").fill(words)
        await self.button("Save and send").click()
        await self.sees("Saved on this phone.")

    async def plan_nudge_soon(self, words: str) -> None:
        await self.page.get_by_text("Plan a reminder", exact=True).click()
        await self.page.get_by_label("Your words").fill(words)
        await self.button("In a few minutes").click()
        await self.button("Save and plan").click()
        await self.sees("Saved on this phone.")
