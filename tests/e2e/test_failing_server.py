"""A server that fails at one entry and at one page keeps nothing else on the phone.

Rules: `docs/sync.md`, section 5.
"""

import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakePhone
from tests.e2e.failing import UNDOABLE, UNREADABLE
from tests.e2e.participant import Participant
from tests.e2e.program import Device, Program, Staff
from tests.e2e.server import Server, serving
from tests.e2e.tab import until

REASONS = "What I am doing this for"
WITHIN = 20


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    command = [sys.executable, "-m", "tests.e2e.failing", str(tmp_path)]
    async with serving(database_url, tmp_path, command) as running:
        yield running


async def test_a_call_for_help_and_a_stop_get_through(
    server: Server, program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.agrees_to("Marcus Bell")
    await phone.add_line(REASONS, "shared with Marcus", shared=True)
    await phone.sync()
    await marcus.sign_in()
    assert await heard(marcus, "shared with Marcus")

    await phone.lose_network()
    await marcus.write(
        "encouragement", stream_of(marcus, "assignment"), words={"text": UNREADABLE.decode()}
    )
    (tmp_path / "fails").touch()
    await phone.add_line(REASONS, "before it")
    await phone.add_line(REASONS, UNDOABLE.decode())
    await phone.add_line(REASONS, "after it")
    await asks_for_help(phone)
    await stops_sharing(phone)
    await phone.find_network()

    async def told() -> bool:
        return await heard(marcus, "support_flag") and not await heard(marcus, "shared with Marcus")

    await until(told, "the flag and the stop at the peer", WITHIN)
    await phone.unsent(1)
    await phone.page.locator(".frame button").first.click()
    await phone.sees("1 thing could not be sent yet.")
    await phone.button("Close").last.click()

    (tmp_path / "fails").unlink()
    await phone.sync()
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    lines = sorted(row["text"] for row in rows if row["entity"] == "plan_item")
    assert lines == sorted(["shared with Marcus", "before it", UNDOABLE.decode(), "after it"])
    await phone.open("/inbox")
    await phone.sees(UNREADABLE.decode())


async def asks_for_help(phone: Participant) -> None:
    await phone.button("Help now").click()
    await phone.button("Ask Marcus Bell to get in touch").click()
    await phone.button("Close").click()


async def stops_sharing(phone: Participant) -> None:
    await phone.tab("More")
    await phone.page.get_by_role("link", name="Sharing").click()
    await phone.button("Stop all sharing").click()
    await expect(phone.page.get_by_text("All sharing is stopped.")).to_be_visible()


def stream_of(staff: Staff, kind: str) -> int:
    return next(int(stream["id"]) for stream in staff.info["streams"] if stream["kind"] == kind)


async def heard(staff: Staff, words: str) -> bool:
    """Whether these words are in what this one may read now."""
    answer: Any = await staff.ask(
        "POST", "/sync", device=staff.info["device"]["id"], sent_at=int(time.time() * 1000)
    )
    return words in str(answer)
