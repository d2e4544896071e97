"""What every request passes before its handler: origin, body, session, role.

A route says whom it admits with `public()` or `admits(…)`. A route that says nothing is refused,
and the app does not start.
"""

from typing import Any, cast

from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send

from api.auth.sessions import Sessions
from api.body_guard import BodyGuard
from api.origin import is_same_origin
from api.settings import Settings
from domain.errors import NotAllowed

RULE = "admits"
ANYONE: frozenset[str] = frozenset()
PARTICIPANT = ("participant",)
SUPERVISORS = ("supervisor", "admin")
STAFF = ("peer", "supervisor", "curator", "admin", "evaluator")
EVERYONE = (*PARTICIPANT, *STAFF)
READING = ("GET", "HEAD", "OPTIONS")


def public() -> dict[str, Any]:
    """Return the options of a route that needs no session."""
    return {RULE: ANYONE}


def admits(*roles: str) -> dict[str, Any]:
    """Return the options of a route that needs a session of one of these roles."""
    return {RULE: frozenset(roles)}


class RequestGuard(ASGIMiddleware):
    """The middleware that admits a request to its route."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)

    def __init__(self, settings: Settings, sessions: Sessions, bodies: BodyGuard) -> None:
        self._settings = settings
        self._sessions = sessions
        self._bodies = bodies

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass an admitted request on.

        Raises NotFoundException for a route without a rule, and a domain error for what is not in
        order.
        """
        method = cast(HTTPScope, scope)["method"]
        if method == "OPTIONS":
            await next_app(scope, receive, send)
            return
        rule = scope["route_handler"].opt.get(RULE)
        if rule is None:
            raise NotFoundException
        headers = dict(scope["headers"])
        if method not in READING:
            # The origin first: a forged request then costs neither a body nor a look-up of the
            # session.
            if not is_same_origin(headers, self._settings):
                raise NotAllowed("This request does not come from the app itself.", where="origin")
            read = self._bodies.of_session if rule else self._bodies.of_anyone
            receive = _replay(await read(receive, headers))
        if rule:
            send = await self._admit(scope, headers, rule, send)
        await next_app(scope, receive, send)

    async def _admit(
        self, scope: Scope, headers: dict[bytes, bytes], rule: frozenset[str], send: Send
    ) -> Send:
        token = self._sessions.token_in(headers)
        # After the body, which may take two minutes: the right may have ended meanwhile.
        session = await self._sessions.find(token)
        if session.role not in rule:
            raise NotAllowed("This role may not do that.")
        scope["auth"] = session
        rolled = await self._sessions.roll(token or "", session)
        return _with_cookie(send, rolled) if rolled else send


def _replay(body: bytes) -> Receive:
    messages: list[HTTPReceiveMessage] = [
        {"type": "http.request", "body": body, "more_body": False}
    ]

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


def _with_cookie(send: Send, cookie: str) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
        await send(message)

    return send_with_cookie
