"""The live stream: pokes for those who may read, on every replica, and for no one else.

Security: D1, D2, D3, D6.
"""

import asyncio
import io
import secrets
import time
from collections.abc import AsyncIterator

import pytest

import accounts
from api import live
from api.settings import Settings
from domain.declare import Role
from records.streams import stream_transaction
from tests.api.conftest import Clock
from tests.api.listening import House, house_of, silent, until
from tests.api.test_no_words_leak import log as log  # noqa: PLC0414

A_SECOND = 1.0
LONGER_THAN_A_LOOK = 2 * live.LOOK_SECONDS


@pytest.fixture
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    async with house_of(settings, clock) as running:
        yield running


async def test_a_push_on_one_replica_is_heard_on_the_other(house: House) -> None:
    phone, other = await house.phone(house.world.own), await house.phone(house.world.own)
    own = phone.streams["own"]
    async with house.there.listener(other.token) as listener:
        assert await listener.hears(own) == 0
        await phone.write(house.here)
        pushed = time.monotonic()
        assert await listener.hears(own, past=0) == 1
        assert time.monotonic() - pushed < A_SECOND
        await phone.write(house.there)
        assert await listener.hears(own, past=1) == 2


async def test_the_answer_is_a_stream_that_nothing_on_the_way_keeps_or_waits_with(
    house: House,
) -> None:
    phone = await house.phone(house.world.own)
    async with house.here.listener(phone.token) as listener:
        headers = listener.answer.headers
        assert listener.answer.status_code == 200
        assert headers["content-type"] == "text/event-stream"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in headers
        await listener.hears(phone.streams["account"])
        assert listener.text.startswith("retry: ")


async def test_a_cookie_opens_it_like_a_bearer_and_nothing_else_does(house: House) -> None:
    phone = await house.phone(house.world.own)
    async with house.here.listener("", Cookie=f"__Host-alongside={phone.token}") as listener:
        await listener.hears(phone.streams["own"])
    refused = await house.here.refusal("x" * 43)
    assert (refused.status_code, refused.headers["content-type"]) == (
        401,
        "application/problem+json",
    )


async def test_it_begins_with_the_head_of_every_stream_that_may_be_read_and_of_no_other(
    house: House,
) -> None:
    phone = await house.phone(house.world.own)
    await phone.write(house.here)
    async with house.there.listener(
        phone.token, **{"Last-Event-ID": "0", "Authorization": f"Bearer {phone.token}"}
    ) as listener:
        assert await listener.hears(phone.streams["own"]) == 1
        assert {stream for _, stream, _ in listener.heard} >= set(phone.streams.values())
        async with house.here.database.reading() as connection:
            readable = {
                each.id
                for each in await accounts.streams_readable_by(connection, house.world.own.id)
            }
        assert {stream for _, stream, _ in listener.heard} == readable
        assert "id:" not in listener.text


async def test_duplicates_poke_nobody(house: House) -> None:
    phone = await house.phone(house.world.own)
    mutation = await phone.write(house.here)
    async with house.there.listener(phone.token) as listener:
        await listener.hears(phone.streams["own"], past=0)
        heard = len(listener.heard)
        assert await phone.push(house.here, mutation) == ["duplicate"]
        await asyncio.sleep(0.3)
        assert len(listener.heard) == heard


async def test_a_write_that_is_rolled_back_pokes_nobody(house: House) -> None:
    phone = await house.phone(house.world.own)
    account = phone.streams["account"]
    async with house.there.listener(phone.token) as listener:
        before = await listener.hears(account)
        with pytest.raises(ZeroDivisionError):
            async with stream_transaction(
                house.here.database, [account], now=house.world.clock()
            ) as writer:
                writer.streams[account].head += 1
                await writer.advance()
                raise ZeroDivisionError
        assert await silent(listener, account, before)


