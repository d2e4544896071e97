"""A person says that they used, and whether their peer is to know: by itself, each time."""

from playwright.async_api import expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Program

USED, TICK = "Used since last time", "Share this answer too"


async def say_used(phone: Participant, mood: str, *, ticked: bool) -> None:
    await phone.tab("Today")
    await phone.page.get_by_text(mood, exact=True).first.click()
    await phone.page.get_by_text("More: sleep, stress").click()
    await (
        phone.page.get_by_role("group", name="Since last time, did I use?")
        .get_by_text("Yes", exact=True)
        .click()
    )
    await expect(phone.page.get_by_label(TICK)).not_to_be_checked()
    if ticked:
        await phone.page.get_by_label(TICK).check()
    await phone.button("Save on this phone").click()
    await phone.sees("You are continuing, not starting over.")
    await phone.button("Check in again").click()
    await phone.sync()


async def test_a_peer_is_told_of_use_only_where_that_was_ticked(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.agrees_to("Marcus Bell")
    await phone.page.get_by_label("Share answers of new check-ins").check()

    await say_used(phone, "Very low", ticked=False)
    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.sees("Very low")
    await desk.sees_no(USED)
    assert not await desk.stores("use_report")

    await say_used(phone, "Low", ticked=True)
    await desk.sees(USED)
    await phone.page.get_by_text("My check-ins and notes").click()
    await expect(phone.page.get_by_text(f"{USED} · Only me")).to_have_count(1)
