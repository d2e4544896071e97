"""A note comes due, is encrypted, and rings in Firefox.

The push service is our own, everything else is real (security: E7, E14).
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.program import Program
from tests.e2e.push_pair import ON, Pair
from tests.e2e.server import serving
from tests.e2e.tab import until
from tests.push_service import running as push_service_running

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

SENTENCES = ["You have a new note.", "Open it when you have a moment."]
SHOWN = (
    "navigator.serviceWorker.ready.then(ready => ready.getNotifications()).then(all => "
    "all.map(({title, body}) => [title, body]))"
)
UNSUBSCRIBE = (
    "navigator.serviceWorker.ready.then(ready => "
    "ready.pushManager.getSubscription()).then(kept => kept.unsubscribe())"
)
ADDRESS = "fetch('/api/session').then(answer => answer.json()).then(info => info.push_at)"
DROPPED = """(origin => {
    const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
    const push = Cc['@mozilla.org/push/Service;1'].getService(Ci.nsIPushService);
    return new Promise(done => push.unsubscribe(origin + '/', principal, () => {
        Cc['@mozilla.org/push/Notifier;1'].getService(Ci.nsIPushNotifier)
            .notifySubscriptionChange(origin + '/', principal);
        done(true);
    }));
})"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(
    migrated_sqlite: Path, printed_by_init: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    folder = tmp_path_factory.mktemp("push")
    database = folder / "alongside.sqlite"
    database.write_bytes(migrated_sqlite.read_bytes())
    async with (
        push_service_running() as push_service,
        serving(f"sqlite:///{database}", folder, push_hosts=push_service.origin) as server,
    ):
        program = await Program.of(server, printed_by_init["sqlite"])
        made = Pair(
            server,
            push_service,
            program,
            await program.hire("Marcus Bell", "peer", "marcus"),
            folder / "firefox",
        )
        try:
            await made.turn_on()
            await made.enrol()
            yield made
        finally:
            await made.turn_off()
            await program.close()


async def test_a_planned_nudge_rings_while_the_app_is_open_and_a_tap_opens_the_note(
    pair: Pair,
) -> None:
    tab, before = await pair.open(), pair.posts
    words = await pair.plan_nudge()
    message = await pair.posted(before)
    assert (message.status, words.encode() in message.body) == (201, False)
    assert await until(lambda: tab.js(SHOWN), "the notification") == [SENTENCES]
    await pair.browser.click_notification()
    await tab.see(words)
    assert re.fullmatch(r"/inbox/[0-9a-f-]{36}", await tab.js("location.pathname"))
    assert await tab.js(SHOWN) == []
    assert words not in pair.server.log.read_text()


async def test_a_note_rings_with_no_page_of_the_app_open_and_a_tap_opens_it(pair: Pair) -> None:
    await (await pair.browser.only_tab()).go("about:blank")
    words = await pair.write_note()
    await pair.browser.click_notification()
    await (await pair.browser.tab_at(f"{pair.server.origin}/inbox/")).see(words)


async def test_a_note_written_while_the_browser_was_off_rings_when_it_is_on_again(
    pair: Pair,
) -> None:
    await (await pair.open()).go("about:blank")
    subscriptions, before = pair.subscriptions, pair.posts
    await pair.turn_off()
    words = await pair.write_note()
    assert (await pair.posted(before)).status == 201
    await pair.turn_on()
    await pair.browser.click_notification()
    tab = await pair.browser.tab_at(f"{pair.server.origin}/inbox/")
    await tab.see(words)
    await tab.see("All sent")
    assert pair.subscriptions == subscriptions, (
        "the app found that browser and program have the same"
    )


async def test_what_the_browser_unsubscribed_is_gone_for_the_program_and_made_again_at_the_start(
    pair: Pair,
) -> None:
    tab, before = await pair.open("/me/notices"), pair.posts
    await tab.see(ON)  # it has compared
    first = await tab.js(ADDRESS)
    assert await tab.js(UNSUBSCRIBE)
    await pair.write_note()
    assert (await pair.posted(before)).status == 410

    async def forgotten() -> bool:
        return await tab.js(ADDRESS) is None

    await until(forgotten, "the program to forget the address")
    await pair.open()
    second = await until(lambda: tab.js(ADDRESS), "a new address")
    assert second != first
    words = await pair.write_note()
    assert (await pair.posted(before + 1)).status == 201
    await pair.browser.click_notification()
    await tab.see(words)


async def test_an_address_that_the_browser_dropped_is_made_again_with_the_app_closed(
    pair: Pair,
) -> None:
    tab, subscriptions = await pair.open(), pair.subscriptions
    first = await tab.js(ADDRESS)
    await tab.go("about:blank")
    await pair.browser.system(f"{DROPPED}({pair.server.origin!r})")

    async def made() -> list[str]:
        return [address for address in pair.addresses() if address != first]

    [second] = await until(made, "the program to be told the new address")
    tab = await pair.open()
    assert await tab.js(ADDRESS) == second
    assert pair.subscriptions == subscriptions + 1, "the app found what its worker had made"


async def test_when_the_programs_key_changed_the_app_subscribes_with_the_new_one_at_its_next_start(
    pair: Pair,
) -> None:
    tab, before = await pair.open(), pair.posts
    first = await tab.js(ADDRESS)
    await tab.go("about:blank")
    await pair.server.stop()
    await pair.server.command("vapid-keys", "--rotate")
    await pair.server.start()
    tab = await pair.open()

    async def another() -> bool:
        return await tab.js(ADDRESS) not in (None, first)

    await until(another, "an address made with the new key")
    words = await pair.write_note()
    assert (await pair.posted(before)).status == 201, (
        "the push service asks for the signature of the key it was made with"
    )
    await pair.browser.click_notification()
    await tab.see(words)


async def test_turned_off_it_rings_no_more(pair: Pair) -> None:
    tab = await pair.open("/me/notices")
    await tab.press("Turn off on this phone")
    await tab.see("Without notices nothing is lost")
    assert await tab.js(ADDRESS) is None
    assert pair.push_service.mailboxes.channels == {}
    await tab.go("about:blank")
    tab = await pair.open("/me/notices")
    await tab.see("Turn on notices on this phone")
    assert await tab.js(ADDRESS) is None
