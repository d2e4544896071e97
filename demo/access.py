"""What a visitor of the demo needs to get in: staff sign-ins and one-time codes."""

import base64
import hashlib

from msgspec import Struct


class DemoLogin(Struct, frozen=True, kw_only=True):
    """A fictional member of staff.

    `totp_secret` is what an authenticator app takes, in base 32.
    """

    login: str
    display_name: str
    role: str
    password: str
    totp_secret: str


class DemoCode(Struct, frozen=True, kw_only=True):
    """A one-time code, whose account it opens, and the address that opens it.

    `host` keeps one browser's phones apart.
    """

    host: str
    display_name: str
    code: str
    url: str


class DemoAccess(Struct, frozen=True, kw_only=True):
    """What the demo prints."""

    program: str
    staff: list[DemoLogin]
    codes: list[DemoCode]
    meetings: int


def totp_secret(login: str) -> str:
    """Return the authenticator secret of a fictional member of staff, the same on every run."""
    return base64.b32encode(hashlib.sha256(f"demo {login}".encode()).digest()[:20]).decode()
