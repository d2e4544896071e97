"""Check the addresses that an operator sets: the app's origin and the contact for push services."""

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
"""Letters that a browser keeps in a host's name while IDNA 2003 replaces them.

`faß.de` would become `fass.de`, which belongs to somebody else.
"""
_NOWHERE = (".localhost", ".invalid", ".test", ".local", ".localdomain", ".internal", ".home.arpa")
"""Endings that are never reached from outside (RFC 2606, 6761, 6762 and 8375)."""


def origin_of(text: str) -> str | None:
    """Return the origin as a browser writes it in `Origin`; None where the text is no origin.

    Small letters, no default port, IDNA for other letters. A slash at the end is ignored.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return None
    # An origin with a path or a user name would never equal what a browser sends, and every write
    # would be refused.
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not host or not bare:
        return None
    return f"{parts.scheme}://{host}" + (
        "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    )


def _host(name: str) -> str:
    """Return the host as a browser would write it, or "" where no browser would call a host so.

    Raises ValueError.
    """
    if ":" in name:
        return f"[{IPv6Address(name)}]" if "%" not in name and "." not in name else ""
    if not _READ_TWO_WAYS.isdisjoint(name):
        return ""
    host = name.rstrip(".").encode("idna").decode()
    if _IN_NUMBERS.fullmatch(host):
        return str(IPv4Address(host))
    return host if _HOST.fullmatch(host) else ""


def is_contact(text: str) -> bool:
    """Return whether push services take this as the `sub` of RFC 8292, and it reaches a person."""
    found = _MAIL.fullmatch(text) or _WEB.fullmatch(text)
    host = found["host"].lower() if found else ""
    return bool(_DOMAIN.fullmatch(host)) and not host.endswith(_NOWHERE)
