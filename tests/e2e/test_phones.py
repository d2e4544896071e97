"""A phone that is ended takes those along that came from it, and no unsent word is lost on them.

Security: A9.
"""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakePhone
from tests.e2e.program import Program

REASONS = "What I am doing this for"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_came_from_a_lost_phone_is_sealed_with_its_unsent_words(
    program: Program, take_phone: TakePhone
) -> None:
    lost, added, mine = await take_phone("one"), await take_phone("two"), await take_phone("three")
    await lost.enrol(await program.code("Tasha"))
    await lost.add_line(REASONS, "my daughter’s Saturdays")
    await lost.sync()
    await added.enrol(await lost.code_for_another_phone())
    await added.lose_network()
    await added.add_line(REASONS, "written in a basement")
    await mine.enrol(await program.code_again("Tasha"))
    await mine.sees("A phone was added to your account: Android phone")
    await expect(mine.page.get_by_text("A phone was added to your account")).to_have_count(1)

    await mine.open("/me/phones")
    await mine.button("Sign it out").nth(1).click()
    await mine.sees("More phones came from it: Android phone.")
    await mine.button("Sign them all out").click()
    await mine.sees("Those phones are signed out.")
    await mine.sync()
    await mine.sees("(and 1 that came from it)")
    await mine.button("I know of this").click()
    await mine.sees_no("If this was not you")

    await lost.open()
    await added.find_network()
    await added.open()
    await lost.sees("What it held is gone from here.")
    await added.sees("What you had not sent yet is kept here, locked")
    for phone in (lost, added):
        await expect(phone.page.get_by_label("The code from your program")).to_be_visible()
        assert not await phone.stores("my daughter’s Saturdays"), "nothing stays within reach"
    assert await added.stores("written in a basement"), "it waits, sealed"

    await added.enrol(await program.code_again("Tasha"))
    await mine.sync()
    await mine.plan_part(REASONS)
    await mine.sees("written in a basement")
