"""Half-written words are there again after a reload, their fold open, and go with a sign-out."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Program

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


DRAFTS = "() => Object.keys(localStorage).filter(name => name.includes('draft')).length"


async def kept(phone: Participant, label: str, words: str) -> None:
    """After a reload, in a field that can be seen."""
    await phone.page.reload()
    field = phone.page.get_by_label(label, exact=True)
    await expect(field).to_be_visible()
    await expect(field).to_have_value(words)


async def test_four_forms_keep_their_words_through_a_reload(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    page = phone.page

    await page.get_by_text("Low", exact=True).first.click()
    await page.get_by_text("More: sleep, stress").click()
    await page.get_by_label("A note to myself").fill("the corner by the station")
    await page.reload()
    await expect(page.get_by_label("A note to myself")).to_have_value("the corner by the station")
    await phone.button("Save on this phone").click()
    await expect(phone.button("Check in again")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("A note to myself")).to_have_count(0)

    await phone.open("/goals/new")
    await page.get_by_label("What exactly?").fill("A room of my own")
    await page.locator("summary").click()
    await page.get_by_label("The first small step").fill("Ask at the desk")
    await kept(phone, "The first small step", "Ask at the desk")
    await phone.button("Save on this phone").click()
    await page.get_by_role("link", name="A room of my own").click()
    await phone.button("Change").click()
    await page.get_by_label("What exactly?").fill("A room, and a key")
    await page.reload()
    await expect(page.get_by_label("What exactly?")).to_have_value("A room, and a key")
    await phone.button("Save on this phone").click()
    await expect(page.get_by_role("heading", name="A room, and a key")).to_be_visible()

    await phone.open("/setback")
    await page.get_by_label("What it was, if you like").fill("two beers")
    await kept(phone, "What it was, if you like", "two beers")

    await phone.open("/plan/people")
    await phone.button("Add a person").click()
    await page.get_by_label("Name").fill("Dee")
    await page.reload()
    await expect(page.get_by_label("Name")).to_have_value("Dee")

    await phone.open("/me/sign-out")
    await phone.button("Sign out").click()
    await phone.sees("The code from your program")
    small = await page.evaluate("() => JSON.stringify({...localStorage})")
    assert not any(words in small for words in ("two beers", "Dee", "draft"))


async def test_what_is_written_about_a_note_or_a_goal_is_kept_and_goes_with_a_sign_out(
    program: Program, take_phone: TakePhone
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    page = phone.page
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await marcus.sign_in()
    notes = next(each["id"] for each in marcus.info["streams"] if each["kind"] == "assignment")
    await marcus.write("encouragement", notes, words={"text": "Proud of you."})
    await phone.sync()

    await phone.open("/inbox")
    await phone.button("Reply in words").click()
    await page.get_by_label("A few words back").fill("it was hard")
    await kept(phone, "A few words back", "it was hard")
    await page.locator("article form button.primary").click()
    await expect(page.get_by_label("A few words back")).to_have_count(0)
    await page.reload()
    await phone.sees("it was hard")
    await expect(page.get_by_label("A few words back")).to_have_count(0)

    await phone.open("/goals/new")
    await page.get_by_label("What exactly?").fill("Walk")
    await page.locator("summary").click()
    await page.get_by_text("I count it", exact=True).click()
    await phone.button("Save on this phone").click()
    await page.get_by_role("link", name="Walk").click()
    await page.get_by_label("A small step").fill("find my shoes")
    await phone.button("Add what I did").click()
    await page.get_by_label("A few words, if you like").fill("round the block")
    await kept(phone, "A small step", "find my shoes")
    await expect(page.get_by_label("A few words, if you like")).to_have_value("round the block")
    await phone.button("Save on this phone").click()
    await phone.sees("round the block")
    assert await page.evaluate(DRAFTS) == 1

    await phone.open("/me/sign-out")
    await phone.button("Sign out").click()
    await phone.sees("The code from your program")
    assert await page.evaluate(DRAFTS) == 0


@pytest.mark.parametrize("words", ["", "the corner by the station"])
async def test_what_was_saved_is_no_draft(
    program: Program, take_phone: TakePhone, words: str
) -> None:
    """The form goes in the same moment as what was in it: what keeps drafts must not go with it."""
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    for mood in ("Low", "Okay"):
        await phone.check_in(mood, words)
        await expect(phone.button("Check in again")).to_be_visible()
        assert (
            await phone.page.evaluate(
                "() => Object.keys(localStorage).filter(name => name.includes('draft'))"
            )
            == []
        )

    await phone.button("Check in again").click()
    await phone.page.get_by_text("More: sleep, stress").click()
    await phone.page.get_by_label("A note to myself").fill("half of it")
    await kept(phone, "A note to myself", "half of it")
