"""What every request passes before its handler: origin, body, session, role.

A route says whom it admits with `public()` or `admits(…)`. A route that says nothing is refused,
and the app does not start.
"""

from typing import Any, cast

from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send

from api.auth.sessions import SessionAuthenticator, Sessions
from api.body_guard import BodyGuard
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

    def __init__(self, sessions: Sessions, bodies: BodyGuard) -> None:
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
        sender: SessionAuthenticator | None = None
        if method in READING:
            sender = self._sessions.bearer(headers) if rule else None
        elif rule:
            sender, body = await self._bodies.of_session(receive, headers)
            receive = _replay(body)
        else:
            receive = _replay(await self._bodies.of_anyone(receive, headers))
        if sender is not None:
            send = await _admit(scope, sender, rule, send)
        await next_app(scope, receive, send)


async def _admit(
    scope: Scope, sender: SessionAuthenticator, rule: frozenset[str], send: Send
) -> Send:
    session = await sender.session()
    if session.role not in rule:
        raise NotAllowed("This role may not do that.")
    scope["auth"] = session
    rolled = await sender.roll()
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
