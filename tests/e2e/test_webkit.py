"""WebKit's `Intl` writes a day in another order.

What is written there arrives as it was written.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.chromium import WORKER_HOLDS
from tests.e2e.program import Device, Program
from tests.e2e.server import Server
from tests.e2e.tab import until
from tests.e2e.webkit import WebKitTab, webkit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOME = "America/Chicago"


@pytest.fixture
async def tab(server: Server, program: Program, tmp_path: Path) -> AsyncIterator[WebKitTab]:
    """The app in WebKit, enrolled."""
    async with webkit(tmp_path / "webkit", HOME) as opened:
        await opened.go(server.origin)
        await opened.type("The code from your program", await program.code("Tasha"))
        await opened.press("Start")
        await opened.see("All sent")
        yield opened


async def sent(tab: WebKitTab) -> None:
    await tab.see("All sent")
    await tab.press("All sent", whole=False)
    await tab.press("Send and fetch now")
    await tab.press("Close")
    await tab.see("All sent")


def today() -> str:
    return datetime.now(ZoneInfo(HOME)).date().isoformat()


async def rows(server: Server, program: Program, entity: str) -> list[dict[str, Any]]:
    found = await Device(server.origin).read(await program.code_again("Tasha"))
    return [row for row in found if row["entity"] == entity]


async def test_a_check_in_made_in_webkit_arrives(
    server: Server, program: Program, tab: WebKitTab
) -> None:
    await tab.press("Low")
    await tab.press("Save on this phone")
    await tab.see("You checked in just now.")
    await tab.see("You checked in on one day out of the last 7.")
    await sent(tab)
    assert await rows(server, program, "refused_write") == []
    [check_in] = await rows(server, program, "check_in")
    assert (check_in["mood"], check_in["local_date"], check_in["time_zone"]) == (2, today(), HOME)


async def test_a_setback_written_in_webkit_arrives(
    server: Server, program: Program, tab: WebKitTab
) -> None:
    await tab.press("Something happened")
    await tab.see("When")
    await tab.press("Save on this phone")
    await tab.see("You are continuing")
    await sent(tab)
    assert await rows(server, program, "refused_write") == []
    [setback] = await rows(server, program, "setback")
    assert setback["local_date"] == today()


async def test_what_was_refused_is_told_on_the_first_screen_and_goes_again(
    server: Server, program: Program, tab: WebKitTab
) -> None:
    at = "2026-11-20T23:30:00-06:00"
    answers = {
        "mood": 2,
        "craving": 8,
        "occurred_at": at,
        "time_zone": HOME,
        "local_date": "11/20/2026",
    }
    await Device(server.origin).write_refused(
        await program.code_again("Tasha"), "check_in", answers=answers
    )
    await sent(tab)
    await tab.see("1 not taken in")
    await tab.see("Your program could not take in a check-in.")
    await tab.see("Low · craving: 8")
    await tab.press("Send it again")
    await until(
        lambda: tab.js("!document.body.innerText.includes('could not take in')"), "the refusal gone"
    )
    await sent(tab)
    assert await rows(server, program, "refused_write") == []
    [check_in] = await rows(server, program, "check_in")
    assert (
        check_in["mood"],
        check_in["craving"],
        check_in["local_date"],
        check_in["occurred_at"],
    ) == (2, 8, "2026-11-20", at)


async def test_in_webkit_too_the_plan_opens_while_the_server_is_stopped(
    server: Server, tab: WebKitTab
) -> None:
    await until(lambda: tab.js(WORKER_HOLDS + ".then(() => true)"), "the service worker in WebKit")
    await server.stop()
    await tab.go(f"{server.origin}/plan")
    await tab.see("What I am doing this for")
    await tab.press("Help now")
    await tab.see("988 Suicide & Crisis Lifeline")
