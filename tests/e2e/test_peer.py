"""A peer sees what is shared and nothing else, and nothing after a re-assignment.

Security: C1, C2, C3.
"""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.program import Program

REASONS = "What I am doing this for"
OPEN_WORDS, PRIVATE_WORDS, LATER_WORDS = "token-open-4711", "token-private-4712", "token-later-4713"


async def test_a_peer_sees_what_is_shared_and_nothing_after_reassignment(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    await program.hire("Elena Ortiz", "peer", "elena")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    traffic = peer.record_traffic()
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.add_line(REASONS, OPEN_WORDS, shared=True)
    await tasha.add_line(REASONS, PRIVATE_WORDS)
    await tasha.sync()
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    await peer.sees("Nothing is shared with you")
    assert OPEN_WORDS not in traffic()

    await tasha.agrees_to("Marcus Bell")
    await tasha.sync()
    await peer.sync()
    await peer.sees(OPEN_WORDS)
    await peer.write_note("Proud of you.")
    await peer.sync()
    await tasha.sync()
    await tasha.open("/inbox")
    await tasha.sees("Proud of you.")

    await program.assign("Tasha", "Elena Ortiz", note="Marcus has moved on.")
    await tasha.sync()
    await tasha.open("/inbox")
    await tasha.sees("From Marcus Bell")
    await tasha.sees("Marcus Bell does not walk with you any more")
    await tasha.sees_no("From Elena Ortiz")
    await tasha.add_line(REASONS, LATER_WORDS, shared=True)
    await tasha.sync()
    await peer.sync()
    await peer.sees("This person is not assigned to you.")
    await peer.open()
    await peer.sees("Nobody is assigned to you yet.")
    assert not await peer.stores(OPEN_WORDS), "what was shared has left the peer's phone"
    assert PRIVATE_WORDS not in traffic()
    assert LATER_WORDS not in traffic()
    assert OPEN_WORDS in traffic(), "the search finds what did travel"


async def test_a_note_is_opened_once_it_can_be_seen_and_not_below_the_help_that_is_open(
    program: Program, take_phone: TakePhone
) -> None:
    """Whoever is in need has it marked as new.

    The peer reads no "Opened" of words that lay out of sight.
    """
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha = await take_phone("one")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.page.get_by_label("Craving").press("End")
    await tasha.button("Save on this phone").click()
    await tasha.button("Help now").click()
    await marcus.sign_in()
    stream = next(
        stream["id"] for stream in marcus.info["streams"] if stream["kind"] == "assignment"
    )
    await marcus.write("encouragement", stream, words={"text": OPEN_WORDS})
    more, note = (
        tasha.page.get_by_role("navigation").get_by_text("1 new"),
        tasha.page.get_by_text(OPEN_WORDS),
    )
    await note.wait_for()
    await note.scroll_into_view_if_needed()
    await expect(more).to_have_count(1)
    await tasha.page.evaluate("() => scrollTo(0, 0)")
    await tasha.button("Close").click()
    for width in (390, 320):
        await tasha.page.set_viewport_size({"width": width, "height": 780})
        assert await tasha.page.evaluate(BROKEN_TABS) == [], f"at {width} px"
    await tasha.sync()
    await expect(more).to_have_count(1)
    await note.evaluate("note => note.scrollIntoView({block: 'center'})")
    await expect(more).to_have_count(0)


BROKEN_TABS = """() => [...document.querySelectorAll('nav a')]
    .filter(tab => tab.scrollWidth > tab.clientWidth
        || [...tab.querySelectorAll('span:last-child')].some(word => word.offsetHeight > 24))
    .map(tab => tab.innerText)"""
"""Tabs whose word takes two lines or runs into the next."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_last_check_in_stands_before_the_lines_of_the_week(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    """Who comes because of a craving of 10 reads it first, and not that most days were good."""
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.agrees_to("Marcus Bell")
    await tasha.tab("Today")
    await tasha.page.get_by_text("Marcus Bell can see these answers").click()
    await tasha.page.get_by_label("Craving").press("End")
    await tasha.button("Save on this phone").click()
    await tasha.sync()
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    last, week = (
        await peer.page.get_by_text("craving: 10").bounding_box(),
        await peer.page.get_by_text("7 days", exact=True).bounding_box(),
    )
    assert last
    assert week
    assert last["y"] < week["y"]
