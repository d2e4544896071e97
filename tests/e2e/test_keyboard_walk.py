"""Every screen by the keyboard alone, Help now first and nothing left out.

Nothing is hidden by the dock, and the focus is seen.
"""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.keyboard import Keyboard
from tests.e2e.participant import Participant
from tests.e2e.program import Program, Staff
from tests.e2e.test_screens import EVERYONE, PARTICIPANT

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SMALL: ViewportSize = {"width": 390, "height": 664}


async def walks(keyboard: Keyboard, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        await keyboard.phone.open(path)
        await keyboard.page.locator("h1").first.wait_for()
        await keyboard.page.wait_for_load_state("networkidle")
        found += [f"{path}: {fault}" for fault in await keyboard.walk()]
    return found


async def lived_in(program: Program, phone: Participant, marcus: Staff, folder: Path) -> None:
    """Something on every screen, and more than fits on it."""
    await program.import_meeting(
        folder, location="Library", address="1 Main St", conference_url="https://zoom.us/j/1"
    )
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await marcus.sign_in()
    notes = next(each["id"] for each in marcus.info["streams"] if each["kind"] == "assignment")
    for n in range(12):
        await marcus.write("encouragement", notes, words={"text": f"note {n}"})
    await phone.check_in("Good", note="a day of rain")
    for line in ("my daughter’s Saturdays", "a key of my own"):
        await phone.add_line("What I am doing this for", line)
    await phone.add_goal("A room of my own")
    await phone.sync()


@ON_SQLITE
async def test_every_screen_of_a_participant_is_walked_by_tab(
    program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    await phone.page.emulate_media(color_scheme="dark")
    await phone.page.set_viewport_size(SMALL)
    keyboard = Keyboard(phone)
    await phone.open()
    found = await walks(keyboard, ["/", "/sign-in"])
    await lived_in(program, phone, marcus, tmp_path)
    goal = await _address(phone.page, "/goals", "A room of my own")
    entry = await _address(phone.page, "/library", "Noon Group")
    found += await walks(keyboard, [*PARTICIPANT, *EVERYONE, goal, entry])
    assert not found, "\n".join(found)


async def _address(page: Page, path: str, link: str) -> str:
    await page.evaluate(
        f"history.pushState(null, '', '{path}'), dispatchEvent(new PopStateEvent('popstate'))"
    )
    found = await page.get_by_role("link", name=link).get_attribute("href")
    assert found
    return found


@ON_SQLITE
async def test_every_screen_of_the_staff_is_walked_by_tab(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    ruth = await program.hire("Ruth Calder", "supervisor", "ruth")
    await (await take_phone("one")).enrol(await program.code("Tasha", peer="Marcus Bell"))
    peer = await take_desk("peer")
    await peer.sign_in(marcus)
    person = await _address(peer.page, "/", "Tasha")
    found = await walks(Keyboard(peer), ["/", person, "/library", "/more", *EVERYONE])
    supervisor = await take_desk("supervisor")
    await supervisor.sign_in(ruth)
    found += await walks(Keyboard(supervisor), ["/", "/library", "/more", "/me/notices", *EVERYONE])
    assert not found, "\n".join(found)


@ON_SQLITE
async def test_one_skips_to_the_page_by_one_key(program: Program, take_phone: TakePhone) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.open("/library")
    await phone.page.locator("h1").wait_for()
    keyboard = Keyboard(phone)
    await phone.page.keyboard.press("Tab")
    await keyboard.is_at("Help now")
    await phone.page.keyboard.press("Tab")
    await keyboard.is_at("Skip to the page")
    await expect(phone.page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    await phone.page.keyboard.press("Enter")
    await phone.page.keyboard.press("Tab")
    await keyboard.is_at("★ My saved places")
    assert phone.page.url.endswith("/library")


LOOKS = (
    "selector => [...document.querySelectorAll(selector)].map(element => "
    "getComputedStyle(element).backgroundColor)"
)


@ON_SQLITE
async def test_what_is_chosen_is_told_apart_in_the_readers_own_colours(
    program: Program, take_phone: TakePhone
) -> None:
    await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.page.emulate_media(forced_colors="active")

    async def differ(chosen: str, others: str) -> None:
        await asyncio.sleep(0.3)  # the time that a colour takes to change
        [own], rest = (
            await phone.page.evaluate(LOOKS, chosen),
            await phone.page.evaluate(LOOKS, others),
        )
        assert rest
        assert own not in rest, chosen

    await phone.page.get_by_text("Good", exact=True).click()
    await differ(".faces .chosen", ".faces label:not(.chosen)")
    await differ("nav [aria-current]", "nav a:not([aria-current])")
    await phone.agrees_to("Marcus Bell")
    await differ("fieldset .chosen", "fieldset label:not(.chosen)")
    await phone.tab("Library")
    await phone.button("Meetings today").click()
    await differ("[aria-pressed='true']", "[aria-pressed='false']")
