"""The traces that use of the app leaves behind.

Addresses, caches, small stores, cookies, the server's log (security: A4, A9, G5, G6, H1).
"""

import json
import re

import pytest

from tests.e2e.conftest import TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Program
from tests.e2e.server import Server
from tests.e2e.tab import until

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "token-trace-4720"

CACHED = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            found.push([new URL(request.url).pathname,
                await (await (await caches.open(name)).match(request)).text()]);
    return found;
}"""
SMALL_STORES = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
DATABASES = "() => indexedDB.databases().then(all => all.map(({name}) => name))"


async def come_in_by_link(phone: Participant, code: str) -> list[str]:
    """Opens the address of a QR code, enrols and writes; every address that was asked for."""
    asked: list[str] = []
    phone.context.on(
        "request",
        lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"),
    )
    await phone.open(f"/enrol#code={code}")
    await phone.button("Start").click()
    await phone.all_sent()
    await phone.worker_holds()
    await phone.add_line("What I am doing this for", WORDS)
    await phone.sync()
    return [each.partition("#")[0] for each in asked]  # a browser sends nothing from the # on


@ON_SQLITE
async def test_a_code_leaves_its_address_at_once_and_is_in_no_request_and_no_log(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    code = await program.code("Tasha")
    phone = await take_phone("one")
    asked = await come_in_by_link(phone, code)
    history = await phone.page.evaluate("() => location.href")

    assert any("/api/sync" in each for each in asked)
    for form in (code, code.replace("-", "")):
        assert form not in history
        assert [each for each in asked if form in each] == []
        assert form not in server.log.read_text()
        assert form not in str(await phone.page.evaluate(CACHED))
        assert form not in await phone.page.evaluate(SMALL_STORES)
    assert WORDS not in server.log.read_text()
    assert [each for each in asked if WORDS in each] == []


@ON_SQLITE
async def test_caches_hold_the_apps_own_files_and_scripts_see_no_session(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await come_in_by_link(phone, await program.code("Tasha"))
    cached = dict(await phone.page.evaluate(CACHED))
    [cookie] = await phone.context.cookies()

    assert {"/", "/manifest.webmanifest"} <= set(cached)
    assert [
        path
        for path in cached
        if not re.fullmatch(r"/|/assets/[\w.-]+|/[\w-]+\.(png|webmanifest|txt)", path)
    ] == []
    assert [path for path, text in cached.items() if WORDS in text or "Tasha" in text] == []
    assert await phone.stores(WORDS), "the search finds what is kept on purpose"
    small = await phone.page.evaluate(SMALL_STORES)
    assert WORDS not in small
    assert cookie.get("value", "") not in small
    assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Lax")


@ON_SQLITE
@pytest.mark.parametrize("network", [True, False], ids=["with a network", "without a network"])
async def test_signing_out_leaves_the_crisis_card_and_nothing_else(
    program: Program, take_phone: TakePhone, network: bool
) -> None:
    phone = await take_phone("one")
    await come_in_by_link(phone, await program.code("Tasha"))
    await phone.open("/me/sign-out")
    if not network:
        await phone.lose_network()
    await phone.button("Sign out").click()
    await phone.sees("The code from your program")

    async def told() -> bool:
        return "sign_out_owed" not in await phone.page.evaluate(SMALL_STORES)

    if network:
        await until(told, "the server to be told")
    small, _, cookies = json.loads(await phone.page.evaluate(SMALL_STORES))
    assert sorted(small) == ["alongside.crisis_card"] + (
        [] if network else ["alongside.sign_out_owed"]
    )
    assert cookies == ""
    assert await phone.page.evaluate(DATABASES) == []
    assert "Tasha" not in str(await phone.page.evaluate(CACHED)) + str(small)
    if network:
        assert await phone.context.cookies() == []
