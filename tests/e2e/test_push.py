"""A nudge comes due, is encrypted, and arrives: in Firefox for real, in Chromium's service worker (security: E7, E14)."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.firefox import Firefox, Tab, firefox, push_preferences, until
from tests.e2e.program import Program
from tests.e2e.server import Server
from tests.push_service import PushService

WORDS = "token-nudge-4714"
SENTENCE = "You have a new note."
SHOWN = "navigator.serviceWorker.ready.then(ready => ready.getNotifications()).then(all => all.map(({title, body}) => [title, body]))"


@pytest.mark.timeout(240)
async def test_a_planned_nudge_rings_in_firefox_and_opens_the_inbox(
    server: Server, program: Program, push_service: PushService, take_desk: TakeDesk, tmp_path: Path
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    preferences = push_preferences(push_service.origin.replace("http", "ws") + "/ws")
    async with firefox(tmp_path / "firefox", preferences) as browser:
        tab = await browser.open(server.origin)
        await tab.type("The code from your program", await program.code("Tasha", peer="Marcus Bell"))
        await tab.press("Start")
        await tab.see("All sent")
        await tab.go(f"{server.origin}/me/notices")
        await tab.press("Remove", whole=False)
        await tab.see("No quiet hours.")
        await _turn_on_notices(tab)
        await tab.see("All sent")

        peer = await take_desk("peer")
        await peer.sign_in(marcus)
        await peer.open_person("Tasha")
        await peer.plan_nudge_soon(WORDS)
        await peer.sync()

        await tab.go(f"{server.origin}/plan")
        shown = await until(lambda: tab.js(SHOWN), "the notification", within=150)
        assert shown == [["Alongside", SENTENCE]]
        await browser.click_notification()
        await until(lambda: _inbox_is_open(browser), "the inbox to open")
        await tab.see(WORDS)
    assert [message.status for message in push_service.mailboxes.messages] == [201]
    assert WORDS.encode() not in push_service.mailboxes.messages[0].body
    assert WORDS not in server.log.read_text()


async def test_an_encouragement_rings_in_chromiums_service_worker(
    server: Server, program: Program, push_service: PushService, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.keep_no_quiet_hours()
    await tasha.sync()
    key = (await program.admin.ask("GET", "/push/key"))["key"]
    subscription = push_service.subscribe(key)
    await tasha.subscribe(subscription.endpoint, subscription.keys)
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    await peer.write_note(WORDS)
    await peer.sync()

    async def arrived() -> bool:
        return bool(push_service.received(subscription))

    await until(arrived, "the push", within=30)
    [payload] = push_service.received(subscription)
    assert WORDS.encode() not in payload
    await tasha.deliver_push(payload.decode())
    assert await tasha.notifications() == [["Alongside", SENTENCE]]
    assert json.loads(payload)["notification"]["navigate"].startswith("/inbox/")
    await tasha.click_notification()
    await tasha.sync()
    await tasha.open("/inbox")
    await tasha.sees(WORDS)


async def _turn_on_notices(tab: Tab) -> None:
    """As often as a person would try: the browser's own line to its push service may still be opening."""
    button, on = "Turn on notices on this phone", "Notices are on for this phone."
    for _ in range(2):
        await tab.press(button)
        with suppress(AssertionError):
            await tab.see(on)
            return
    await tab.press(button)
    await tab.see(on)


async def _inbox_is_open(browser: Firefox) -> bool:
    return any("/inbox" in url for url in await browser.urls())
