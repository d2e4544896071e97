"""The focus is kept in Firefox too, which lets it fall at other moments than Chromium does."""

import json
from pathlib import Path

import pytest

from tests.e2e.firefox import ENTER, TAB, Tab, firefox
from tests.e2e.keyboard import FOCUSED, NAMED
from tests.e2e.program import Program
from tests.e2e.server import Server
from tests.e2e.tab import until

FARTHEST = 40


async def is_at(tab: Tab, name: str) -> None:
    await until(
        lambda: tab.js(f"{FOCUSED} === {json.dumps(name)}"), f"the focus at {name!r} in Firefox", 6
    )


async def press(tab: Tab, name: str) -> None:
    for _ in range(FARTHEST):
        if await tab.js(FOCUSED) == name:
            break
        await tab.keys(TAB)
    await is_at(tab, name)
    await tab.keys(ENTER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_is_lost_in_firefox(program: Program, server: Server, tmp_path: Path) -> None:
    async with firefox(tmp_path / "phone", {}) as browser:
        tab = await browser.open(server.origin)
        await tab.type("The code from your program", await program.code("Tasha"))
        await tab.press("Start")
        await tab.see("All sent")
        await tab.go(f"{server.origin}/plan")
        await tab.see("What I am doing this for")
        await tab.keys(TAB)
        await is_at(tab, "Help now")
        await tab.js(
            "[...document.querySelectorAll('summary')].find(one => "
            f"{NAMED}(one).startsWith('What I am doing')).focus()"
        )
        await tab.keys(ENTER)
        await press(tab, "Add a line")
        await is_at(tab, "A new line")
        await tab.keys(*"a key")
        await press(tab, "Save on this phone")
        await is_at(tab, "Add another line")
        await press(tab, "Add another line")
        await is_at(tab, "A new line")
        await press(tab, "Cancel")
        await is_at(tab, "Add another line")
        await tab.js(
            f"[...document.querySelectorAll('li button')].find(one => {NAMED}(one) === "
            "'Remove').focus()"
        )
        await tab.keys(ENTER)
        await is_at(tab, "Undo")
        await tab.keys(ENTER)
        await is_at(tab, "Remove")
