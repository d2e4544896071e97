"""What counts as the open internet: nothing that a name could be turned inward with.

Security: E3.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest

from notifications.push.public_addresses import NAT64, NOT_PUBLIC_4, NOT_PUBLIC_6, is_public

INSIDE_4 = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.0.9", "192.0.0.192", "192.0.2.1",
    "192.88.99.1",
     "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255",
]  # fmt: skip
INSIDE_6 = [
    "::", "::1", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::1", "64:ff9b:1:7f00:1::", "100::1",
    "100:0:0:1::1", "200::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1",
    "2001:30::1", "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3ffe::1", "3fff::1", "3fff:fff:ffff::1", "4000::1",
    "5f00::1", "fc00::1",
    "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "feff::1", "ff02::1", "ff0e::1",
    "2a00:1450:400f:80c::200a%eth0",
]  # fmt: skip
OUTSIDE = ["93.184.216.34", "142.250.74.138", "192.0.1.1", "100.128.0.1", "172.32.0.1",
           "2a00:1450:400f:80c::200a",
           "2001:200::1",
           "2001:4860:4860::8888", "2620:1ec::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]  # fmt: skip


@pytest.mark.parametrize("address", [*INSIDE_4, *INSIDE_6])
def test_an_address_of_the_inside_or_of_nowhere_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", INSIDE_4)
def test_nor_is_it_in_the_clothes_of_ipv6(address: str) -> None:
    inner = int(IPv4Address(address))
    for dressed in (
        f"::ffff:{address}",
        str(IPv6Address(int(NAT64[0]) + inner)),
        str(IPv6Address((0x2002 << 112) + (inner << 80) + 1)),
    ):
        assert not is_public(dressed), dressed


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("network", [*NOT_PUBLIC_4, *NOT_PUBLIC_6], ids=str)
def test_a_block_is_shut_from_its_first_address_to_its_last(
    network: IPv4Network | IPv6Network,
) -> None:
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not an address",
        "127.1",
        "0x7f000001",
        "2130706433",
        "127.0.0.1 ",
        "::1%",
        "[::1]",
        "1.2.3.4%eth0",
    ],
)
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)
