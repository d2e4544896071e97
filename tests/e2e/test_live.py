"""Apps that are open show what changed without asking: over the live stream, in real browsers.

Security: D1.
"""

import asyncio
import json
import re
import time

from playwright.async_api import Request, expect

from tests.e2e.chromium import Phone
from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.program import Program

SYNC = re.compile("/api/sync$")
REASONS = "What I am doing this for"
SECONDS = 2.0
SETTLED = 1.0
"""After which an app that was just opened has said and asked everything that it does by itself."""


class Fetches:
    """Counts the syncs of a phone that send nothing."""

    def __init__(self, phone: Phone) -> None:
        self.count = 0
        phone.page.on("request", self._see)

    def _see(self, request: Request) -> None:
        self.count += bool(SYNC.search(request.url)) and not json.loads(
            request.post_data or "{}"
        ).get("mutations")


async def open_and_listening(phone: Phone, path: str) -> None:
    async with phone.page.expect_response(re.compile("/api/events$")) as answer:
        await phone.open(path)
    assert (await answer.value).status == 200
    await asyncio.sleep(SETTLED)


async def test_a_note_shows_on_the_open_app_within_two_seconds_of_being_sent(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    await open_and_listening(tasha, "/inbox")
    fetches = Fetches(tasha)

    async with peer.page.expect_response(SYNC):
        await peer.write_note("Proud of you.")
    sent = time.monotonic()
    await expect(tasha.page.get_by_text("Proud of you.").first).to_be_visible(
        timeout=SECONDS * 1000
    )
    assert time.monotonic() - sent < SECONDS
    await asyncio.sleep(SETTLED)
    assert fetches.count == 1, (
        "one fetch for the note, and none for the word of its own writing that the note was seen"
    )

    await peer.write_note("Call me whenever.")
    await expect(tasha.page.get_by_text("Call me whenever.").first).to_be_visible(
        timeout=SECONDS * 1000
    )


async def test_what_is_shared_no_longer_leaves_the_peers_open_app_without_being_asked(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.add_line(REASONS, "token-open-4711", shared=True)
    await tasha.agrees_to("Marcus Bell")
    await tasha.sync()
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    await peer.sees("token-open-4711")
    await asyncio.sleep(SETTLED)

    await tasha.open("/me/sharing")
    async with tasha.page.expect_response(SYNC):
        await (
            tasha.page.get_by_role("group", name="Marcus Bell may see what I share")
            .get_by_text("No", exact=True)
            .click()
        )
    await expect(peer.page.get_by_text("token-open-4711")).to_have_count(
        0, timeout=2 * SECONDS * 1000
    )


async def test_an_app_that_was_hidden_listens_again_when_it_is_shown(
    program: Program, take_phone: TakePhone
) -> None:
    one, two = await take_phone("one"), await take_phone("two")
    await one.enrol(await program.code("Tasha"))
    await two.enrol(await one.code_for_another_phone())
    await two.open("/goals")
    await asyncio.sleep(SETTLED)
    other = await two.context.new_page()  # in front of the app, which is hidden now
    await other.bring_to_front()
    await one.add_goal("A room of my own")
    await one.all_sent()
    await other.close()
    await two.page.bring_to_front()
    await expect(two.page.get_by_role("link", name="A room of my own")).to_be_visible(
        timeout=SECONDS * 1000
    )
    await one.add_goal("A bicycle")
    await expect(two.page.get_by_role("link", name="A bicycle")).to_be_visible(
        timeout=SECONDS * 1000
    )
