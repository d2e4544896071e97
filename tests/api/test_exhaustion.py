"""What anyone can hold of a process without asking for anything: files and memory.

The rest is served (security: B19, B25).
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from msgspec import Struct

from api.capacity import capacity_of
from api.limits import LIMITS
from database.clock import system_clock
from tests.api.raw_http import HELLO, Raw, raw
from tests.api.world import World, make_world
from tests.e2e.server import COMMAND, Server, serving
from tests.fixtures.opening import open_database

FILES = 256
FIT = capacity_of(FILES)
AT_ONCE = 2.0
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where nothing depends on what a database itself keeps open."""


class Few(Struct):
    """A server that may open few files, and a phone of its own."""

    server: Server
    world: World
    phone: httpx.AsyncClient
    device: int

    async def serves(self) -> None:
        """Health and sync, on new connections, at once."""
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=self.server.origin, timeout=5) as client:
            assert (await client.get("/api/health")).status_code == 200
        body = {"device": self.device, "sent_at": 0}
        assert (
            await self.phone.post("/api/sync", json=body, headers={"Connection": "close"})
        ).status_code == 200
        assert time.monotonic() - began < AT_ONCE


@pytest.fixture
async def few(database_url: str, tmp_path: Path) -> AsyncIterator[Few]:
    command = ("sh", "-c", f'ulimit -S -n 64; ulimit -H -n {FILES}; exec "$@"', "sh", str(COMMAND))
    async with serving(
        database_url, tmp_path, command, worker="off", trusted_proxies="127.0.0.1"
    ) as server:
        database = open_database(database_url)
        await database.start()
        world = await make_world(database, system_clock)
        token = await world.token(world.own)
        async with httpx.AsyncClient(
            base_url=server.origin, headers={"Authorization": f"Bearer {token}"}, timeout=5
        ) as phone:
            device = (await phone.get("/api/session")).json()["device"]["id"]
            yield Few(server, world, phone, device)
        await database.stop()


@asynccontextmanager
async def many(url: str, sources: list[str]) -> AsyncIterator[list[Raw]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(raw(url, source)) for source in sources]


@ON_SQLITE
async def test_the_limit_of_files_is_raised_as_far_as_may_be_and_said(few: Few) -> None:
    said = (
        f"at most {FIT.connections} connections, {FIT.of_one_source} of one address, "
        f"{FIT.live_streams} live streams"
    )
    assert said in few.server.log.read_text()
    assert "Max open files            256" in Path(f"/proc/{few.server.pid}/limits").read_text()


async def test_more_idle_connections_than_there_are_files_keep_nobody_out(few: Few) -> None:
    async with many(few.server.origin, ["127.0.0.2"] * 300):
        await few.serves()
    assert few.server.log.read_text().count("ALONGSIDE_TRUSTED_PROXIES") == 1
    assert "127.0.0.2" not in few.server.log.read_text()


@ON_SQLITE
async def test_nor_do_those_of_many_addresses(few: Few) -> None:
    async with many(
        few.server.origin, [f"127.0.1.{n}" for n in range(1, 101) for _ in range(4)]
    ) as idle:
        for client in idle[::3]:
            await client.send(b"GET / HTTP/1.1\r\nHost")
        await few.serves()


@ON_SQLITE
async def test_an_address_with_its_share_is_told_to_wait(few: Few) -> None:
    async with many(few.server.origin, ["127.0.0.2"] * FIT.of_one_source) as mine:
        for client in mine:
            await client.send(HELLO)
            assert (await client.answer())[0] == 200
        async with (
            raw(few.server.origin, "127.0.0.2") as one_more,
            raw(few.server.origin, "127.0.0.3") as another,
        ):
            status, head, _ = await one_more.answer()
            assert (status, b"retry-after: 60" in head, b"application/problem+json" in head) == (
                503,
                True,
                True,
            )
            await another.send(HELLO)
            assert (await another.answer())[0] == 200
    async with raw(few.server.origin, "127.0.0.2") as again:
        await asyncio.sleep(0.1)
        await again.send(HELLO)
        assert (await again.answer())[0] == 200


async def test_live_streams_leave_room_for_everything_else(few: Few) -> None:
    tokens = [
        await few.world.token(few.world.other)
        for _ in range(FIT.live_streams // LIMITS.live_streams + 1)
    ]
    asked = [token for token in tokens for _ in range(LIMITS.live_streams)]
    async with many(few.server.origin, ["127.0.0.1"] * len(asked)) as apps:
        for app, token in zip(apps, asked, strict=True):
            await app.send(
                (
                    f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
                ).encode()
            )
        statuses = sorted([(await app.answer())[0] for app in apps])
        assert statuses == [200] * FIT.live_streams + [503] * (len(asked) - FIT.live_streams)
        await few.serves()
        newcomer = await few.world.token(
            few.world.other
        )  # a phone with none open: no older one of its own gives way
        async with raw(few.server.origin) as late:
            await late.send(
                (
                    "GET /api/events HTTP/1.1\r\nHost: x\r\n"
                    f"Authorization: Bearer {newcomer}\r\n\r\n"
                ).encode()
            )
            status, head, _ = await late.answer()
            assert (status, b"retry-after: 300" in head) == (503, True)
    assert not re.search("ERROR|Traceback", few.server.log.read_text())


@ON_SQLITE
async def test_a_hundred_megabytes_of_head_are_neither_read_nor_kept(few: Few) -> None:
    before = _memory_kib(few.server)
    async with raw(few.server.origin) as client:
        await client.send(b"GET / HTTP/1.1\r\nX: ", *(b"a" * 100_000 for _ in range(1_000)))
        assert await client.ends()
    assert _memory_kib(few.server) - before < 4_000
    await few.serves()


def _memory_kib(server: Server) -> int:
    """The most that it ever held."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
