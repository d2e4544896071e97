"""Read a packed or long body for a known session alone.

Each person has so many bytes a minute (security: B19, B23).
"""

import asyncio
import gzip
import json
import random
import time
from typing import Any

import httpx
import pytest
from litestar import Litestar

from api.body_guard import BytesAMinute
from api.limits import LIMITS
from api.settings import Settings
from domain.errors import TooManyBytes
from tests.api.conftest import ORIGIN, Client, Clock, NewClient
from tests.api.listening import replica
from tests.api.world import World

JSON = {"Content-Type": "application/json"}
HEAD = [
    (b"host", b"alongside.example"),
    (b"origin", ORIGIN.encode()),
    (b"content-type", b"application/json"),
]
LONG = b'"' + b"a" * LIMITS.anonymous_body + b'"'
NOISE = random.Random(1).randbytes(104_000).hex()
ESCAPES = gzip.compress(
    f'"{NOISE}'.encode() + b'\\"' * ((LIMITS.sync_body_inflated - len(NOISE)) // 2 - 1) + b'"'
)
"""As much to search as fits, packed as far as it may be."""
STRANGER = "x" * 43


@pytest.fixture
async def phone(world: World, new_client: NewClient) -> Client:
    client = new_client()
    client.headers["Authorization"] = f"Bearer {await world.token(world.own)}"
    return client


@pytest.mark.parametrize("token", [None, b"Bearer " + STRANGER.encode(), b"Bearer short"])
@pytest.mark.parametrize(
    "more",
    [
        [(b"content-length", b"4099")],
        [(b"content-length", b"60"), (b"content-encoding", b"gzip")],
        [(b"transfer-encoding", b"chunked")],
    ],
    ids=["long", "packed", "of no length"],
)
@pytest.mark.parametrize(
    "path", ["/api/sync", "/api/push/subscription", "/api/enrol", "/api/sign-in"]
)
async def test_what_is_packed_or_long_is_not_read_for_a_stranger(
    app: Litestar, path: str, more: list[tuple[bytes, bytes]], token: bytes | None
) -> None:
    headers = HEAD + more + ([(b"authorization", token)] if token else [])
    status, asked = await _answered(app, path, headers)

    assert status == (413 if path in ("/api/enrol", "/api/sign-in") else 401)
    assert asked == 0


@pytest.mark.parametrize(
    "path", ["/api/sync", "/api/push/subscription", "/api/enrol", "/api/sign-in"]
)
async def test_a_forged_request_costs_no_body_on_any_way_in(app: Litestar, path: str) -> None:
    forged = [(b"origin", b"https://evil.example"), (b"content-length", b"60")]
    headers = [pair for pair in HEAD if pair[0] != b"origin"] + forged
    assert await _answered(app, path, headers) == (403, 0)


@pytest.mark.parametrize("path", ["/api/sync", "/api/push/subscription"])
@pytest.mark.parametrize("token", [None, b"Bearer short"])
async def test_what_can_be_no_token_costs_no_body(
    app: Litestar, path: str, token: bytes | None
) -> None:
    headers = [*HEAD, (b"content-length", b"60")]
    headers += [(b"authorization", token)] if token else []
    assert await _answered(app, path, headers) == (401, 0)


async def _answered(
    app: Litestar, path: str, headers: list[tuple[bytes, bytes]]
) -> tuple[int, int]:
    """The status, and how often the body was asked for."""
    asked, statuses = 0, []

    async def receive() -> Any:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": LONG, "more_body": False}

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    method = "PUT" if path == "/api/push/subscription" else "POST"
    address = {
        "client": ("203.0.113.9", 1),
        "server": ("alongside.example", 443),
        "scheme": "https",
        "root_path": "",
        "query_string": b"",
    }
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "headers": headers,
    }
    await app(scope | address | {"asgi": {"version": "3.0"}, "state": {}}, receive, send)
    return statuses[0], asked


async def test_twenty_hostile_bodies_at_once_keep_nobody_waiting(
    settings: Settings, clock: Clock
) -> None:
    packed = JSON | {"Content-Encoding": "gzip", "Authorization": f"Bearer {STRANGER}"}
    async with (
        replica(settings, clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=10) as someone,
    ):
        began, spent = time.monotonic(), time.thread_time()
        flood = [
            asyncio.create_task(server.client.post("/api/sync", content=ESCAPES, headers=packed))
            for _ in range(20)
        ]
        answered = 0
        while answered < 20 and not all(task.done() for task in flood):
            assert (await someone.get("/api/health")).status_code == 200
            answered += 1
        spent = time.thread_time() - spent
        assert {(await task).status_code for task in flood} == {401}
    assert spent < 1.5, (spent, time.monotonic() - began)


async def test_a_session_that_has_ended_is_told_so_whatever_the_length_of_its_body(
    phone: Client,
) -> None:
    device = (await phone.get("/api/session")).json()["device"]["id"]
    await phone.post("/api/sign-out")
    for spaces in (0, LIMITS.anonymous_body, LIMITS.sync_body):
        content = json.dumps({"device": device, "sent_at": 0}).encode() + b" " * spaces
        assert (await phone.post("/api/sync", content=content, headers=JSON)).status_code == 401


async def test_a_person_sends_so_many_bytes_a_minute_and_small_ones_always(
    phone: Client, clock: Clock, world: World
) -> None:
    device = (await phone.get("/api/session")).json()["device"]["id"]
    small = {"device": device, "sent_at": 0}
    headers = JSON | {"Content-Encoding": "gzip"}
    statuses = [
        (await phone.post("/api/sync", content=long_text(), headers=JSON)).status_code
        for _ in range(40)
    ]
    assert statuses == [400] * 32 + [429] * 8

    refused = await phone.post("/api/sync", content=ESCAPES, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_bytes")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert (await phone.post("/api/sync", json=small)).status_code == 200
    clock.pass_ms(61_000)
    assert (await phone.post("/api/sync", content=long_text(), headers=JSON)).status_code == 400


def long_text() -> bytes:
    return b'"' + b"a" * (LIMITS.sync_body - 2) + b'"'


async def test_one_persons_bytes_are_not_anothers(
    phone: Client, world: World, new_client: NewClient
) -> None:
    statuses = [
        (await phone.post("/api/sync", content=long_text(), headers=JSON)).status_code
        for _ in range(33)
    ]
    assert statuses[-1] == 429
    other = {"Authorization": f"Bearer {await world.token(world.other)}"}
    assert (
        await new_client().post("/api/sync", content=long_text(), headers=JSON | other)
    ).status_code == 400


def test_bodies_that_are_read_at_once_share_one_minute() -> None:
    spent = BytesAMinute(Clock())
    for _ in range(8):
        spent.take(1, LIMITS.sync_body_inflated)
    with pytest.raises(TooManyBytes):
        spent.take(1, 1)
    spent.take(2, LIMITS.sync_body_inflated)


def test_what_was_taken_and_did_not_come_is_given_back() -> None:
    clock = Clock()
    spent = BytesAMinute(clock)
    spent.take(1, LIMITS.bytes_a_minute)
    spent.give_back(1, 100)
    spent.take(1, 100)
    clock.pass_ms(60_000)
    spent.give_back(1, LIMITS.bytes_a_minute)
    spent.take(1, LIMITS.bytes_a_minute)
    with pytest.raises(TooManyBytes):
        spent.take(1, 1)
