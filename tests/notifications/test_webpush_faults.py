"""Push services that hang, break off, never end or speak no HTTP (security: E4)."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from time import monotonic

import pytest

from notifications.push.endpoints import push_hosts
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import (
    AT_ONCE,
    MOST_SILENCES,
    REST,
    Answer,
    Sender,
)
from tests.notifications.pushing import message, now, send, subscription
from tests.push_service import Browser, PushService, ScriptedAnswer


async def test_a_service_that_hangs_leaves_room_for_the_others(
    service: PushService, keys: VapidKeys
) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    browser = service.subscribe(keys.public)
    async with (
        raw(hang) as hanging,
        aclosing(
            Sender(keys, push_hosts(f"{hanging},{service.origin}"), total_seconds=3)
        ) as sender,
    ):
        stuck = subscription(Browser("x", f"{hanging}/x"), keys)
        waiting = [
            asyncio.create_task(sender.send(stuck, message(keys), now()))
            for _ in range(2 * AT_ONCE)
        ]
        await asyncio.sleep(0.1)
        began = monotonic()
        assert (await sender.send(subscription(browser, keys), message(keys), now())).status == 201
        assert monotonic() - began < 2
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_service_that_answers_nothing_is_left_alone_for_a_while(keys: VapidKeys) -> None:
    asked = 0

    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1

    began = now()
    async with raw(close) as origin, aclosing(Sender(keys, push_hosts(origin))) as sender:
        silent = subscription(Browser("x", f"{origin}/x"), keys)
        for _ in range(MOST_SILENCES + 10):
            assert await sender.send(silent, message(keys), began) == Answer(None)
        assert asked == MOST_SILENCES
        await sender.send(silent, message(keys), began + REST)
        assert asked == MOST_SILENCES + 1


async def test_a_connection_that_is_reset_is_no_answer(keys: VapidKeys) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        writer.transport.abort()

    async with raw(reset) as origin:
        assert await send(keys, origin, f"{origin}/x", Browser("x", f"{origin}/x")) == Answer(None)


async def test_a_service_that_hangs_costs_the_time_limit_and_no_more(
    service: PushService, keys: VapidKeys
) -> None:
    browser = service.subscribe(keys.public)
    service.mailboxes.script([ScriptedAnswer(delay=2)])
    began = monotonic()
    assert await send(keys, service.origin, browser.endpoint, browser, total_seconds=0.2) == Answer(
        None
    )
    assert monotonic() - began < 1


async def test_nobody_there_is_no_answer(keys: VapidKeys) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert await send(keys, origin, f"{origin}/x", Browser("x", f"{origin}/x")) == Answer(None)


async def test_an_answer_without_end_is_cut_off_and_its_status_counts(keys: VapidKeys) -> None:
    written = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000000000\r\n\r\n")
        while not writer.is_closing() and written < 100_000_000:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    async with raw(endless) as origin:
        assert (await send(keys, origin, f"{origin}/x", Browser("x", f"{origin}/x"))).status == 201
    assert written < 20_000_000


async def test_an_answer_whose_body_never_comes_keeps_its_status(keys: VapidKeys) -> None:
    async def stalled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 410 Gone\r\nContent-Length: 10\r\n\r\n")
        await asyncio.sleep(1)

    async with raw(stalled) as origin:
        assert (
            await send(keys, origin, f"{origin}/x", Browser("x", f"{origin}/x"), total_seconds=0.2)
        ).status == 410


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\0\0\0",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 201 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_no_answer(keys: VapidKeys, garbage: bytes) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(garbage)

    async with raw(babble) as origin:
        assert await send(keys, origin, f"{origin}/x", Browser("x", f"{origin}/x")) == Answer(None)


@asynccontextmanager
async def raw(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """A server that answers by hand; its origin."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
