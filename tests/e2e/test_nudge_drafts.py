"""A peer composes a nudge with no network.

The next five are shown by both clocks; it is kept as a draft, gone on with and planned.
"""

from playwright.async_api import expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.program import Program
from tests.e2e.test_screens import ON_SQLITE, look

FIRST, LATER = "Shall we walk on Sunday?", "Shall we walk on Sunday, by the river?"


@ON_SQLITE
async def test_a_draft_is_kept_and_planned_with_no_network(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await peer.sign_in(marcus)
    await peer.worker_holds()
    await peer.open_person("Tasha")
    await peer.sees("there now")
    await peer.lose_network()

    await peer.page.get_by_text("Plan a reminder", exact=True).click()
    await peer.page.get_by_label("Your words").fill(FIRST)
    await peer.page.get_by_text("On chosen days", exact=True).click()
    await peer.button("Sun").click()
    await peer.page.get_by_label("Every how many weeks").fill("2")
    await peer.page.get_by_label("Tasha’s local time").fill("22:00")
    await expect(peer.page.get_by_text("May be held until morning")).to_have_count(5)
    found = await look(peer, "peer", "reminder-repeating")
    await peer.page.get_by_text("After some times", exact=True).click()
    await peer.page.get_by_label("How many times").fill("2")
    await expect(peer.page.get_by_text("May be held until morning")).to_have_count(2)
    await peer.button("Keep as a draft").click()
    await peer.sees("Draft kept. Only you see it.")

    await peer.open()
    await peer.open_person("Tasha")
    await peer.page.get_by_text("Plan a reminder", exact=True).click()
    await peer.sees("Every 2 weeks: Sun · 2 times")
    found += await look(peer, "peer", "reminder-draft")
    await peer.button("Go on with it").click()
    await expect(peer.page.get_by_label("Your words")).to_have_value(FIRST)
    await peer.page.get_by_label("Your words").fill(LATER)
    await peer.page.get_by_text("What they share", exact=True).click()
    await peer.page.get_by_text("Plan a reminder", exact=True).click()
    await peer.button("Go on with it").click()
    await expect(peer.page.get_by_label("Your words")).to_have_value(LATER)
    await peer.button("Save and plan").click()
    await peer.sees("Saved on this phone.")
    await peer.sees_no("Drafts")
    await peer.sees(LATER)
    await peer.find_network()
    await peer.sync()
    await peer.sees("Next: ")
    found += await look(peer, "peer", "reminder-planned")
    assert not found, "\n".join(found)
