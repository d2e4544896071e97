"""No text that people and programs really write widens a screen.

On the narrowest phone at the largest size.
"""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.keyboard import Keyboard
from tests.e2e.program import Program
from tests.e2e.widths import NARROW, narrow, standing_out

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINK = (
    "https://docs.google.com.example/document/d/"
    "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefghijklmnop/edit?usp=sharing"
)
GOAL = "Rechtsschutzversicherungsgesellschaftsantrag"
GROUP = "WednesdayNightStep" * 6 + "II"

TORN = """labels => labels.flatMap(label => {
    const text = [...label.childNodes].find(node => node.nodeType === Node.TEXT_NODE &&
        node.data.trim());
    return [...text.data.matchAll(/\\S+/g)].filter(({0: word, index}) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return range.getClientRects().length > 1;
    }).map(([word]) => word);
})"""


async def _within(button: Locator) -> None:
    box = await button.bounding_box()
    assert box
    assert 0 <= box["x"] < box["x"] + box["width"] <= NARROW


@ON_SQLITE
async def test_one_long_word_hides_neither_help_now_nor_the_bars(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.add_line("Things I can do by myself", LINK)
    await phone.add_goal(GOAL)
    await phone.open_goal(GOAL)
    async with narrow(phone.page):
        assert await standing_out(phone.page) == []
        for name in ("Today", "More"):
            await _within(phone.page.get_by_role("navigation").get_by_role("link", name=name))
        await _within(phone.button("Help now"))
        await phone.button("Help now").click()
        await phone.sees(LINK)
        assert await standing_out(phone.page) == []
        await _within(phone.page.get_by_role("link", name="Call 911", exact=True))


@ON_SQLITE
async def test_a_meeting_with_a_long_name_is_as_wide_as_the_phone(
    program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    assert len(GROUP) == 110
    await program.import_meeting(
        tmp_path, name=GROUP, location=GROUP, conference_url=f"https://us02web.zoom.us/j/{GROUP}"
    )
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.tab("Library")
    await phone.page.get_by_role("link", name=GROUP).wait_for()
    async with narrow(phone.page):
        assert await standing_out(phone.page) == []
    await phone.page.get_by_role("link", name=GROUP).click()
    await phone.page.get_by_role("heading", name=GROUP).wait_for()
    async with narrow(phone.page):
        assert await standing_out(phone.page) == []
        await _within(phone.button("Help now"))


@ON_SQLITE
async def test_letters_that_grow_on_their_way_are_counted_as_the_program_counts_them(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.open("/goals/new")
    title = phone.page.get_by_label("What exactly?")
    await title.fill("\u0958" * 120)
    await expect(title).to_have_value("\u0958" * 60)
    await phone.button("Save on this phone").click()
    await phone.sync()
    await phone.open("/me/refused")
    await phone.page.get_by_role("heading").first.wait_for()
    await expect(phone.page.locator("article")).to_have_count(0)


@ON_SQLITE
async def test_the_words_of_a_choice_are_torn_at_no_width(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.page.get_by_text("Plan a reminder", exact=True).click()
    choice = desk.page.get_by_role("group", name="Tasha").locator("label")
    assert await choice.evaluate_all(TORN) == []
    async with narrow(desk.page):
        assert await choice.evaluate_all(TORN) == []


@ON_SQLITE
async def test_a_face_comes_into_view_with_its_word(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    keyboard = Keyboard(phone)
    async with narrow(phone.page):
        await keyboard.to("Very low")
        assert await keyboard.wrong_here() == []
