"""After every act without a pointer the focus is where one would look next.

The way back is reached at once.
"""

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakePhone
from tests.e2e.keyboard import Keyboard
from tests.e2e.program import Program

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINGERS = 8


@pytest.fixture
async def keyboard(program: Program, take_phone: TakePhone) -> Keyboard:
    await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    return Keyboard(phone)


async def opened(keyboard: Keyboard, path: str) -> None:
    await keyboard.phone.open(path)
    await keyboard.page.locator("h1").wait_for()


async def added(keyboard: Keyboard, opener: str, words: str) -> None:
    await keyboard.press(opener)
    await keyboard.is_at("A new line")
    await keyboard.write(words)
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Add another line")


@ON_SQLITE
async def test_lines_of_the_plan(keyboard: Keyboard) -> None:
    await opened(keyboard, "/plan")
    await keyboard.press("What I am doing this for…")
    await added(keyboard, "Add a line", "her Saturdays")
    await added(keyboard, "Add another line", "a key")
    await keyboard.press("Add another line")
    await keyboard.press("Cancel")
    await keyboard.is_at("Add another line")
    await keyboard.press("Change", back=True)
    await keyboard.is_at("Change this line")
    await keyboard.press("Move up: a key…")
    await keyboard.is_at("Move down: a key…")
    await keyboard.press("Cancel", back=True)
    await keyboard.is_at("Change")
    await keyboard.press("Change")
    await keyboard.write("!")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Change")
    await keyboard.press("Change")
    await keyboard.press("Delete for good")
    await keyboard.press("Yes, delete it for good")
    await keyboard.is_at("Change")
    await keyboard.phone.sees_no("a key!")
    await keyboard.press("Remove")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Tab")
    await keyboard.is_at("For example: my daughter’s Saturdays.")


@ON_SQLITE
async def test_undo_is_there_at_once_and_has_its_time(keyboard: Keyboard) -> None:
    await keyboard.page.emulate_media(color_scheme="dark")
    await opened(keyboard, "/plan")
    await keyboard.press("What I am doing this for…")
    await added(keyboard, "Add a line", "one")
    await added(keyboard, "Add another line", "two")
    await keyboard.press("Remove", back=True)
    await keyboard.is_at("Undo")
    assert await keyboard.wrong_here() == []
    await asyncio.sleep(LINGERS + 1)
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("Remove")
    assert await keyboard.phone.page.locator("li p.words").all_inner_texts() == ["one", "two"]
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Escape")
    await expect(keyboard.page.locator(".said")).to_have_count(0)
    await keyboard.is_at("Remove")
    assert await keyboard.phone.page.locator("li p.words").all_inner_texts() == ["one"]


@ON_SQLITE
async def test_people_of_the_plan(keyboard: Keyboard) -> None:
    await opened(keyboard, "/plan/people")
    await keyboard.press("Add a person")
    await keyboard.is_at("Name")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Name")
    await expect(keyboard.page.get_by_role("alert")).to_have_count(1)
    await keyboard.write("Rosa")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Add a person")
    await keyboard.press("Change", back=True)
    await keyboard.is_at("Name")
    await keyboard.press("Cancel")
    await keyboard.is_at("Change")
    await keyboard.press("Remove")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("Remove")


@ON_SQLITE
async def test_counts_of_days(keyboard: Keyboard) -> None:
    await opened(keyboard, "/me/days")
    await keyboard.press("Begin to count")
    await keyboard.is_at("A name for it")
    await keyboard.write("alone")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Count something else too")
    await keyboard.press("Hide the numbers", back=True)
    await keyboard.is_at("Show the numbers")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.press("Add a stretch")
    await keyboard.is_at("First day")
    await keyboard.press("Cancel")
    await keyboard.is_at("Add a stretch")
    await keyboard.press("Change: …", back=True)
    await keyboard.is_at("First day")
    await keyboard.press("Cancel")
    await keyboard.is_at("Change: …")
    await keyboard.press("Change", back=True)
    await keyboard.press("Remove")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("alone")


@ON_SQLITE
async def test_quiet_hours_and_sharing(keyboard: Keyboard) -> None:
    await opened(keyboard, "/me/notices")
    await keyboard.press("Remove …")
    await keyboard.is_at("No quiet hours.…")
    await keyboard.press("Add quiet hours")
    await keyboard.is_at("From")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Add quiet hours")
    await opened(keyboard, "/me/sharing")
    await keyboard.press("Stop all sharing")
    await keyboard.is_at("All sharing is stopped.")
    await keyboard.press("Share again as before")
    await keyboard.is_at("Stop all sharing")


@ON_SQLITE
async def test_goals_and_their_steps(keyboard: Keyboard) -> None:
    await opened(keyboard, "/goals/new")
    await keyboard.to("What exactly?")
    await keyboard.write("A room")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Goals")
    await keyboard.press("A room…")
    await keyboard.is_at("A room")
    for step in ("first", "then"):
        await keyboard.to("A small step")
        await keyboard.write(step)
        await keyboard.press("Add this step")
        await keyboard.is_at("A small step")
    await keyboard.press("Move up: then", back=True)
    await keyboard.is_at("Move down: then")
    await keyboard.press("Remove: then")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Tab")
    await keyboard.is_at("Remove: first")
    await keyboard.press("Change", back=True)
    await keyboard.is_at("Change")
    await keyboard.press("Cancel")
    await keyboard.is_at("Change")
    await keyboard.press("Let it rest")
    await keyboard.is_at("Pick it up again")
    await keyboard.press("Remove", back=True)
    await expect(keyboard.page.get_by_role("heading", name="Goals", exact=True)).to_be_visible()
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("Resting")
    await expect(keyboard.page.get_by_role("link", name="A room")).to_be_visible()


@ON_SQLITE
async def test_a_day_and_what_one_wrote(keyboard: Keyboard) -> None:
    await opened(keyboard, "/")
    await keyboard.to("Very low")
    await keyboard.page.keyboard.press("Space")
    await keyboard.press("Save on this phone")
    await keyboard.is_at("Thank…")
    await keyboard.press("Check in again")
    await keyboard.is_at("Very low")
    await keyboard.press("Not now")
    await keyboard.is_at("Something happened")
    await keyboard.press("+ My check-ins and notes")
    await keyboard.press("Remove")
    await keyboard.is_at("Undo")
    await keyboard.page.keyboard.press("Enter")
    await keyboard.is_at("– My check-ins and notes")
    await keyboard.press("All sent…", back=True)
    await keyboard.press("Send and fetch now")
    await expect(keyboard.page.get_by_role("button", name="Send and fetch now")).to_be_enabled()
    await keyboard.is_at("Send and fetch now")
    await keyboard.page.keyboard.press("Escape")
    await keyboard.is_at("All sent…")


@ON_SQLITE
async def test_a_wrong_code_is_announced(take_phone: TakePhone) -> None:
    phone = await take_phone("one")
    keyboard = Keyboard(phone)
    await opened(keyboard, "/")
    await keyboard.to("The code from your program")
    await keyboard.write("nonsense")
    await keyboard.page.keyboard.press("Enter")
    await expect(phone.page.get_by_role("alert")).to_contain_text("letters")
    await keyboard.is_at("The code from your program")
    await phone.page.keyboard.press("ControlOrMeta+a")
    await keyboard.write("ABCDEFGHJKMN")
    await keyboard.press("Start")
    await expect(phone.page.get_by_role("alert")).to_be_visible()
    await keyboard.is_at("Start")
