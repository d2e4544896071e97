"""Who may be connected, as a matter of counting (security: B25).

`test_exhaustion.py` holds it on a server.
"""

import pytest

from api.capacity import MOST_FILES, Capacity, capacity_of
from api.connections import ConnectionLimiter

SMALL = Capacity(connections=10, of_one_source=2, live_streams=7)
PHONE = "203.0.113.9"


class Socket:
    gone = False

    def give_way(self) -> None:
        self.gone = True


def admitted(connections: ConnectionLimiter, *addresses: str) -> list[bool]:
    return [connections.admit(Socket(), address) for address in addresses]


@pytest.mark.parametrize("files", [1, 64, 256, 1_024, 4_096, MOST_FILES])
def test_connections_leave_files_to_the_rest_and_streams_leave_connections(files: int) -> None:
    fit = capacity_of(files)
    assert fit.live_streams < fit.connections
    assert fit.of_one_source <= fit.connections
    assert files < 128 or fit.connections <= files - 64


def test_a_thousand_files_hold_some_hundred_open_apps() -> None:
    assert capacity_of(1_024) == Capacity(768, 192, 576)
    assert capacity_of(1_024, of_one_source=700).of_one_source == 700


def test_one_address_has_its_share_and_another_has_its_own() -> None:
    assert admitted(ConnectionLimiter(SMALL), PHONE, PHONE, PHONE, "203.0.113.10") == [
        True,
        True,
        False,
        True,
    ]
    assert admitted(ConnectionLimiter(SMALL), PHONE, f"::ffff:{PHONE}", PHONE) == [
        True,
        True,
        False,
    ]


def test_whoever_has_many_networks_of_ipv6_has_not_as_many_shares() -> None:
    of_a_56 = [f"2001:db8:0:{n:x}::1" for n in range(6)]
    of_a_48 = [f"2001:db8:0:{n:x}00::1" for n in range(10)]
    assert admitted(ConnectionLimiter(SMALL), "2001:db8::1", "2001:db8::2", "2001:db8::3") == [
        True,
        True,
        False,
    ]
    assert admitted(ConnectionLimiter(SMALL), *of_a_56) == [True] * 4 + [False] * 2
    assert admitted(ConnectionLimiter(SMALL), *of_a_48) == [True] * 8 + [False] * 2


def test_a_trusted_proxy_has_no_share_and_yet_counts_among_all() -> None:
    connections = ConnectionLimiter(SMALL, ("10.0.0.0/8", "fd00::/8"))
    assert admitted(connections, *["10.1.2.3"] * 6, *["fd00::1"] * 4) == [True] * 10
    assert len(connections) == 10


def test_what_ended_gives_its_place_back() -> None:
    connections, ended = ConnectionLimiter(SMALL), Socket()
    assert connections.admit(ended, PHONE)
    assert admitted(connections, PHONE, PHONE) == [True, False]
    connections.leave(ended)
    connections.leave(ended)
    assert admitted(connections, PHONE, PHONE) == [True, False]


def test_where_all_are_taken_the_one_that_waits_longest_gives_way() -> None:
    connections, waiting = ConnectionLimiter(SMALL), [Socket() for _ in range(10)]
    for n, socket in enumerate(waiting):
        connections.admit(socket, f"203.0.113.{n}")
    connections.works(waiting[0])
    assert admitted(connections, PHONE) == [True]
    assert [socket.gone for socket in waiting] == [False, True, *[False] * 8]
    connections.waits(waiting[0])
    assert admitted(connections, *[f"198.51.100.{n}" for n in range(8)]) == [True] * 8
    assert all(socket.gone for socket in waiting[1:])
    assert not waiting[0].gone
    assert len(connections) == 10


def test_one_with_a_request_under_way_never_gives_way() -> None:
    connections, working = ConnectionLimiter(SMALL), [Socket() for _ in range(10)]
    for n, socket in enumerate(working):
        connections.admit(socket, f"203.0.113.{n}")
        connections.works(socket)
    assert admitted(connections, PHONE) == [False]
    assert not any(socket.gone for socket in working)


def test_an_address_is_forgotten_with_its_last_connection(caplog: pytest.LogCaptureFixture) -> None:
    connections, sockets = ConnectionLimiter(SMALL), [Socket() for _ in range(5)]
    for socket in sockets:
        connections.admit(socket, PHONE)
    for socket in sockets:
        connections.leave(socket)
    assert PHONE not in repr(vars(connections))
    assert [record.getMessage() for record in caplog.records if PHONE in record.getMessage()] == []
    assert len(caplog.records) == 1
