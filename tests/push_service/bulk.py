"""A push service for thousands of messages.

It keeps each as it came, and refuses what real services refuse, as the other one does.

It speaks HTTP/1.1 over plain sockets and nothing to browsers; what it took is decrypted afterwards
with the browsers' keys.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import NamedTuple, cast

from tests.push_service.rules import Refused, check_body, check_headers, check_signature

REASONS = {201: "Created", 400: "Bad Request", 401: "Unauthorized", 413: "Content Too Large"}


class Taken(NamedTuple):
    """`place` counts what came, from 0. `at` is the service's clock, in seconds."""

    place: int
    token: str
    body: bytes
    topic: str
    ttl: int
    urgency: str
    at: float


class Bulk:
    """What came. `clock` in seconds; `key` is what every subscription was made with."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.origin = ""
        self.taken: list[Taken] = []
        self.refused: list[str] = []
        self.key: str | None = None
        self._signed = lru_cache(maxsize=64)(self._check)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer."""
        now = self.clock()
        try:
            check_headers(headers)
            check_body(body)
            self._signed(headers.get("authorization", ""), now // 60)
        except Refused as refused:
            self.refused.append(refused.why)
            return refused.status
        token = path.rpartition("/")[2]
        self.taken.append(
            Taken(
                len(self.taken),
                token,
                body,
                headers["topic"],
                int(headers["ttl"]),
                headers["urgency"],
                now,
            )
        )
        return 201

    def _check(self, authorization: str, minute: float) -> None:
        check_signature(authorization, key=self.key, origin=self.origin, now=minute * 60)


class Line(asyncio.Protocol):
    """One connection from a sender; it may carry any number of messages."""

    def __init__(self, bulk: Bulk) -> None:
        self._bulk = bulk
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            first, *lines = self._held[:end].decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
            }
            after = end + 4 + int(headers["content-length"])
            if len(self._held) < after:
                return
            body, self._held = self._held[end + 4 : after], self._held[after:]
            status = self._bulk.take(first.split(" ")[1], headers, body)
            self._transport.write(
                f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Length: 0\r\n\r\n".encode()
            )


@asynccontextmanager
async def running_bulk(clock: Callable[[], float]) -> AsyncIterator[Bulk]:
    """In this loop, on a free port of this machine."""
    bulk = Bulk(clock)
    server = await asyncio.get_running_loop().create_server(lambda: Line(bulk), "127.0.0.1", 0)
    bulk.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield bulk
