"""In a hard night one finds whom to ask beside one's own people.

Nobody is stuck with a call for help that no one answers.
"""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Program

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASK_MARCUS, ASK_ELENA = "Ask Marcus Bell to get in touch", "Ask Elena Ortiz to get in touch"
MOST_DOWN = 776
"""Pixels: the sheet on a small phone. What is beyond is not seen without scrolling."""


async def top(locator: Locator) -> float:
    box = await locator.bounding_box()
    assert box, "it is on the page"
    return box["y"]


async def check_in_with_craving_ten(phone: Participant) -> None:
    await phone.page.get_by_label("Craving").press("End")
    await phone.button("Save on this phone").click()


@ON_SQLITE
async def test_the_peer_stands_under_own_people_with_hours(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.button("Say when").click()
    await desk.page.get_by_label("When I usually answer").fill("weekdays 9 to 5")
    await desk.button("Save on this phone").click()
    await desk.sees("You usually answer: weekdays 9 to 5")
    await desk.sync()
    await phone.sync()

    await phone.lose_network()
    await check_in_with_craving_ten(phone)
    ask, hours = (
        phone.button(ASK_MARCUS),
        phone.page.get_by_text("When Marcus Bell usually answers: weekdays 9 to 5"),
    )
    await expect(ask).to_be_visible()
    await expect(hours).to_be_visible()
    assert await top(phone.page.get_by_role("heading", name="My people")) < await top(ask)
    assert await top(hours) < await top(phone.page.get_by_text("988 Suicide & Crisis Lifeline"))

    await phone.open()
    await phone.button("Help now").click()
    sheet = phone.page.get_by_role("dialog", name="Help now")
    await expect(sheet.get_by_role("button", name=ASK_MARCUS)).to_be_visible()
    assert await top(sheet.get_by_role("button", name=ASK_MARCUS)) < min(
        MOST_DOWN, await top(sheet.get_by_text("People who answer"))
    )


async def test_a_call_is_taken_back_without_a_network_and_asked_of_the_new_peer(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    elena = await program.hire("Elena Ortiz", "peer", "elena")
    phone, desk, other = await take_phone("one"), await take_desk("peer"), await take_desk("other")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.lose_network()
    await phone.button("Help now").click()
    await phone.button(ASK_MARCUS).click()
    await phone.button("Take it back").click()
    await phone.sees("You took it back.")
    await phone.sees_no("You asked Marcus Bell")
    await phone.button(ASK_MARCUS).click()
    await phone.button("Close").click()
    await phone.find_network()
    await phone.sync()

    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.sees("Asks you to get in touch")
    await desk.sees_no("and took it back")
    await desk.button("I have seen it").click()
    await desk.sees("Seen, Marcus Bell")
    await phone.sync()
    await phone.button("Help now").click()
    await phone.sees("Marcus Bell has seen it.")
    await phone.sees("you can ask again.")
    await phone.sees_no("sees it when their app is open")
    await expect(phone.button(ASK_MARCUS)).to_have_count(0)
    await phone.button("Close").click()

    await program.assign("Tasha", "Elena Ortiz", note="Marcus is on leave.")
    await phone.sync()
    await phone.button("Help now").click()
    await phone.sees("You asked Marcus Bell to get in touch")
    await phone.sees("Elena Ortiz walks with you now.")
    await phone.button("Take it back").click()
    await phone.button(ASK_ELENA).click()
    await phone.sees("You asked Elena Ortiz to get in touch")
    await phone.button("Close").click()
    await phone.sync()
    await other.sign_in(elena)
    await other.open_person("Tasha")
    await other.button("I got in touch").click()
    await other.sees("In touch, Elena Ortiz")
    await phone.sync()
    await phone.button("Help now").click()
    await phone.sees("Elena Ortiz got in touch.")
    await expect(phone.button(ASK_ELENA)).to_be_visible()
