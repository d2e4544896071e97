"""HTTP/1.1 on top of uvicorn's protocol, with a bound on everything that it would wait for.

Decision 0031.

| what is waited for | bound | else |
|---|---|---|
| a request's head | 16 kB, 20 s from the connection or from its first byte | 431, or the end |
| what frames a body: chunks' names, trailers | 16 kB between two pieces | the end |
| a body | its route says; what follows an answer that came early, 120 s | the end |
| answers to requests that were sent ahead | 16 | the end |
| somebody who reads nothing of an answer | 120 s | the end |

A request of HTTP/1.1 names one host (RFC 9112, section 3.2), or is answered with 400.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from api.connections import ConnectionLimiter
from api.problems import HeadTooLarge
from api.refusal import Refusal, refusal
from api.write_coalescing import CoalescingProtocol
from domain.errors import BadInput, NotReady

MOST_HEAD = 16 * 1024
HEAD_SECONDS = 20.0
"""A phone whose packets were lost three times still gets its head through."""
SLOW_SECONDS = 120.0
"""As long as a body may take (`api.body.BODY_SECONDS`), on the slowest of networks."""
SENT_AHEAD = 16

HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=%:\[\]-]*")

ONE_HOST = refusal(BadInput("A request names one host.", where="host"))
NOT_HTTP = refusal(BadInput("This is not HTTP/1.1."))
LARGE_HEAD = refusal(
    HeadTooLarge(f"The head of a request has at most {MOST_HEAD} bytes.", where="headers")
)
CROWDED = refusal(
    NotReady("There are too many connections. Close some, or wait a while.", retry_after=60)
)


class Deadline:
    """A timer that acts where what is waited for has not come in time."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, seconds: float, act: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._act = act
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Start the timer, unless it runs already."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._act)

    def met(self) -> None:
        """Stop the timer: what was waited for has come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class NoTrailers(list[tuple[bytes, bytes]]):
    """A list that takes no trailers.

    What comes after a body is no header of the request: a reader would trust it and keep it.
    """

    def append(self, _: tuple[bytes, bytes]) -> None:
        """Drop the trailer."""


NO_TRAILERS = NoTrailers()


class BoundedHttp(CoalescingProtocol):
    """One connection, with its deadlines and its limits.

    `_framing` counts the bytes since the parser last gave anything: those of a head, or those
    around a body's pieces.
    """

    def __init__(self, *given: Any, connections: ConnectionLimiter, **named: Any) -> None:
        super().__init__(*given, **named)
        self._connections = connections
        self._head = Deadline(self.loop, HEAD_SECONDS, self.give_way)
        self._rest = Deadline(self.loop, SLOW_SECONDS, self.give_way)
        self._reading = Deadline(self.loop, SLOW_SECONDS, self.give_way)
        self._in_body = False
        self._framing = 0
        self._host: bytes | None = None

    def give_way(self) -> None:
        """End the connection at once, whatever is under way."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the connection and start the time for its first head, or refuse it."""
        super().connection_made(transport)
        if self._connections.admit(self, self.client[0] if self.client else ""):
            self._head.begin()
        else:
            self._refuse(CROWDED)

    def connection_lost(self, exc: Exception | None) -> None:
        """Free the connection's place and stop its timers."""
        super().connection_lost(exc)
        self._connections.leave(self)
        for deadline in (self._head, self._rest, self._reading):
            deadline.met()

    def data_received(self, data: bytes) -> None:
        """Feed a head in pieces that fit, so that the parser never holds more than one."""
        self._unset_keepalive_if_required()
        while len(data) > (room := MOST_HEAD - self._framing) and not self._in_body:
            self._feed(data[:room])
            data = data[room:]
            if self.transport.is_closing():
                return
        self._feed(data)

    def _feed(self, part: bytes) -> None:
        self._framing += len(part)
        try:
            self.parser.feed_data(part)
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False  # what follows would not be HTTP
        except httptools.HttpParserError:
            self._refuse(NOT_HTTP)
        if self._framing >= MOST_HEAD:
            self._refuse(LARGE_HEAD)
        elif self._framing and not self._in_body:
            self._head.begin()

    def _refuse(self, answer: Refusal) -> None:
        """Say why where nobody could take it for the answer to another request."""
        if not self.transport.is_closing():
            # With an answer still open, the client would take these bytes for the rest of it.
            if self._is_free():
                self.transport.write(answer.written())
            self.transport.close()

    def _is_free(self) -> bool:
        """Return whether no request waits for its answer."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def on_message_begin(self) -> None:
        """Count the head from its first byte."""
        super().on_message_begin()
        self._framing = max(self._framing, 1)

    def on_headers_complete(self) -> None:
        """Route the request, or a refusal where it names no single host."""
        self._in_body, self._framing = True, 0
        self._head.met()
        self._connections.works(self)
        self.app = self.config.loaded_app if self._names_one_host() else cast(Any, ONE_HOST)
        super().on_headers_complete()
        # uvicorn would append the trailers of a chunked body to this very list.
        self.headers = NO_TRAILERS
        if len(self.pipeline) > SENT_AHEAD:
            self.give_way()

    def _names_one_host(self) -> bool:
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) != 1:
            # HTTP/1.0 may leave the host out; 1.1 may not, and two hosts are how one proxy is made
            # to route for another.
            return not hosts and self.parser.get_http_version() == "1.0"
        return hosts[0] == self._host or self._is_host(hosts[0])

    def _is_host(self, host: bytes) -> bool:
        """Return whether the name can be a host's.

        The last good one is kept, since a connection names the same host again and again.
        """
        if HOST.fullmatch(host) is None:
            return False
        self._host = host
        return True

    def on_body(self, body: bytes) -> None:
        """Reset the framing count: the parser gave a piece."""
        super().on_body(body)
        self._framing = 0

    def on_message_complete(self) -> None:
        """Note that the request has ended, and that the connection waits if it is answered."""
        super().on_message_complete()
        self._in_body, self._framing = False, 0
        self._rest.met()
        if self.cycle.response_complete:
            self._connections.waits(self)

    def on_response_complete(self) -> None:
        """Give a client that was answered early some time to send the rest, which is ignored."""
        super().on_response_complete()
        if self._in_body and self.cycle.response_complete:
            self._unset_keepalive_if_required()
            self._rest.begin()
        elif self.cycle.response_complete:
            self._connections.waits(self)

    def pause_writing(self) -> None:
        """Start the time for a client that reads nothing of its answer."""
        super().pause_writing()
        self._reading.begin()

    def resume_writing(self) -> None:
        """Stop that time: the client reads again."""
        super().resume_writing()
        self._reading.met()
