"""`POST /api/sync`: a plain ASGI route, since it carries nearly all traffic and needs nothing of the framework's (measured: half the time).

`api/contract.py` describes it by hand.
"""

import asyncio
import zlib

from litestar import asgi
from litestar.exceptions import MethodNotAllowedException
from litestar.types import HTTPScope, Receive, Send

from api.door import EVERYONE, admits
from storage.people import Session
from sync.exchange import Caller, exchange

WORTH_PACKING = 1400
"""What fits in one network packet gains nothing."""
LARGE = 64 * 1024
"""Packing more than this would hold up other requests for over a millisecond."""


@asgi("/sync", opt=admits(*EVERYONE), copy_scope=False)
async def sync(scope: HTTPScope, receive: Receive, send: Send) -> None:
    if scope["method"] != "POST":
        raise MethodNotAllowedException
    session: Session = scope["auth"]
    state = scope["litestar_app"].state
    request = await receive()
    assert request["type"] == "http.request", "the door has read it"
    caller = Caller(session.person, session.person_uuid, session.program, session.device)
    answer = await exchange(state.database, caller, request["body"], now=state.clock())
    headers = [(b"content-type", b"application/json")]
    if len(answer) > WORTH_PACKING and _reads_gzip(scope):
        answer = await asyncio.to_thread(_packed, answer) if len(answer) > LARGE else _packed(answer)
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(answer)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer, "more_body": False})


def _reads_gzip(scope: HTTPScope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _packed(answer: bytes) -> bytes:
    return zlib.compress(answer, level=1, wbits=31)


ROUTES = [sync]
