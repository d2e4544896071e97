"""Signs (RFC 8292) and posts pushes (RFC 8030), guarded; pywebpush encrypts (RFC 8291).

The senders of `pywebpush` follow redirects into the inside network, wait without end and sign for
every message. Instants are milliseconds since 1970 UTC.
"""

import asyncio
import logging
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import BadInput
from notifications.push.encryption import body_for
from notifications.push.endpoints import PushHosts, Target
from notifications.push.public_addresses import is_public
from notifications.push.vapid import VapidKeys
from notifications.queue.push_subscriptions import PushSubscription

log = logging.getLogger(__name__)

TOTAL_SECONDS = 20.0
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
LARGEST_ANSWER = 4096
"""Of an answer only its status counts; more than this many bytes are not read."""
AT_ONCE = 512
AT_ONCE_PER_HOST = 64
"""Much less than all: push services that hang leave room for the others."""
MOST_SILENCES = 16
REST = 30_000
"""Milliseconds.

A push service that has left so many posts in a row without an answer is left alone for so long, or
a batch of them would outlast its lease, and what was sent would be in doubt.
"""
MOST_SERVICES = 256
OUR_FAULT = (400, 401, 403, 413)


class Message(NamedTuple):
    """What is to be pushed.

    `topic`: at most 32 characters of base64url; an undelivered message gives way to a newer one of
    the same topic.
    """

    data: bytes
    ttl: int
    urgency: str
    topic: str


class Letter(NamedTuple):
    """A message ready to be posted: its checked target, encrypted and signed."""

    target: Target
    body: bytes
    headers: Mapping[str, str]


class Answer(NamedTuple):
    """What a push service answered; without a status it did not.

    `refused`: nothing was sent, by our own guard.
    """

    status: int | None
    retry_after: str | None = None
    refused: bool = False


class PublicAddresses(AbstractResolver):
    """A resolver that gives out public addresses only.

    The address that was checked is the one that is connected to, so a second DNS answer changes
    nothing.
    """

    def __init__(self, resolver: AbstractResolver, named: frozenset[str]) -> None:
        self._resolver = resolver
        self._named = named

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises OSError where one of them is not public, unless the operator named the host.
        """
        found = await self._resolver.resolve(host, port, family)
        if host not in self._named and not all(is_public(address["host"]) for address in found):
            raise OSError("a push service with an address that is not public")
        return found

    async def close(self) -> None:
        """Close the resolver behind it."""
        await self._resolver.close()


class Service:
    """One push service as this sender knows it.

    How many posts to it are under way, and whether it answers.
    """

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(AT_ONCE_PER_HOST)
        self.told: set[int] = set()
        self._silences = 0
        self._rests_until = 0

    def rests(self, now: int) -> bool:
        """Return whether it is left alone now, since it did not answer for long."""
        return now < self._rests_until

    def heard(self, answer: Answer, now: int) -> None:
        """Count an answer, or that there was none."""
        self._silences = self._silences + 1 if answer.status is None else 0
        if self._silences >= MOST_SILENCES:
            self._silences, self._rests_until = 0, now + REST


class Sender:
    """Posts to push services.

    One per worker; it connects at its first send, in the loop that sends.
    """

    def __init__(
        self,
        keys: VapidKeys,
        hosts: PushHosts,
        *,
        resolver: AbstractResolver | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._keys = keys
        self._hosts = hosts
        self._resolver = resolver
        self._timeout = aiohttp.ClientTimeout(
            total=total_seconds,
            connect=CONNECT_SECONDS,
            sock_connect=CONNECT_SECONDS,
            sock_read=READ_SECONDS,
        )
        self._session: aiohttp.ClientSession | None = None
        self._services: dict[str, Service] = {}

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, subscription: PushSubscription, message: Message, now: int) -> Answer:
        """Send one push, once.

        Never raises for what a subscription holds or a push service does.
        """
        letter = self.sealed(subscription, message, now)
        return await self.post(letter, now) if letter else Answer(None, refused=True)

    def sealed(self, subscription: PushSubscription, message: Message, now: int) -> Letter | None:
        """Return what is to be posted, encrypted and signed; None where our own guard refuses it.

        It waits for nothing but the processor.
        """
        try:
            target = self._hosts.target(subscription.endpoint)
            body = body_for(subscription, message.data)
            signature = self._keys.authorization(target.origin, now, subscription.vapid_key)
        except (BadInput, ValueError, KeyError):
            return None
        headers = {
            "Authorization": signature,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }
        return Letter(target, body, headers)

    async def post(self, letter: Letter, now: int) -> Answer:
        """Post a letter once, when its push service has room.

        Never raises for what a push service does.
        """
        service = self._service(letter.target.origin)
        async with service.turns:
            if service.rests(now):
                return Answer(None)
            answer = await self._post(letter)
        service.heard(answer, now)
        if answer.status in OUR_FAULT:
            _tell(service, letter.target.origin, answer.status)
        return answer

    def _service(self, origin: str) -> Service:
        service = self._services.get(origin)
        if service is None:
            if len(self._services) >= MOST_SERVICES:
                # The oldest goes: under an allowed suffix an attacker could name hosts without end.
                self._services.pop(next(iter(self._services)))
            service = self._services[origin] = Service()
        return service

    async def _post(self, letter: Letter) -> Answer:
        if self._session is None:
            self._session = self._open()
        try:
            async with self._session.post(
                # A redirect would be followed to an address that nobody checked.
                _url(letter.target),
                data=letter.body,
                headers=letter.headers,
                allow_redirects=False,
            ) as response:
                answer = Answer(response.status, response.headers.get("Retry-After"))
                # The status is known; a body that does not come, or does not end, costs the
                # connection and no more.
                with suppress(TimeoutError, aiohttp.ClientError):
                    await response.content.read(LARGEST_ANSWER)
                return answer
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
            return Answer(None)

    def _open(self) -> aiohttp.ClientSession:
        named = frozenset(urlsplit(origin).hostname or "" for origin in self._hosts.origins)
        resolver = PublicAddresses(self._resolver or aiohttp.ThreadedResolver(), named)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, limit=AT_ONCE),
            timeout=self._timeout,
            # A cookie would let a push service link the phones of one program.
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={"User-Agent": "alongside"},
            skip_auto_headers=("Accept", "Accept-Encoding"),
        )


def _tell(service: Service, origin: str, status: int) -> None:
    """Log a refusal once per service and status: the operator has to act.

    Of the address only the service's name is logged.
    """
    if status not in service.told:
        service.told.add(status)
        log.error("the push service %s refuses what is sent to it with %d", origin, status)


def _url(target: Target) -> Any:
    # As it was checked: nothing is decoded, encoded or normalised on the way.
    from yarl import URL

    return URL(target.endpoint, encoded=True)
