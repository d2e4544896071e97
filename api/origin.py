"""Where a request comes from: its page, against forged requests, and its address, for limits."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from litestar.types import Scope

from api.settings import Settings

HELD_BY_ONE = (64, 56, 48)
"""A phone has a whole /64 of IPv6, a home often a /56, a company or a rented server a /48."""


def is_same_origin(headers: dict[bytes, bytes], settings: Settings) -> bool:
    """Return whether our own page made this request, or a program that holds a bearer token.

    Browsers send Origin with every such request, and no other site can make one add an
    Authorization header.
    """
    origin = headers.get(b"origin")
    if origin is None:
        # A browser sends no such header on its own, so a form on another site cannot make this
        # request.
        return headers.get(b"authorization", b"").lower().startswith(b"bearer ")
    return origin.decode("latin-1") == settings.origin or (
        settings.demo and _is_demo_origin(origin.decode("latin-1"), settings)
    )


def _is_demo_origin(origin: str, settings: Settings) -> bool:
    """Return whether this is `phone1.localhost` or the like.

    The demo shows several phones in one browser, each with its own cookies.
    """
    try:
        given = urlsplit(origin)
        port = given.port
    except ValueError:
        return False
    return (
        given.scheme == "http"
        and port == urlsplit(settings.origin).port
        and (given.hostname or "").endswith(".localhost")
    )


def client_networks(scope: Scope, settings: Settings) -> tuple[str, ...]:
    """Return where a request comes from, as `networks_of` its client."""
    return networks_of(client_address(scope, settings))


def networks_of(address: str) -> tuple[str, ...]:
    """Return the networks that hold an address, the narrowest first.

    An IPv4 address, or the IPv6 networks that one customer may hold.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ("unknown",)
    if not isinstance(parsed, IPv6Address):
        return (str(parsed),)
    if parsed.ipv4_mapped:
        return (str(parsed.ipv4_mapped),)
    return tuple(str(ip_network((int(parsed), length), strict=False)) for length in HELD_BY_ONE)


def client_address(scope: Scope, settings: Settings) -> str:
    """Return the client's address as the socket or a trusted proxy says.

    X-Forwarded-For counts only as far as trusted proxies wrote it.
    """
    client = scope["client"]
    address = client[0] if client else ""
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    # From the right: each proxy appends whom it saw, and what stands left of that the client made
    # up.
    while forwarded and is_trusted(address, settings):
        address = forwarded.pop().strip() or address
    return address


def is_trusted(address: str, settings: Settings) -> bool:
    """Return whether the address is of a proxy that the settings name."""
    try:
        return any(ip_address(address) in ip_network(proxy) for proxy in settings.proxies)
    except ValueError:
        return False
