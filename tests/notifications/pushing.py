"""One message, sent to one subscription of a push service under test."""

from contextlib import aclosing
from time import time
from typing import Any

import msgspec

from notifications.push.endpoints import push_hosts
from notifications.push.payload import payload
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import (
    Answer,
    Message,
    Sender,
)
from notifications.queue.push_subscriptions import PushSubscription
from tests.push_service import Browser

ENTRY = "5f1d7a52-6d3e-4e0c-9d8b-2f6a4c1b0e9d"


def subscription(browser: Browser, keys: VapidKeys) -> PushSubscription:
    return PushSubscription(
        1, 1, browser.endpoint, browser.keys["p256dh"], browser.keys["auth"], keys.public
    )


def message(keys: VapidKeys, *, ttl: int = 600) -> Message:
    return Message(payload(ENTRY, "en"), ttl, "normal", keys.topic(1, now()))


def now() -> int:
    return round(time() * 1000)


async def send(
    keys: VapidKeys, origin: str, endpoint: str, browser: Browser, **options: Any
) -> Answer:
    async with aclosing(Sender(keys, push_hosts(origin), **options)) as sender:
        return await sender.send(
            msgspec.structs.replace(subscription(browser, keys), endpoint=endpoint),
            message(keys),
            now(),
        )
