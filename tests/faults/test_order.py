"""No answer leaves before what it confirms is on disk.

This is seen in the order of the server's own system calls.

SIGKILL cannot show a missing sync, since the system still writes what it was given; this shows it
for every single push.
"""

import random
import re

import pytest

from tests.faults.engines import STAGES
from tests.faults.phone import Phone

PUSHES = 40

SYNCED = re.compile(r"w.*s$")
"""Everything that was written since the last answer is synced."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "engine", [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
async def test_every_answer_waits_for_the_disk(engine: str) -> None:
    async with STAGES[engine](worker="off") as stage:
        phone = Phone((await stage.cast()).phones[0], stage.server.port, random.Random(1))
        await phone.sync()
        stage.server.control.trace()
        for _ in range(PUSHES):
            phone.act()
            await phone.sync()
        order = stage.server.control.traced()
        phone.http.close()
    pushes = re.findall(r"[^a]+(?=a)", order)
    assert len(pushes) == PUSHES, order
    if engine == "sqlite":
        assert [push for push in pushes if not SYNCED.search(push)] == [], order
    else:
        confirmed = [
            number
            for number, _ in enumerate(pushes, 1)
            if "".join(pushes[:number]).count("d") >= number
        ]
        assert confirmed == list(range(1, PUSHES + 1)), (
            "PostgreSQL has to confirm a COMMIT before every answer"
        )
