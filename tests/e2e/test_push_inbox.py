"""What a push becomes on the phone, and what a tap on it and an answer to it lead to.

Security: E7, E14.
"""

import json
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Program, Staff
from tests.e2e.server import Server
from tests.e2e.tab import until
from tests.push_service import Browser, PushService

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "token-nudge-4714"
SENTENCES = ["You have a new note.", "Open it when you have a moment."]


@ON_SQLITE
async def test_an_encouragement_rings_in_chromiums_service_worker(
    server: Server, program: Program, push_service: PushService, take_phone: TakePhone
) -> None:
    tasha, peer, stream = await pair(program, take_phone)
    await tasha.keep_no_quiet_hours()
    await tasha.sync()
    subscription = push_service.subscribe((await program.admin.ask("GET", "/push/key"))["key"])
    await tasha.subscribe(subscription.endpoint, subscription.keys)
    note = await peer.write("encouragement", stream, words={"text": WORDS})
    payload = await first_push(push_service, subscription)
    assert WORDS not in payload

    for _ in range(2):
        await tasha.deliver_push(payload)
        assert await tasha.notifications() == [SENTENCES], "a duplicate replaces the first"
    assert json.loads(payload)["notification"]["navigate"] == f"/inbox/{note}"
    await tasha.click_notification()
    await tasha.sees(WORDS)
    await expect(tasha.page).to_have_url(f"{server.origin}/inbox/{note}")
    assert WORDS not in server.log.read_text()


@ON_SQLITE
async def test_whatever_is_pushed_shows_the_fixed_sentences_and_what_has_no_note_opens_today(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    tasha, _, _ = await pair(program, take_phone)
    await tasha.open("/plan")
    words = {
        "title": "Marcus Bell",
        "body": "How is the craving?",
        "navigate": f"/inbox/{uuid.uuid4()}",
        "tag": "x",
    }
    await tasha.deliver_push(json.dumps({"notification": words}))
    assert await tasha.notifications() == [SENTENCES]
    await tasha.click_notification()
    await expect(tasha.page).to_have_url(f"{server.origin}/")
    await tasha.sees("How I feel")


@ON_SQLITE
async def test_a_note_is_answered_with_no_network_and_a_wish_for_a_call_stands_out_for_the_peer(
    server: Server, program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    tasha, peer, stream = await pair(program, take_phone)
    desk = await take_desk("peer")
    now = datetime.now(ZoneInfo("America/Chicago"))
    schedule = {"starts_on": now.date().isoformat(), "local_time": f"{now:%H:%M}"}
    await peer.write("nudge_plan", stream, words={"text": WORDS}, schedule=schedule)
    await desk.sign_in(peer)
    await desk.sees_no("Asked for a call")

    await tasha.open("/inbox")
    await expect(tasha.page.get_by_text(WORDS)).to_be_visible(timeout=20_000)
    await tasha.all_sent()
    await tasha.lose_network()
    await tasha.open(f"/inbox/{uuid.uuid4()}")
    await tasha.sees("This note is not on this phone yet.")
    answers = tasha.page.get_by_role("group", name="Your answer")
    for answer in ("Doing ok", "Later", "Call me"):
        await answers.get_by_role("button", name=answer, exact=True).click()
        await expect(answers.get_by_role("button", name=answer, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
    await tasha.sees("Saved on this phone, not yet sent")
    await tasha.sees("Marcus Bell sees this when their app is open.")
    await tasha.find_network()
    await tasha.all_sent()

    await desk.sync()
    await desk.sees("Asked for a call")
    await desk.open_person("Tasha")
    await desk.sees("Asked for a call")


@ON_SQLITE
async def test_a_browser_that_never_answers_holds_nothing_up(
    program: Program, take_phone: TakePhone
) -> None:
    tasha = await take_phone("one")
    await tasha.enrol(await program.code("Tasha"))
    await tasha.open("/me/notices")
    # Without a line to its maker this browser never says whether it subscribed.
    await tasha.button("Turn on notices on this phone").click()
    await tasha.sees("Asking your phone.")
    await tasha.button("Try again").wait_for(timeout=15_000)
    await tasha.sees("Your phone has not answered yet.")
    await tasha.button("Try again").click()
    await tasha.check_in("Good")
    await tasha.sync()


async def pair(program: Program, take_phone: TakePhone) -> tuple[Participant, Staff, int]:
    """Tasha with her phone, and her peer, who writes over the API into this stream."""
    peer = await program.hire("Marcus Bell", "peer", "marcus")
    tasha = await take_phone("one")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await peer.sign_in()
    return (
        tasha,
        peer,
        next(stream["id"] for stream in peer.info["streams"] if stream["kind"] == "assignment"),
    )


async def first_push(push_service: PushService, subscription: Browser) -> str:
    async def arrived() -> list[bytes]:
        return push_service.received(subscription)

    [payload] = await until(arrived, "the push", within=30)
    return str(payload.decode())
