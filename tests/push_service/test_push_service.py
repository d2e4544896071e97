"""The push service of the tests is itself held to what real ones do.

Otherwise the sender's tests would prove nothing.
"""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from notifications.push.encryption import body_for
from notifications.push.vapid import VapidKeys, from_base64url
from notifications.queue.push_subscriptions import PushSubscription
from tests.push_service import Browser, PushService, running

MESSAGE = b"an opaque message"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with running() as service:
        yield service


@pytest.fixture
def keys(tmp_path: Path) -> VapidKeys:
    return VapidKeys.load_or_create(tmp_path, "mailto:push@example.org")


def body(browser: Browser) -> bytes:
    return body_for(
        PushSubscription(1, 1, browser.endpoint, browser.keys["p256dh"], browser.keys["auth"], ""),
        MESSAGE,
    )


async def post(
    service: PushService,
    keys: VapidKeys,
    browser: Browser,
    changes: Mapping[str, str | None] | None = None,
    content: bytes | None = None,
) -> int:
    """Sends a message that is right in everything but these headers; None leaves one out.

    The status.
    """
    headers: dict[str, str | None] = {
        "authorization": keys.authorization(service.origin, round(time() * 1000)),
        "content-encoding": "aes128gcm",
        "ttl": "60",
    }
    headers |= changes or {}
    sent = {name: value for name, value in headers.items() if value is not None}
    async with httpx.AsyncClient() as client:
        return (
            await client.post(
                browser.endpoint,
                content=body(browser) if content is None else content,
                headers=sent,
            )
        ).status_code


class Firefox:
    """What Firefox says to its push service, for one subscription."""

    def __init__(self, service: PushService, socket: ClientConnection) -> None:
        self.service = service
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(await self.socket.recv())
        return heard

    async def hello(self, user_agent: str = "") -> str:
        await self.say(messageType="hello", uaid=user_agent, use_webpush=True)
        return str((await self.hear())["uaid"])

    async def subscribe(self, key: str) -> Browser:
        await self.say(messageType="register", channelID="a-channel", key=key)
        endpoint = (await self.hear())["pushEndpoint"]
        return Browser(endpoint.rpartition("/")[2], endpoint)


def firefox(service: PushService) -> "connect":
    return connect(
        service.origin.replace("http", "ws") + "/ws",
        subprotocols=[Subprotocol("push-notification")],
    )


async def test_a_message_reaches_a_browser_that_is_there_and_is_kept_until_acknowledged(
    service: PushService, keys: VapidKeys
) -> None:
    async with firefox(service) as socket:
        assert socket.subprotocol == "push-notification"
        fox = Firefox(service, socket)
        name = await fox.hello()
        browser = await fox.subscribe(keys.public)
        assert await post(service, keys, browser) == 201
        heard = await fox.hear()
        assert heard["headers"] == {"encoding": "aes128gcm"}
        assert browser.decrypt(from_base64url(heard["data"])) == MESSAGE
        assert len(service.mailboxes.waiting[name]) == 1
        await fox.say(
            messageType="ack",
            updates=[{"channelID": heard["channelID"], "version": heard["version"], "code": 100}],
        )
        await fox.say(messageType="ping")
        assert await fox.hear() == {}
        assert service.mailboxes.waiting[name] == []


async def test_a_browser_that_was_away_gets_what_waited(
    service: PushService, keys: VapidKeys
) -> None:
    async with firefox(service) as socket:
        fox = Firefox(service, socket)
        name = await fox.hello()
        browser = await fox.subscribe(keys.public)
    assert await post(service, keys, browser) == 201
    async with firefox(service) as socket:
        fox = Firefox(service, socket)
        assert await fox.hello(name) == name
        assert browser.decrypt(from_base64url((await fox.hear())["data"])) == MESSAGE


