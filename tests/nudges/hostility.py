"""Every address that means harm, handed over as a browser does.

It is given to the sender too, as if it had got into the database.
"""

import socket
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import BadInput
from notifications.push.endpoints import push_hosts
from notifications.push.subscriptions import checked_subscription
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import Answer, Message, Sender
from notifications.queue.push_subscriptions import PushSubscription
from tests.notifications.hostile import HOSTILE_ENDPOINTS, HOSTILE_TO_A_NAMED_ORIGIN
from tests.push_service import Browser

MESSAGE = Message(b"x" * 512, 60, "normal", "x" * 32)
NOW = 1_780_000_000_000


class NoLookups(AbstractResolver):
    """Whoever is asked of it has been let in."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise AssertionError(f"looked up: {host}")

    async def close(self) -> None:
        pass


def addresses() -> Iterator[tuple[str, str]]:
    """Each with the setting of allowed push services under which it is tried."""
    for endpoint in HOSTILE_ENDPOINTS.values():
        yield endpoint, ""
    for endpoint in HOSTILE_TO_A_NAMED_ORIGIN.values():
        yield endpoint, "http://127.0.0.1:9010"


async def accepted(endpoint: str, setting: str, folder: Path) -> list[str]:
    """At which of the two doors it was let in."""
    hosts, browser = push_hosts(setting), Browser("x", endpoint)
    keys = VapidKeys.load_or_create(folder, "mailto:push@example.org")
    let_in = []
    try:
        checked_subscription(endpoint, browser.keys, hosts)
        let_in.append(f"at subscribe: {endpoint!r}")
    except BadInput:
        pass
    subscription = PushSubscription(
        1, 1, endpoint, browser.keys["p256dh"], browser.keys["auth"], keys.public
    )
    async with aclosing(Sender(keys, hosts, resolver=NoLookups())) as sender:
        try:
            refused = await sender.send(subscription, MESSAGE, NOW) == Answer(None, refused=True)
        except AssertionError:
            refused = False
    return let_in if refused else [*let_in, f"at send: {endpoint!r}"]
