"""Warns once about a reverse proxy that the settings do not name.

Without its name everyone who comes through it counts as one source.
"""

import logging
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

from api.origin import is_trusted
from api.settings import Settings

FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})

log = logging.getLogger("alongside.api")


class ProxyNotice:
    """Wraps the application until it has warned.

    No address is logged: it may be a person's.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._told = False

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if (
            not self._told
            and scope["type"] == "http"
            and is_forwarded_by_a_stranger(scope, self._settings)
        ):
            self._told = True
            log.warning(
                "A request bears the headers of a proxy and came from an address that "
                "ALONGSIDE_TRUSTED_PROXIES does not name. "
                "If that is your proxy, name its network there: until then all who come through it "
                "share one limit on tries."
            )
        await self._app(scope, receive, send)


def is_forwarded_by_a_stranger(scope: Scope, settings: Settings) -> bool:
    """Return whether a request has a proxy's headers and comes from no trusted proxy."""
    if FORWARDED.isdisjoint(dict(scope["headers"])):
        return False
    client: tuple[str, int] | None = scope["client"]
    return not is_trusted(client[0] if client else "", settings)