async def waiting_after(
    service: PushService, keys: VapidKeys, messages: list[dict[str, str]], seconds: float = 0
) -> int:
    """How many of these messages a browser that is away finds waiting, so much later."""
    browser = service.subscribe(keys.public)
    for message in messages:
        assert await post(service, keys, browser, message) == 201
    clock = service.mailboxes.clock
    service.mailboxes.clock = lambda: clock() + seconds
    heard: list[dict[str, Any]] = []

    async def deliver(notification: dict[str, Any]) -> None:
        heard.append(notification)

    await service.mailboxes.arrive("browser-0", deliver)
    return len(heard)


async def test_a_newer_message_of_a_topic_takes_the_place_of_one_that_waits(
    service: PushService, keys: VapidKeys
) -> None:
    assert (
        await waiting_after(service, keys, [{"topic": "a"}, {"topic": "a"}, {"topic": "b"}, {}])
        == 3
    )


async def test_a_message_is_not_kept_for_longer_than_its_ttl(
    service: PushService, keys: VapidKeys
) -> None:
    assert (
        await waiting_after(
            service, keys, [{"ttl": "60"}, {"ttl": "120"}, {"ttl": "0"}], seconds=90
        )
        == 1
    )


async def test_after_unsubscribing_it_is_gone(service: PushService, keys: VapidKeys) -> None:
    async with firefox(service) as socket:
        fox = Firefox(service, socket)
        await fox.hello()
        browser = await fox.subscribe(keys.public)
        await fox.say(messageType="unregister", channelID="a-channel")
        await fox.hear()
        assert await post(service, keys, browser) == 410


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"ttl": None}, 400),
        ({"ttl": "-1"}, 400),
        ({"ttl": "soon"}, 400),
        ({"urgency": "now"}, 400),
        ({"topic": "x" * 33}, 400),
        ({"topic": "a b"}, 400),
        ({"content-encoding": None}, 400),
        ({"content-encoding": "aesgcm"}, 400),
        ({"authorization": None}, 401),
        ({"authorization": "vapid t=a.b.c"}, 401),
    ],
)
async def test_what_real_services_refuse(
    service: PushService, keys: VapidKeys, changes: dict[str, str | None], status: int
) -> None:
    browser = service.subscribe(keys.public)
    assert await post(service, keys, browser, changes) == status
    assert service.received(browser) == []


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (b"in the clear", 400), (b"x" * 4097, 413)]
)
async def test_bodies_that_are_no_message(
    service: PushService, keys: VapidKeys, content: bytes, status: int
) -> None:
    assert await post(service, keys, service.subscribe(keys.public), content=content) == status


@pytest.mark.parametrize(
    ("origin", "offset"),
    [("https://push.example.org", 0), (None, -13 * 3_600_000), (None, 13 * 3_600_000)],
)
async def test_a_signature_for_another_service_or_another_time(
    service: PushService, keys: VapidKeys, origin: str | None, offset: int
) -> None:
    header = keys.authorization(origin or service.origin, round(time() * 1000) + offset)
    assert (
        await post(service, keys, service.subscribe(keys.public), {"authorization": header}) == 401
    )


async def test_a_signature_by_another_key(
    service: PushService, keys: VapidKeys, tmp_path: Path
) -> None:
    other = VapidKeys.load_or_create(tmp_path / "other", "mailto:push@example.org")
    browser = service.subscribe(keys.public)
    assert await post(service, other, browser) == 401
    stolen_name = other.authorization(service.origin, round(time() * 1000)).replace(
        other.public, keys.public
    )
    assert await post(service, keys, browser, {"authorization": stolen_name}) == 401


async def test_answers_are_scripted_over_http_and_the_log_says_what_came(
    service: PushService, keys: VapidKeys
) -> None:
    browser = service.subscribe(keys.public)
    async with httpx.AsyncClient(base_url=service.origin) as client:
        answers = [{"status": 503, "headers": {"Retry-After": "3"}}]
        assert (
            await client.post("/_answers", json={"token": browser.token, "answers": answers})
        ).status_code == 204
        assert [await post(service, keys, browser) for _ in range(2)] == [503, 201]
        log = (await client.get("/_log")).json()
    assert [(message["status"], message["ttl"]) for message in log["messages"]] == [
        (503, 60),
        (201, 60),
    ]
    assert [channel["token"] for channel in log["channels"]] == [browser.token]
