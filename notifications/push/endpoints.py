"""Which addresses may receive a push.

A browser names the address and our server posts to it, so nothing is taken on trust.

One strict pattern admits what push services give out and nothing else; what another parser could
read differently does not match.
"""

import re

from msgspec import Struct

from domain.errors import BadInput

KNOWN_PUSH_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""The push services of Chromium, Firefox, Safari and Edge."""

LONGEST_ENDPOINT = 1000

_NAME = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)+"
_REST = r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_ENDPOINT = re.compile(rf"https://(?P<host>{_NAME})(?::443)?{_REST}")
_ENTRY = re.compile(rf"(?:\*\.)?{_NAME}")
_ORIGIN = re.compile(rf"https?://(?:{_NAME}|localhost|\[[0-9a-f:]+\])(?::[1-9][0-9]{{0,4}})?")
_PATH = re.compile(_REST)


class Target(Struct, frozen=True):
    """An endpoint that may be posted to.

    `origin` is the `aud` of its signature (RFC 8292).
    """

    endpoint: str
    origin: str


class PushHosts(Struct, frozen=True):
    """The allow-list: hosts (https and port 443), `*.suffix` for hosts below it, whole origins.

    An operator who names an origin means it as it stands, plain http and an inside address
    included.
    """

    hosts: frozenset[str]
    suffixes: tuple[str, ...]
    origins: frozenset[str]

    def target(self, endpoint: str) -> Target:
        """Return where to post to.

        Raises BadInput, without the address.
        """
        if len(endpoint) <= LONGEST_ENDPOINT:
            for origin in self.origins:
                # With the slash: `https://push.example` must not allow
                # `https://push.example.evil.org`.
                if endpoint.startswith(origin + "/") and _PATH.fullmatch(endpoint, len(origin)):
                    return Target(endpoint, origin)
            found = _ENDPOINT.fullmatch(endpoint)
            if found and self._knows(found["host"]):
                return Target(endpoint, f"https://{found['host']}")
        raise BadInput(
            "This is not the address of a push service that is known here.", where="endpoint"
        )

    def _knows(self, host: str) -> bool:
        return host in self.hosts or host.endswith(self.suffixes)


def push_hosts(setting: str = "") -> PushHosts:
    """Return the allow-list of a comma-separated setting; the known push services if it is empty.

    Raises BadInput for an entry that is no host, no `*.suffix` and no origin such as
    `http://127.0.0.1:9010`.
    """
    entries = (
        tuple(part for entry in setting.split(",") if (part := entry.strip()))
        or KNOWN_PUSH_SERVICES
    )
    origins = frozenset(entry for entry in entries if _ORIGIN.fullmatch(entry))
    names = [entry for entry in entries if entry not in origins]
    if not all(map(_ENTRY.fullmatch, names)):
        raise BadInput("An entry is a host, *.host, or scheme://host:port.", where="push_hosts")
    return PushHosts(
        hosts=frozenset(name for name in names if not name.startswith("*")),
        suffixes=tuple(name[1:] for name in names if name.startswith("*")),
        origins=origins,
    )
