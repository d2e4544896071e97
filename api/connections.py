"""Keeps count of connections: so many from one network, so many in all (`docs/security.md`, B25).

A network that has its share is refused more. Where all are taken, the connection that has waited
longest for a request is ended, so that no number of silent connections keeps a request out. A
trusted proxy brings everyone's connections, so it has no share and has to limit its own clients.
"""

import logging
import time
from collections import Counter
from ipaddress import ip_address, ip_network
from typing import Protocol

from api.capacity import Capacity
from api.origin import networks_of

SAID_EVERY_SECONDS = 60.0
ONE_HAS_ITS_SHARE = (
    "one address has %d connections and is refused more; "
    "a reverse proxy is to be named in ALONGSIDE_TRUSTED_PROXIES"
)

log = logging.getLogger("alongside.connections")


class ClientConnection(Protocol):
    """A connection, which can be told to give way."""

    """End at once."""

    """End the connection at once."""

    def give_way(self) -> None: ...


class ConnectionLimiter:
    """The connections of one process.

    Nothing of a person is kept: an address only while something of it is connected.
    """

    def __init__(self, capacity: Capacity, trusted: tuple[str, ...] = ()) -> None:
        self._capacity = capacity
        self._trusted = tuple(map(ip_network, trusted))
        self._networks: dict[ClientConnection, tuple[str, ...]] = {}
        self._of_network: Counter[str] = Counter()
        self._waiting: dict[ClientConnection, None] = {}
        self._said_at = -SAID_EVERY_SECONDS

    def __len__(self) -> int:
        return len(self._networks)

    def admit(self, connection: ClientConnection, address: str) -> bool:
        """Return whether a connection may stay; it then waits for its first request."""
        networks = () if self._is_trusted(address) else networks_of(address)
        if self._is_greedy(networks):
            self._say(ONE_HAS_ITS_SHARE, self._capacity.of_one_source)
            return False
        if len(self._networks) >= self._capacity.connections and not self._make_room():
            return False
        self._networks[connection] = networks
        self._of_network.update(networks)
        self.waits(connection)
        return True

    def leave(self, connection: ClientConnection) -> None:
        """Forget a connection, also one that has left before or was never admitted."""
        self._waiting.pop(connection, None)
        for network in self._networks.pop(connection, ()):
            self._of_network[network] -= 1
            if not self._of_network[network]:
                del self._of_network[network]

    def waits(self, connection: ClientConnection) -> None:
        """Note that a connection has no request under way, and may give way from now on."""
        if connection in self._networks:
            self._waiting[connection] = None

    def works(self, connection: ClientConnection) -> None:
        """Note that a connection has sent a request, and may not give way."""
        self._waiting.pop(connection, None)

    def _is_greedy(self, networks: tuple[str, ...]) -> bool:
        """Return whether a network has its share.

        A wider network may have twice as many as the one inside it.
        """
        share = self._capacity.of_one_source
        return any(
            self._of_network[network] >= share << wider for wider, network in enumerate(networks)
        )

    def _make_room(self) -> bool:
        # A dict keeps the order of insertion, so the first is the one that has waited longest.
        longest = next(iter(self._waiting), None)
        if longest is None:
            self._say("all %d connections are taken", self._capacity.connections)
            return False
        self.leave(longest)
        longest.give_way()
        return True

    def _is_trusted(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._trusted)
        except ValueError:
            return False

    def _say(self, words: str, count: int) -> None:
        """Log without the address, at most once a minute: an attacker would fill the log too."""
        now = time.monotonic()
        if now - self._said_at >= SAID_EVERY_SECONDS:
            self._said_at = now
            log.warning(words, count)
