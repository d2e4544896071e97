"""Headers on every answer (`docs/security.md`, D4, G1, G2, G13)."""

from litestar.types import Message, Scope

from api.settings import Settings

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types svelte-trusted-html alongside-worker",
    )
)
"""Only own code runs, and no text becomes markup.

Svelte's templates and the service worker's address are the only trusted sources.
"""

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (
        b"permissions-policy",
        b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
)
DATA = (
    (b"content-security-policy", DATA_POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"Cookie, Authorization"),
)
TWO_YEARS = (b"strict-transport-security", b"max-age=63072000")


class SecurityHeaders:
    """Runs before any answer leaves, errors included."""

    def __init__(self, settings: Settings) -> None:
        always = (*EVERYWHERE, TWO_YEARS) if settings.origin.startswith("https://") else EVERYWHERE
        self._page = (*always, (b"content-security-policy", PAGE_POLICY.encode()))
        self.on_data = (*always, *DATA)

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            is_data = (
                scope["path"].lstrip("/").partition("/")[0] == "api"
            )  # `//api/session` is served as well
            added = self.on_data if is_data else self._page
            message["headers"] = [*message["headers"], *added]
