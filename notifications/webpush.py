"""The sender: encrypts for one browser (RFC 8291), signs for its push service (RFC 8292) and posts, guarded (RFC 8030).

`pywebpush` does the cryptography alone. Its own senders follow redirects into the inside network, wait without end and sign for
every message. Instants are milliseconds since 1970 UTC.
"""

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import BadInput
from notifications.endpoints import PushHosts, Target
from notifications.vapid import VapidKeys
from storage.push_subscriptions import PushSubscription

TOTAL_SECONDS = 20.0
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
LARGEST_ANSWER = 4096
"""Of an answer only its status counts; more than this many bytes are not read."""
AT_ONCE = 128
AT_ONCE_PER_HOST = 64

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Message(NamedTuple):
    """`topic`: at most 32 characters of base64url; an undelivered message gives way to a newer one of the same topic."""

    data: bytes
    ttl: int
    urgency: str
    topic: str


class Answer(NamedTuple):
    """What a push service answered; without a status it did not. `refused`: nothing was sent, by our own guard."""

    status: int | None
    retry_after: str | None = None
    refused: bool = False


class PublicAddresses(AbstractResolver):
    """Gives out public addresses only, and to no one else: what was checked is what is connected to."""

    def __init__(self, resolver: AbstractResolver, named: frozenset[str]) -> None:
        self._resolver = resolver
        self._named = named

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if host not in self._named and not all(is_public(address["host"]) for address in found):
            raise OSError("a push service with an address that is not public")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Whether an address is of the open internet, seen through the ways to write an IPv4 address as IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Sender:
    """Posts to push services. One per worker; it connects at its first send, in the loop that sends."""

    def __init__(
        self, keys: VapidKeys, hosts: PushHosts, *, resolver: AbstractResolver | None = None, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self._keys = keys
        self._hosts = hosts
        self._resolver = resolver
        self._timeout = aiohttp.ClientTimeout(
            total=total_seconds, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
        )
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, subscription: PushSubscription, message: Message, now: int) -> Answer:
        """One push, once. Never raises for what a subscription holds or a push service does."""
        try:
            target = self._hosts.target(subscription.endpoint)
            body = encrypted(subscription, message.data)
        except (BadInput, ValueError):
            return Answer(None, refused=True)
        headers = {
            "Authorization": self._keys.authorization(target.origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }
        return await self._post(target, body, headers)

    async def _post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._session is None:
            self._session = self._open()
        try:
            async with self._session.post(_url(target), data=body, headers=headers, allow_redirects=False) as response:
                answer = Answer(response.status, response.headers.get("Retry-After"))
                # The status is known; a body that does not come, or does not end, costs the connection and no more.
                with suppress(TimeoutError, aiohttp.ClientError):
                    await response.content.read(LARGEST_ANSWER)
                return answer
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
            return Answer(None)

    def _open(self) -> aiohttp.ClientSession:
        named = frozenset(urlsplit(origin).hostname or "" for origin in self._hosts.origins)
        resolver = PublicAddresses(self._resolver or aiohttp.ThreadedResolver(), named)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, limit=AT_ONCE, limit_per_host=AT_ONCE_PER_HOST),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={"User-Agent": "alongside"},
        )


def encrypted(subscription: PushSubscription, data: bytes) -> bytes:
    """The message for this browser alone. Raises ValueError where its keys are none."""
    # Imported at the first send: it brings a second HTTP client with it, which is never used.
    from http_ece import ECEException
    from pywebpush import WebPusher, WebPushException

    keys: dict[str, Any] = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        body: bytes = WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(data)["body"]
    except (WebPushException, ECEException, TypeError, IndexError) as error:
        raise ValueError("keys that cannot be encrypted for") from error
    return body


def _url(target: Target) -> Any:
    # As it was checked: nothing is decoded, encoded or normalised on the way.
    from yarl import URL

    return URL(target.endpoint, encoded=True)
