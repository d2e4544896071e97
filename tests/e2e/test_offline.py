"""What is on the phone opens whatever happens to the server (security: G6)."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import WORKER_HOLDS
from tests.e2e.conftest import TakePhone
from tests.e2e.firefox import firefox
from tests.e2e.program import Device, Program
from tests.e2e.server import Server
from tests.e2e.tab import until

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REASONS = "What I am doing this for"


@ON_SQLITE
async def test_the_plan_opens_while_the_server_is_stopped(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.add_line(REASONS, "my daughter’s Saturdays")
    await phone.sync()
    await server.stop()
    await phone.open("/plan")
    assert await phone.shown_in(REASONS) == ["my daughter’s Saturdays"]
    await phone.add_line(REASONS, "written without a server")
    await server.start()
    await phone.sync()
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    assert "written without a server" in {row.get("text") for row in rows}


@ON_SQLITE
async def test_in_firefox_too_the_plan_opens_while_the_server_is_stopped(
    server: Server, program: Program, tmp_path: Path
) -> None:
    async with firefox(tmp_path / "firefox", {}) as browser:
        tab = await browser.open(server.origin)
        await tab.type("The code from your program", await program.code("Tasha"))
        await tab.press("Start")
        await tab.see("All sent")
        await until(
            lambda: tab.js(WORKER_HOLDS + ".then(() => true)"), "the service worker in Firefox"
        )
        await server.stop()
        await tab.go(f"{server.origin}/plan")
        await tab.see(REASONS)
        await tab.press("Help now")
        await tab.see("988 Suicide & Crisis Lifeline")


@ON_SQLITE
async def test_help_now_opens_signed_out_and_with_no_server(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.open()
    await phone.worker_holds()
    await server.stop()
    await phone.open()
    await phone.button("Help now").click()
    card = phone.page.get_by_role("dialog", name="Help now")
    await expect(card.get_by_text("988 Suicide & Crisis Lifeline")).to_be_visible()
    await expect(card.get_by_role("link", name="Call 911", exact=True)).to_have_attribute(
        "href", "tel:911"
    )


@ON_SQLITE
async def test_the_plan_opens_after_the_session_has_ended(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.add_line(REASONS, "still here")
    await phone.sync()
    await phone.context.clear_cookies()
    await phone.add_line(REASONS, "written with an ended session")
    await phone.open("/plan")
    assert await phone.shown_in(REASONS) == ["still here", "written with an ended session"]
    await phone.sees("Your sign-in has ended.")
    await phone.page.get_by_role("link", name="Open it again").click()
    await phone.page.get_by_label("The code from your program").fill(
        await program.code_again("Tasha")
    )
    await phone.button("Start").click()
    await phone.all_sent()
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    assert "written with an ended session" in {row.get("text") for row in rows}


@ON_SQLITE
async def test_signing_out_keeps_unsent_words_for_the_same_account(
    server: Server, program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.lose_network()
    await phone.add_line(REASONS, "not yet sent")
    await phone.open("/me/sign-out")
    await phone.button("Sign out and keep them locked here").click()
    await phone.sees("The code from your program")
    await phone.sees_no("not yet sent")
    await phone.find_network()
    await phone.enrol(await program.code("Someone else"))
    await phone.tab("Plan")
    await phone.sees_no("not yet sent")
    await phone.open("/me/sign-out")
    await phone.button("Sign out").click()
    await phone.sees("The code from your program")
    await phone.enrol(await program.code_again("Tasha"))
    assert await phone.shown_in(REASONS) == ["not yet sent"]
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    assert [row["text"] for row in rows if row["entity"] == "plan_item"] == ["not yet sent"]
