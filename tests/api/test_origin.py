"""Where a request comes from (security: A11, J3)."""

from typing import Any

import pytest

from api.origin import client_networks, is_same_origin
from api.settings import Settings

HERE = Settings(origin="https://alongside.example")
DEMO = Settings(demo=True)


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"http://alongside.example",
        b"https://alongside.example:444",
        b"https://alongside.example.evil.example",
        b"null",
        b"",
    ],
)
def test_another_origin_is_not_ours(origin: bytes) -> None:
    assert not is_same_origin({b"origin": origin}, HERE)
    assert not is_same_origin({b"origin": origin, b"authorization": b"Bearer x"}, HERE)


def test_our_own_origin_is_ours() -> None:
    assert is_same_origin({b"origin": b"https://alongside.example"}, HERE)


def test_without_an_origin_only_a_bearer_passes() -> None:
    assert not is_same_origin({}, HERE)
    assert not is_same_origin({b"cookie": b"a=b"}, HERE)
    assert is_same_origin({b"authorization": b"Bearer x"}, HERE)


def test_the_demo_has_several_phones() -> None:
    assert is_same_origin({b"origin": b"http://phone1.localhost:8000"}, DEMO)
    assert not is_same_origin({b"origin": b"http://phone1.localhost:9000"}, DEMO)
    assert not is_same_origin({b"origin": b"http://phone1.localhost.evil.example:8000"}, DEMO)
    assert not is_same_origin({b"origin": b"http://phone1.localhost:8000"}, Settings())
    for no_address in (
        b"http://[::1",
        b"http://phone1.localhost:99999999",
        b"http://[x]:8000",
        b"http://\xff:\xff",
    ):
        assert not is_same_origin({b"origin": no_address}, DEMO)


def request_from(address: str, forwarded: str = "") -> Any:
    return {
        "client": (address, 1),
        "headers": [(b"x-forwarded-for", forwarded.encode())] if forwarded else [],
    }


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "client"),
    [
        ("203.0.113.9", "", "", ["203.0.113.9"]),
        ("203.0.113.9", "198.51.100.1", "", ["203.0.113.9"]),
        ("10.0.0.2", "198.51.100.1", "10.0.0.0/8", ["198.51.100.1"]),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "10.0.0.0/8", ["198.51.100.1"]),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "10.0.0.0/8", ["198.51.100.1"]),
        (
            "2001:db8:1:2:3:4:5:6",
            "",
            "",
            ["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"],
        ),
        ("::ffff:203.0.113.9", "", "", ["203.0.113.9"]),
        ("10.0.0.2", "nonsense", "10.0.0.0/8", ["unknown"]),
    ],
)
def test_the_client_is_who_the_socket_or_a_trusted_proxy_says(
    address: str, forwarded: str, proxies: str, client: list[str]
) -> None:
    assert (
        list(client_networks(request_from(address, forwarded), Settings(trusted_proxies=proxies)))
        == client
    )
