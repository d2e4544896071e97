"""How many live streams there may be, and what a slow, silent or lost reader costs."""

import asyncio
from collections.abc import AsyncIterator

import pytest

import accounts
from accounts import Person
from accounts.hearing import ReadRights
from api import live
from api.auth.sessions import token_hash
from api.capacity import Capacity
from api.limits import LIMITS
from api.settings import Settings
from tests.api.conftest import Clock
from tests.api.listening import House, Phone, house_of, replica, until
from tests.api.test_no_words_leak import log as log  # noqa: PLC0414
from tests.api.world import make_world

A_SECOND = 1.0


@pytest.fixture
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    async with house_of(settings, clock) as running:
        yield running


async def test_past_the_room_for_live_streams_a_new_one_is_refused_until_one_ends(
    settings: Settings, clock: Clock
) -> None:
    async with replica(
        settings, clock, Capacity(connections=20, of_one_source=20, live_streams=2)
    ) as server:
        world = await make_world(server.database, clock)
        first, second, third = [
            await world.token(person) for person in (world.own, world.other, world.peer)
        ]
        async with server.listener(first), server.listener(second) as leaving:
            refused = await server.refusal(third)
            assert (
                refused.status_code,
                refused.json()["code"],
                refused.headers["retry-after"],
            ) == (503, "not_ready", "300")
            assert (await server.ask(third, "GET", "/api/session")).status_code == 200
            assert (await server.ask(second, "POST", "/api/sign-out")).status_code == 204
            await leaving.ends()
            async with server.listener(third) as listener:
                await until(lambda: bool(listener.heard))


async def test_what_waits_behind_a_slow_reader_is_one_head_a_stream_and_is_asked_about_again(
    house: House,
) -> None:
    """Its right to one stream goes while it does not read.

    When it reads again it is told of the other stream alone.
    """
    own = await house.phone(house.world.own)
    hub = house.here.hub
    session = await session_of(house, own)
    slow = await hub.open(session, token_hash(own.token))
    kept, lost = own.streams["own"], own.streams["shared"]
    assert hub.take(slow).keys() >= {kept, lost}
    for _ in range(5):
        await own.write(house.here, "own")
        await own.write(house.here, "shared")
    await until(lambda: slow.waiting == {kept: 5, lost: 5})
    slow.standing = await narrowed(house, house.world.own, lost)
    await asyncio.sleep(live.FRESH_SECONDS + 0.1)
    assert hub.take(slow) == {}
    await until(lambda: kept in slow.waiting)
    assert hub.take(slow) == {kept: 5}
    hub.leave(slow)


async def session_of(house: House, phone: Phone) -> accounts.Session:
    async with house.here.database.reading() as connection:
        found = await accounts.session_by_token_hash(
            connection, token_hash(phone.token), house.world.clock()
        )
    assert found
    return found


async def narrowed(house: House, person: Person, stream: int) -> ReadRights:
    """Take a right away and return the standing that is left.

    It is as if the live stream had been opened with that standing.
    """
    async with house.here.database.transaction() as connection:
        await accounts.revoke(connection, person.id, stream)
    async with house.here.database.reading() as connection:
        left = await accounts.streams_readable_by(connection, person.id)
    return ReadRights(len(left), sum(each.grant_no for each in left), sum(each.id for each in left))


async def test_a_reader_that_never_reads_holds_up_no_other_and_takes_no_memory(
    house: House,
) -> None:
    own = await house.phone(house.world.own)
    port = int(house.here.url.rpartition(":")[2])
    _reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    writer.write(
        f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {own.token}\r\n\r\n".encode()
    )
    async with house.here.listener(own.token) as listener:
        await listener.hears(own.streams["own"])
        for number in range(1, 31):
            await own.write(house.here)
            assert (
                await listener.hears(own.streams["own"], past=number - 1, within=A_SECOND) == number
            )
        assert all(len(each.waiting) <= len(each.streams) for each in house.here.hub)
    writer.transport.abort()
    await until(lambda: not list(house.here.hub))


async def test_the_oldest_of_too_many_on_one_device_ends(house: House) -> None:
    own = await house.phone(house.world.own)
    opened = [house.here.listener(own.token) for _ in range(LIMITS.live_streams + 1)]
    listeners = []
    for each in opened:
        listeners.append(await each.__aenter__())
        await listeners[-1].hears(own.streams["own"])
    await listeners[0].ends(within=A_SECOND)
    await own.write(house.there)
    for listener in listeners[1:]:
        await listener.hears(own.streams["own"], past=0)
    for each in reversed(opened):
        await each.__aexit__(None, None, None)


async def test_an_app_that_leaves_leaves_nothing_behind(house: House) -> None:
    own = await house.phone(house.world.own)
    async with house.here.listener(own.token) as listener:
        await listener.hears(own.streams["own"])
        tasks = len(asyncio.all_tasks())
    await until(lambda: not list(house.here.hub) and len(asyncio.all_tasks()) < tasks)
    hub = house.here.hub
    assert (hub._by_token, hub._by_stream, hub._by_device) == ({}, {}, {})
