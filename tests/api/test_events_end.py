"""Live streams end with the right to them, with the permission they rest on, and with the server.

Security: D1, D2.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import accounts
from api import live
from api.settings import Settings
from database import pokes
from database.clock import system_clock
from tests.api.conftest import Clock
from tests.api.listening import House, Listener, Phone, house_of, replica, until
from tests.api.world import make_world
from tests.e2e.server import serving
from tests.fixtures.opening import open_database

A_SECOND = 1.0
LONGER_THAN_A_LOOK = 2 * live.LOOK_SECONDS
HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'alongside live'"
)


@pytest.fixture
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    async with house_of(settings, clock) as running:
        yield running


ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)

Ending = Callable[[House, Phone], Awaitable[Any]]


async def revoked_from_another_device(house: House, phone: Phone) -> None:
    other = await house.phone(house.world.own)
    answer = await house.here.ask(other.token, "DELETE", f"/api/devices/{phone.device}")
    assert answer.status_code == 204


async def signed_out(house: House, phone: Phone) -> None:
    assert (await house.here.ask(phone.token, "POST", "/api/sign-out")).status_code == 204


async def person_removed(house: House, phone: Phone) -> None:
    async with house.here.database.transaction() as connection:
        await accounts.set_status(connection, house.world.own.id, "removed")


async def every_session_ended(house: House, phone: Phone) -> None:
    async with house.here.database.transaction() as connection:
        await accounts.end_sessions_of(connection, house.world.own.id)


@pytest.mark.parametrize(
    "ending", [revoked_from_another_device, signed_out, person_removed, every_session_ended]
)
async def test_an_ended_session_ends_its_live_streams_on_every_replica_within_a_second(
    house: House, ending: Ending
) -> None:
    phone = await house.phone(house.world.own)
    async with house.here.listener(phone.token) as one, house.there.listener(phone.token) as two:
        for listener in (one, two):
            await listener.hears(phone.streams["own"])
        await ending(house, phone)
        ended = asyncio.get_running_loop().time()
        for listener in (one, two):
            assert await listener.ends() - ended < A_SECOND
    for at in (house.here, house.there):
        assert (await at.refusal(phone.token)).status_code == 401


async def test_a_session_that_runs_out_ends_its_live_streams(house: House, clock: Clock) -> None:
    phone = await house.phone(house.world.own)
    async with house.there.listener(phone.token) as listener:
        await listener.hears(phone.streams["own"])
        clock.pass_ms(401 * 24 * 3600 * 1000)
        await listener.ends(within=A_SECOND)


async def test_the_end_of_an_assignment_ends_the_peers_and_the_next_one_is_narrower(
    house: House,
) -> None:
    peer = await house.phone(house.world.peer)
    assignment = peer.streams["assignment"]
    sam = await house.world.token(house.world.supervisor)
    async with house.there.listener(peer.token) as listener:
        await listener.hears(assignment)
        address = f"/api/participants/{house.world.own.id}/peer"
        assert (
            await house.here.ask(sam, "PUT", address, peer=house.world.former_peer.id)
        ).status_code == 204
        ended = asyncio.get_running_loop().time()
        assert await listener.ends() - ended < A_SECOND
        narrow = await peer_hears_again(house, peer)
        assert narrow.head(assignment) == -1


async def peer_hears_again(house: House, phone: Phone) -> Listener:
    async with house.there.listener(phone.token) as listener:
        await listener.hears(phone.streams["account"])
        await asyncio.sleep(LONGER_THAN_A_LOOK)
        assert listener.ended_at is None
        return listener


async def test_a_stop_ends_every_live_stream_at_once_and_opens_none(
    settings: Settings, clock: Clock
) -> None:
    async with replica(settings, clock) as one:
        world = await make_world(one.database, clock)
        token = await world.token(world.own)
        async with one.listener(token) as listener:
            await until(lambda: bool(listener.heard))
            stopping = asyncio.get_running_loop().time()
            one.server.should_exit = True
            assert await listener.ends() - stopping < A_SECOND
            await until(lambda: not one.database.pokes.listens)
        assert asyncio.get_running_loop().time() - stopping < A_SECOND
    assert list(one.hub) == []


async def test_the_process_stops_at_once_with_live_streams_open_and_has_nothing_to_complain_of(
    database_url: str, tmp_path: Path
) -> None:
    database = open_database(database_url)
    await database.start()
    world = await make_world(database, system_clock)
    token = await world.token(world.own)
    await database.stop()
    async with (
        serving(database_url, tmp_path, worker="off") as server,
        httpx.AsyncClient(base_url=server.origin) as client,
        client.stream("GET", "/api/events", headers={"Authorization": f"Bearer {token}"}) as answer,
    ):
        lines = answer.aiter_lines()
        assert (await anext(lines)).startswith("retry: ")
        stopping = time.monotonic()
        await server.stop()
        assert time.monotonic() - stopping < 2 * A_SECOND
        assert [line async for line in lines if line and not line.startswith("data: ")] == []
    assert not re.search("ERROR|WARNING|Traceback", server.log.read_text())


@ON_POSTGRESQL
async def test_a_replica_whose_listener_is_lost_ends_its_streams_refuses_and_heals(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pokes, "FIRST_PAUSE", 0.7)
    phone = await house.phone(house.world.own)
    async with house.here.listener(phone.token) as one, house.there.listener(phone.token) as two:
        for listener in (one, two):
            await listener.hears(phone.streams["own"])
        async with house.here.database.transaction() as connection:
            await connection.run(HANG_UP)
        lost = asyncio.get_running_loop().time()
        for listener in (one, two):
            assert await listener.ends() - lost < A_SECOND
    refused = await house.there.refusal(phone.token)
    assert (refused.status_code, refused.headers["content-type"]) == (
        503,
        "application/problem+json",
    )
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("not_ready", "5")
    await phone.write(house.here)  # what nobody hears is pulled when the app comes back
    await until(lambda: house.here.database.pokes.listens and house.there.database.pokes.listens)
    async with house.there.listener(phone.token) as listener:
        assert await listener.hears(phone.streams["own"]) == 1
        await phone.write(house.here)
        assert await listener.hears(phone.streams["own"], past=1) == 2


async def test_a_database_that_cannot_be_asked_ends_every_live_stream(house: House) -> None:
    phone = await house.phone(house.world.own)
    async with house.there.listener(phone.token) as listener:
        await listener.hears(phone.streams["own"])
        await house.there.database._connections.stop()
        await listener.ends(within=A_SECOND)


async def test_a_mistake_of_ours_ends_every_live_stream_and_opens_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await house.phone(house.world.own)
    async with house.here.listener(phone.token) as listener:
        await listener.hears(phone.streams["own"])
        monkeypatch.setattr(live, "read_rights_of_sessions", lambda *_: 1 / 0)
        await listener.ends(within=A_SECOND)
    assert (await house.here.refusal(phone.token)).status_code == 503
