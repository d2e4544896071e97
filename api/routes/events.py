"""`GET /api/events`: server-sent events that say which stream has moved and how far.

They carry nothing else: no word, no name, no person.
"""

import asyncio
from typing import Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Struct

from accounts import Session
from api.auth.sessions import Sessions, token_hash
from api.guard import EVERYONE, admits
from api.live import LiveHub, LiveStream
from database.pokes import Heads

HEADERS = (
    (b"content-type", b"text/event-stream"),
    (b"x-accel-buffering", b"no"),  # nginx would otherwise keep it until it is full
)
RETRY_MS, SPREAD_MS = 2000, 3000
"""Apps that were cut off together come back spread over three seconds."""
STUCK_SECONDS = 30
HEARTBEAT = b":\n\n"


class Poke(Struct, frozen=True):
    """A stream has moved, and its head is this number now.

    A poke moves no cursor: sync where the head was not reached yet.
    """

    stream: int
    head: int


@get("/events", opt=admits(*EVERYONE), include_in_schema=False)
async def events(
    request: Request[Any, Any, Any],
    session: NamedDependency[Session],
    sessions: NamedDependency[Sessions],
    hub: NamedDependency[LiveHub],
) -> ASGIApp:
    """Open the live stream of this session."""
    token = sessions.token_in(dict(request.scope["headers"])) or ""
    return _told(hub, await hub.open(session, token_hash(token)))


def _told(hub: LiveHub, live: LiveStream) -> ASGIApp:
    async def answer(_: Scope, receive: Receive, send: Send) -> None:
        leaving = asyncio.create_task(_leave(hub, live, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _send(send, f"retry: {RETRY_MS + live.device * 7919 % SPREAD_MS}\n\n".encode())
            while not live.ended:
                await live.wake.wait()
                live.wake.clear()
                # A slow reader is waited for here, with no words in hand that rights could outrun
                await _send(send, b"")
                if words := _words(hub.take(live), beats=live.beats):
                    live.beats = False
                    await _send(send, words)
            await _send(send, b"", more=False)
        except TimeoutError:
            # It reads nothing any more, so there is no way left to tell it that this is the end
            pass
        finally:
            hub.leave(live)
            leaving.cancel()
            await asyncio.wait({leaving})

    return answer


def _words(heads: Heads, *, beats: bool) -> bytes:
    told = [
        b"data: %b\n\n" % msgspec.json.encode(Poke(stream, head)) for stream, head in heads.items()
    ]
    return b"".join(told) or (HEARTBEAT if beats else b"")


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(STUCK_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _leave(hub: LiveHub, live: LiveStream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    hub.leave(live)


ROUTES = [events]