async def test_others_hear_nothing_of_what_they_may_not_read(house: House) -> None:
    phone = await house.phone(house.world.own)
    peer, stranger = await house.phone(house.world.peer), await house.phone(house.world.other)
    async with (
        house.there.listener(peer.token) as one,
        house.there.listener(stranger.token) as two,
        house.here.listener(phone.token) as mine,
    ):
        for listener, listening in ((one, peer), (two, stranger)):
            await listener.hears(listening.streams["account"])
        for kind in ("own", "shared"):
            await phone.write(house.here, kind)
            await mine.hears(phone.streams[kind], past=0)
        for listener in (one, two):
            assert await silent(listener, phone.streams["own"], -1)
            assert await silent(listener, phone.streams["shared"], -1)


async def test_a_new_right_ends_it_too_so_that_the_app_comes_back_and_reads(house: House) -> None:
    own, peer = await house.phone(house.world.own), await house.phone(house.world.peer)
    shared = own.streams["shared"]
    async with house.there.listener(peer.token) as listener:
        await listener.hears(peer.streams["account"])
        async with house.here.database.transaction() as connection:
            await accounts.grant(
                connection, house.world.peer.id, shared, Role.PEER, house.world.clock()
            )
        await listener.ends(within=A_SECOND)
    async with house.there.listener(peer.token) as listener:
        await listener.hears(shared)
        await own.write(house.here, "shared")
        await listener.hears(shared, past=0)


async def test_rights_are_read_at_delivery_and_not_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing looks after this stream for a minute.

    Only what is read for the poke itself keeps it silent.
    """
    monkeypatch.setattr(live, "LOOK_SECONDS", 60.0)
    own, peer = await house.phone(house.world.own), await house.phone(house.world.peer)
    shared, library = own.streams["shared"], own.streams["library"]
    async with house.here.database.transaction() as connection:
        await accounts.grant(
            connection, house.world.peer.id, shared, Role.PEER, house.world.clock()
        )
    await asyncio.sleep(LONGER_THAN_A_LOOK)  # the last short look is over
    async with (
        house.there.listener(peer.token) as listener,
        house.there.listener(own.token) as mine,
    ):
        await listener.hears(shared)
        await own.write(house.here, "shared")
        await listener.hears(shared, past=0)
        async with house.here.database.transaction() as connection:
            await accounts.revoke(connection, house.world.peer.id, shared)
        await own.write(house.here, "shared")
        await mine.hears(shared, past=1)
        assert await silent(listener, shared, 1)
        assert listener.head(library) >= 0


async def test_a_silent_stream_beats_and_a_beat_is_three_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)
    own = await house.phone(house.world.own)
    async with house.here.listener(own.token) as listener:
        await until(lambda: listener.text.endswith("\n\n:\n\n:\n\n"))


async def test_what_no_one_said_is_found_by_comparing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a process is killed between the commit and its word."""
    monkeypatch.setattr(live, "COMPARE_SECONDS", 0.1)
    own = await house.phone(house.world.own)
    monkeypatch.setattr(type(house.here.database.pokes), "tell", lambda self, heads: None)
    async with house.there.listener(own.token) as listener:
        await listener.hears(own.streams["own"])
        await own.write(house.here)
        await listener.hears(own.streams["own"], past=0)


async def test_no_word_of_a_person_is_in_the_stream(house: House, log: io.StringIO) -> None:
    own = await house.phone(house.world.own)
    canary = f"k{secrets.token_hex(8)}"
    async with house.there.listener(own.token) as listener:
        await listener.hears(own.streams["own"])
        mutation = await own.write(house.here, text=canary)
        await listener.hears(own.streams["own"], past=0)
        for secret in (
            canary,
            mutation["id"],
            mutation["record"],
            own.token,
            house.world.own.uuid,
            house.world.own.display_name,
        ):
            assert secret not in listener.text
        told = [
            line
            for line in listener.text.splitlines()
            if line and not line.startswith(("retry: ", "data: ", ":"))
        ]
        assert told == []
    assert canary not in log.getvalue()
