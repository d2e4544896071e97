"""`POST /api/sync`: nearly all of the traffic, so it bypasses the framework (decision 0026).

It asks the database once. What every other route passes, it passes too: origin, body limits,
session, headers on the answer, and the one shape of a problem. `cli/contract.py` describes it by
hand.
"""

import asyncio
import zlib

from litestar import asgi
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import HTTPScope, Receive, Send

from api.body_guard import BodyGuard
from api.guard import EVERYONE, admits
from api.headers import SecurityHeaders
from api.problems import PROBLEM_TYPE, encoded_problem
from api.settings import Settings
from database.clock import Clock
from database.database import Database
from sync.exchange import exchange

PATH = "/api/sync"
WORTH_PACKING = 1400
"""What fits in one network packet gains nothing."""
LARGE = 64 * 1024
"""Packing more than this would hold up other requests for over a millisecond."""

Headers = list[tuple[bytes, bytes]]


class Sync:
    """The route as an application of its own.

    `cli.app.Application` hands its requests over before the framework sees them.
    """

    def __init__(
        self, settings: Settings, database: Database, bodies: BodyGuard, clock: Clock
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        self._always = SecurityHeaders(settings).on_data

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        try:
            status = 200
            headers, body = await self._answer(scope, receive)
        # As the framework does: whatever goes wrong is answered as a problem.
        except Exception as error:  # noqa: BLE001
            status, retry, body = encoded_problem(error, "POST", PATH)
            headers = [(b"content-type", PROBLEM_TYPE), *retry]
        headers = [*headers, (b"content-length", str(len(body)).encode()), *self._always]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _answer(self, scope: HTTPScope, receive: Receive) -> tuple[Headers, bytes]:
        sent = dict(scope["headers"])
        sender, body = await self._bodies.of_session(receive, sent, sync=True)
        answer = await exchange(self._database, sender, body, now=self._clock())
        headers = [(b"content-type", b"application/json")]
        if (cookie := await sender.roll()) is not None:
            headers.append((b"set-cookie", cookie.encode()))
        if len(answer) > WORTH_PACKING and b"gzip" in sent.get(b"accept-encoding", b""):
            answer = (
                await asyncio.to_thread(_packed, answer) if len(answer) > LARGE else _packed(answer)
            )
            headers.append((b"content-encoding", b"gzip"))
        return headers, answer


def _packed(answer: bytes) -> bytes:
    return zlib.compress(answer, level=1, wbits=31)


@asgi("/sync", opt=admits(*EVERYONE), copy_scope=False)
async def sync(scope: HTTPScope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Refuse what is left of the address for the framework: other methods and spellings."""
    raise NotFoundException if scope["method"] == "POST" else MethodNotAllowedException


ROUTES = [sync]
