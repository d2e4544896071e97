"""The server is killed at any moment of a push.

The phone finishes later with nothing lost or doubled (security: B20).
"""

import asyncio
import re

import pytest

from tests.e2e.conftest import TakePhone
from tests.e2e.program import Device, Program
from tests.e2e.server import Server

STEADY = "What I am like when I am well"
LINES = 12


@pytest.mark.parametrize("milliseconds", [0, 4, 15, 60], ids="{} ms after the push left".format)
async def test_a_push_cut_off_is_finished_later(
    server: Server, program: Program, take_phone: TakePhone, milliseconds: int
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.lose_network()
    for number in range(LINES):
        await phone.add_line(STEADY, f"line {number:02d}")
    await phone.unsent(LINES)

    async with phone.page.expect_request(re.compile("/api/sync$")):
        await phone.find_network()
    await asyncio.sleep(milliseconds / 1000)
    await server.kill()
    await phone.page.wait_for_timeout(300)
    await server.start()
    await phone.sync()

    shown = await phone.shown_in(STEADY)
    assert shown == [f"line {number:02d}" for number in range(LINES)]
    rows = await Device(server.origin).read(await program.code_again("Tasha"))
    assert sorted(row["text"] for row in rows if row["entity"] == "plan_item") == shown
