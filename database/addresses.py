"""Reads PostgreSQL addresses.

No part of an address is ever repeated in a message: it may hold a password.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from domain.errors import BadInput

_PLACE = re.compile(r"(?:\[[0-9A-Fa-f:.]+(?:%[0-9A-Za-z]+)?\]|[^\[\]:@/?#,\s]*)(?::[0-9]{1,5})?")

UNREADABLE = (
    "The database's address cannot be read. It is postgresql://user:password@host:port/name; "
    "in a password write each of / ? # [ ] @ : % as its code, such as %2F for /."
)


def refuse_ambiguous_address(url: str) -> None:
    """Raise BadInput for an address that could be misread, such as a password as a port."""
    try:
        parts = urlsplit(url)
        places = parts.netloc.rpartition("@")[2].split(",")
    except ValueError:
        raise BadInput(UNREADABLE, where="database_url") from None
    if parts.fragment or "@" in parts.path + parts.query or not all(map(_PLACE.fullmatch, places)):
        raise BadInput(UNREADABLE, where="database_url")


def without_password(url: str) -> tuple[str, str]:
    """Return the address for a command line, and the password for its environment.

    Every user of the machine can see a command line.
    """
    parts = urlsplit(url)
    given, at, place = parts.netloc.rpartition("@")
    user, _, password = given.partition(":")
    options = parse_qsl(parts.query, keep_blank_values=True)
    password = next((value for name, value in options if name == "password"), unquote(password))
    query = urlencode([option for option in options if option[0] != "password"])
    return f"{parts.scheme}://{user}{at}{place}{parts.path}" + (
        f"?{query}" if query else ""
    ), password
