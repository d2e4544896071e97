"""Addresses that a deployment is told of: its own origin as browsers write it, and whom push services may write to."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

_MAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[^@\s]+)")
_WEB = re.compile(r"https://(?P<host>[^/@\s?#:]+)(?::[0-9]{1,5})?(?:/[^\s<>]*)?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_IN_NUMBERS = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_READ_TWO_WAYS = frozenset("\u00df\u03c2\u200c\u200d")
"""Letters that browsers keep in a host's name and IDNA of 2003 does not: `faß.de` would be taken for `fass.de`, which is another's."""
_NOWHERE = (".localhost", ".invalid", ".test", ".local", ".localdomain", ".internal", ".home.arpa")
"""Endings that no mail or page is ever reached under from outside (RFC 2606, RFC 6761, RFC 6762, RFC 8375)."""


def origin_of(text: str) -> str | None:
    """As a browser writes it in `Origin`: small letters, no default port, other letters as IDNA has them. None where it is no origin.

    A slash at its end is taken for none.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return None
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not host or not bare:
        return None
    return f"{parts.scheme}://{host}" + (
        "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    )


def _host(name: str) -> str:
    """Empty where no browser would call a host so. Raises ValueError."""
    if ":" in name:
        return f"[{IPv6Address(name)}]" if "%" not in name and "." not in name else ""
    if not _READ_TWO_WAYS.isdisjoint(name):
        return ""
    host = name.rstrip(".").encode("idna").decode()
    if _IN_NUMBERS.fullmatch(host):
        return str(IPv4Address(host))
    return host if _HOST.fullmatch(host) else ""


def is_contact(text: str) -> bool:
    """Whether a push service takes it as the `sub` of RFC 8292, and a person behind it could be reached."""
    found = _MAIL.fullmatch(text) or _WEB.fullmatch(text)
    host = found["host"].lower() if found else ""
    return bool(_DOMAIN.fullmatch(host)) and not host.endswith(_NOWHERE)
