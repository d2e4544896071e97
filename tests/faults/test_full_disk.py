"""A full disk is seen: health says so, the log says it once.

Every push that is put off is counted, and the end is told.
"""

import asyncio
import errno
import json

import pytest

from tests.faults.engines import Stage, sqlite_stage
from tests.faults.http import Http

EVERY = 10**9


@pytest.mark.timeout(120)
async def test_a_full_disk_is_seen_and_so_is_its_end() -> None:
    async with sqlite_stage(worker="off") as stage:
        stage.server.control.arm("error", "write", 1, error=errno.ENOSPC, times=EVERY)
        assert await health(stage, 503) == {"status": "down", "database": "down"}
        for _ in range(3):
            await health(stage, 503)
        stage.server.control.disarm()
        assert await health(stage, 200) == {"status": "ok", "database": "ok"}
        log = stage.server.log.read_text()
    assert log.count("nothing that people write can be kept") == 1
    assert "disk of the database is full" in log
    assert log.count("what people write is kept again") == 1


async def health(stage: Stage, status: int) -> dict[str, str]:
    """As soon as it is of that status."""
    async with asyncio.timeout(30):
        while True:
            http = Http(stage.server.port)
            answer = await http.ask("GET", "/api/health")
            http.close()
            if answer.status == status:
                return {
                    name: value
                    for name, value in json.loads(answer.body).items()
                    if name != "version"
                }
            await asyncio.sleep(0.2)
