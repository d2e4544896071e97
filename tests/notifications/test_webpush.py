"""The sender, against a push service that checks what real ones check.

Also against services that mean harm (security: E2, E3, E4).
"""

import socket
from contextlib import aclosing
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import BadInput
from notifications.push.endpoints import push_hosts
from notifications.push.key_files import rotate_key
from notifications.push.payload import payload
from notifications.push.subscriptions import checked_subscription
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import (
    OUR_FAULT,
    Answer,
    PublicAddresses,
    Sender,
)
from tests.notifications.hostile import HOSTILE_ENDPOINTS
from tests.notifications.pushing import ENTRY, message, now, send, subscription
from tests.push_service import Browser, PushService, ScriptedAnswer


async def test_what_arrives_is_signed_encrypted_for_one_browser_and_says_only_the_sentence(
    service: PushService, keys: VapidKeys
) -> None:
    browser = service.subscribe(keys.public)
    answer = await send(keys, service.origin, browser.endpoint, browser)
    assert answer == Answer(201)
    assert service.received(browser) == [payload(ENTRY, "en")]
    [sent] = service.mailboxes.messages
    assert (sent.ttl, sent.urgency, len(sent.topic or "")) == (600, "normal", 32)
    assert ENTRY.encode() not in sent.body


async def test_all_messages_have_one_length_on_the_wire(
    service: PushService, keys: VapidKeys
) -> None:
    browser = service.subscribe(keys.public)
    async with aclosing(Sender(keys, push_hosts(service.origin))) as sender:
        for number, language in enumerate(("en", "es", "en")):
            entry = f"00000000-0000-4000-8000-{number:012}"
            sent = message(keys)._replace(data=payload(entry, language))
            assert (await sender.send(subscription(browser, keys), sent, now())).status == 201
    assert len({len(sent.body) for sent in service.mailboxes.messages}) == 1


async def test_another_key_than_the_one_subscribed_with_is_refused_by_the_service(
    service: PushService, keys: VapidKeys, tmp_path: Path
) -> None:
    other = VapidKeys.load_or_create(tmp_path / "other", "mailto:push@example.org")
    browser = service.subscribe(other.public)
    assert (await send(keys, service.origin, browser.endpoint, browser)).status == 401


async def test_a_subscription_that_ended_answers_gone(
    service: PushService, keys: VapidKeys
) -> None:
    browser = service.subscribe(keys.public)
    service.mailboxes.channels.clear()
    assert (await send(keys, service.origin, browser.endpoint, browser)).status == 410


async def test_a_busy_service_says_when(service: PushService, keys: VapidKeys) -> None:
    browser = service.subscribe(keys.public)
    service.mailboxes.script([ScriptedAnswer(429, {"Retry-After": "17"})])
    assert await send(keys, service.origin, browser.endpoint, browser) == Answer(429, "17")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(
    service: PushService, keys: VapidKeys, status: int
) -> None:
    browser, inside = service.subscribe(keys.public), service.subscribe(keys.public)
    service.mailboxes.script([ScriptedAnswer(status, {"Location": inside.endpoint})], browser.token)
    assert (await send(keys, service.origin, browser.endpoint, browser)).status == status
    assert [sent.token for sent in service.mailboxes.messages] == [browser.token]


async def test_each_subscription_is_signed_for_by_the_key_it_was_made_with(
    service: PushService, keys: VapidKeys
) -> None:
    old = subscription(service.subscribe(keys.public), keys)
    assert rotate_key(keys.folder)
    keys.refresh()
    new = subscription(service.subscribe(keys.public), keys)
    async with aclosing(Sender(keys, push_hosts(service.origin))) as sender:
        assert [(await sender.send(one, message(keys), now())).status for one in (old, new)] == [
            201,
            201,
        ]


async def test_what_no_key_here_can_sign_for_is_not_sent(
    service: PushService, keys: VapidKeys, tmp_path: Path
) -> None:
    other = VapidKeys.load_or_create(tmp_path / "other", "mailto:push@example.org")
    async with aclosing(Sender(keys, push_hosts(service.origin))) as sender:
        answer = await sender.send(
            subscription(service.subscribe(other.public), other), message(keys), now()
        )
    assert answer == Answer(None, refused=True)
    assert service.mailboxes.messages == []


@pytest.mark.parametrize("status", OUR_FAULT)
async def test_whoever_runs_the_program_is_told_once_of_a_refusal_and_not_of_the_address(
    service: PushService, keys: VapidKeys, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    browser = service.subscribe(keys.public)
    service.mailboxes.script([ScriptedAnswer(status)] * 3)
    async with aclosing(Sender(keys, push_hosts(service.origin))) as sender:
        for _ in range(3):
            await sender.send(subscription(browser, keys), message(keys), now())
    [told] = [
        record.getMessage()
        for record in caplog.records
        if record.name == "notifications.push.webpush"
    ]
    assert str(status) in told
    assert browser.token not in told


@pytest.mark.parametrize("endpoint", HOSTILE_ENDPOINTS.values(), ids=HOSTILE_ENDPOINTS.keys())
async def test_hostile_addresses_are_refused_when_handed_over_and_at_the_send(
    keys: VapidKeys, endpoint: str
) -> None:
    browser = Browser("x", endpoint)
    with pytest.raises(BadInput):
        checked_subscription(endpoint, browser.keys, push_hosts())
    async with aclosing(Sender(keys, push_hosts(), resolver=NoLookups())) as sender:
        assert await sender.send(subscription(browser, keys), message(keys), now()) == Answer(
            None, refused=True
        )


async def test_a_known_name_with_an_inside_address_is_not_connected_to(
    service: PushService, keys: VapidKeys
) -> None:
    resolver = Lies(["127.0.0.1"])
    browser = Browser("x", "https://fcm.googleapis.com/x")
    assert await send(keys, "", browser.endpoint, browser, resolver=resolver) == Answer(None)
    assert resolver.asked == ["fcm.googleapis.com"]


@pytest.mark.parametrize("address", ["127.0.0.1", "fec0::1", "3fff::1", "not an address"])
async def test_addresses_that_are_not_public(address: str) -> None:
    with pytest.raises(OSError, match="not public"):
        await PublicAddresses(Lies(["93.184.216.34", address]), frozenset()).resolve(
            "fcm.googleapis.com", 443
        )


class Lies(AbstractResolver):
    """A name server of the attacker's."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        pass


class NoLookups(Lies):
    def __init__(self) -> None:
        super().__init__([])

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise AssertionError("a refused address was looked up")
