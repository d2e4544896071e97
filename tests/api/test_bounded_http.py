"""Heads without end, unread bodies and readers that read nothing each end.

The rest is served meanwhile (security: B19).
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api import bounded_http
from api import write_coalescing as one_write
from api.bounded_http import MOST_HEAD, SENT_AHEAD
from api.settings import Settings
from tests.api.conftest import Clock
from tests.api.listening import Replica, replica, until
from tests.api.raw_http import HELLO, raw, told

SOON = 0.3


@pytest.fixture
def settings(settings: Settings, sqlite_url: str) -> Settings:
    """On one engine: none of this reaches a database."""
    return settings


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def web_dir(web_dir: Path) -> Path:
    """With a file that no buffer on the way takes whole."""
    (web_dir / "assets" / "large.png").write_bytes(bytes(20_000_000))
    return web_dir


@pytest.fixture
async def server(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Replica]:
    """Waits for nobody longer than a moment."""
    for module, name in (
        (bounded_http, "HEAD_SECONDS"),
        (bounded_http, "SLOW_SECONDS"),
        (one_write, "UNREAD_SECONDS"),
    ):
        monkeypatch.setattr(module, name, SOON)
    async with replica(settings, clock) as running:
        yield running


@pytest.mark.parametrize(
    "head",
    [b"", b"\r\n", b"G", b"GET /api/health HTTP/1.1\r\n", HELLO[:-2], HELLO + b"GET "],
    ids=["nothing", "an empty line", "a letter", "a line", "all but the end", "a letter more"],
)
async def test_a_head_that_does_not_end_ends_with_its_connection(
    server: Replica, head: bytes
) -> None:
    async with raw(server.url) as client:
        await client.send(head)
        assert await client.ends(within=2)


async def test_a_head_that_drips_has_no_longer(server: Replica) -> None:
    async with raw(server.url) as client:
        dripping = asyncio.create_task(
            drip(client.send, b"GET /api/health HTTP/1.1\r\n", b"X-More: a\r\n")
        )
        assert await client.ends(within=2)
        dripping.cancel()


async def drip(send: object, first: bytes, more: bytes) -> None:
    await send(first)  # type: ignore[operator]
    while True:
        await asyncio.sleep(SOON / 10)
        await send(more)  # type: ignore[operator]


async def test_of_hundreds_of_half_open_connections_none_is_open_after_the_deadline(
    server: Replica,
) -> None:
    opened = [raw(server.url) for _ in range(300)]
    clients = [await each.__aenter__() for each in opened]
    for client in clients[::2]:
        await client.send(b"GET / HTTP/1.1\r\nHost")
    assert (await told(server.url, HELLO))[0] == 200
    await asyncio.sleep(2 * SOON)
    await until(lambda: len(server.server.server_state.connections) == 0)
    for each in opened:
        await each.__aexit__(None, None, None)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * MOST_HEAD,
        b"GET /" + b"a" * MOST_HEAD + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MOST_HEAD,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 3_000 + b"\r\n",
        b"\r\n" * MOST_HEAD,
    ],
    ids=["a line", "a whole head", "a header", "many headers", "empty lines"],
)
async def test_a_head_has_a_size(server: Replica, head: bytes) -> None:
    status, said, body = await told(server.url, head)
    assert (status, json.loads(body)["code"]) == (431, "too_large")
    assert b"application/problem+json" in said
    assert b"cache-control: no-store" in said


async def test_a_head_at_its_size_is_read(server: Replica) -> None:
    before, after = b"GET /api/health HTTP/1.1\r\nHost: x\r\nX: ", b"\r\n\r\n"
    head = before + b"a" * (MOST_HEAD - len(before) - len(after) - 1) + after
    assert (await told(server.url, head))[0] == 200
    assert (await told(server.url, *(head[at : at + 1_000] for at in range(0, len(head), 1_000))))[
        0
    ] == 200


CHUNKED = (
    b"POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


@pytest.mark.parametrize(
    "more",
    [b"1;" + b"a" * 100_000, b"0\r\nX: " + b"a" * 100_000, b"0\r\n" + b"A: b\r\n" * 30_000],
    ids=["a chunk's name", "a trailer", "many trailers"],
)
async def test_what_frames_a_body_has_a_size_too(
    server: Replica, more: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_http, "SLOW_SECONDS", 60)
    async with raw(server.url) as client:
        await client.send(CHUNKED, more[:30_000], more[30_000:60_000], more[60_000:])
        assert await client.ends(within=2)


async def test_a_trailer_is_no_header(server: Replica) -> None:
    """Who brings a session after the body has none."""
    async with raw(server.url) as client:
        await client.send(
            b"POST /api/sign-out HTTP/1.1\r\nHost: x\r\nOrigin: https://alongside.example\r\n"
        )
        await client.send(
            b"Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer "
            + b"x" * 43
            + b"\r\n\r\n"
        )
        assert (await client.answer())[0] == 401
        await client.send(HELLO)
        assert (await client.answer())[0] == 200


async def test_what_follows_an_early_answer_is_read_for_a_while_and_no_longer(
    server: Replica,
) -> None:
    async with raw(server.url) as client:
        await client.send(
            (
                b"POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
                b"Content-Length: 500000\r\n\r\n"
            ),
            b"a" * 250_000,
        )
        assert (await client.answer())[0] == 401
        await client.send(b"a" * 250_000, HELLO)
        assert (await client.answer())[0] == 200
        await client.send(CHUNKED)
        assert (await client.answer())[0] == 401
        dripping = asyncio.create_task(drip(client.send, b"", b"1\r\na\r\n"))
        assert await client.ends(within=2)
        dripping.cancel()


async def test_some_requests_may_be_sent_ahead_of_their_answers_and_not_any_number(
    server: Replica,
) -> None:
    async with raw(server.url) as client:
        await client.send(HELLO * SENT_AHEAD)
        assert [(await client.answer())[0] for _ in range(SENT_AHEAD)] == [200] * SENT_AHEAD
        await client.send(HELLO * 100 * SENT_AHEAD)
        assert await client.ends(within=2)


@pytest.mark.parametrize("requests", [1, 8])
async def test_whoever_reads_nothing_is_not_waited_for(server: Replica, requests: int) -> None:
    async with raw(server.url) as client:
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await client.send(
            b"GET /assets/large.png HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" * requests
        )
        await asyncio.sleep(SOON)
        await until(lambda: len(server.server.server_state.connections) == 0)


NOT_ONE_HOST = [b"", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nhost: b\r\n", b"Host: a, b\r\n",
                b"Host: a/b\r\n", b"Host: a@b c\r\n",
                b"Host: \xff\r\n"]  # fmt: skip
ONE_HOST = [
    b"alongside.example",
    b"alongside.example:8000",
    b"[::1]:8000",
    b"phone_1.localhost",
    b"",
]


async def test_a_request_that_does_not_name_one_host_is_a_400(server: Replica) -> None:
    for hosts in NOT_ONE_HOST:
        for start in (
            b"GET /api/health HTTP/1.1\r\n",
            b"POST /api/sync HTTP/1.1\r\n",
            b"GET / HTTP/2.0\r\n",
        ):
            status, head, body = await told(server.url, start + hosts + b"\r\n")
            assert (status, json.loads(body)["where"]) == (400, "host"), start + hosts
            assert b"connection: close" in head


async def test_a_request_that_names_one_is_served(server: Replica) -> None:
    for host in ONE_HOST:
        assert (await told(server.url, b"GET /api/health HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"))[
            0
        ] == 200, host
    assert (await told(server.url, b"GET /api/health HTTP/1.0\r\n\r\n"))[0] == 200


async def test_what_is_not_http_is_a_problem_and_no_line_in_the_log(
    server: Replica, caplog: pytest.LogCaptureFixture
) -> None:
    for words in (
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/3\r\n\r\n",
    ):
        status, _, body = await told(server.url, words)
        assert (status, json.loads(body)["code"]) == (400, "bad_input"), words
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


async def test_a_wish_for_another_protocol_is_answered_in_this_one(server: Replica) -> None:
    asked = (
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    assert (await told(server.url, asked))[0] == 200
