"""Addresses that a deployment is told of: its own origin as browsers write it, and whom push services may write to."""

import re
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

_MAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[^@\s]+)")
_WEB = re.compile(r"https://(?P<host>[^/@\s?#:]+)(?::[0-9]{1,5})?(?:/[^\s<>]*)?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_NOWHERE = (".localhost", ".invalid", ".test", ".local", ".localdomain", ".internal", ".home.arpa")
"""Endings that no mail or page is ever reached under from outside (RFC 2606, RFC 6761, RFC 6762, RFC 8375)."""


def origin_of(text: str) -> str | None:
    """As a browser writes it in `Origin`: small letters, no default port, other letters as IDNA has them. None where it is no origin.

    A slash at its end is taken for none.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        host = f"[{host}]" if ":" in host else host.rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not host or not bare:
        return None
    return f"{parts.scheme}://{host}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def is_contact(text: str) -> bool:
    """Whether a push service takes it as the `sub` of RFC 8292, and a person behind it could be reached."""
    found = _MAIL.fullmatch(text) or _WEB.fullmatch(text)
    host = found["host"].lower() if found else ""
    return bool(_DOMAIN.fullmatch(host)) and not host.endswith(_NOWHERE)
