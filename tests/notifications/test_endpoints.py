"""Which addresses may receive a push (security: E1)."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from domain.errors import BadInput
from notifications.push.endpoints import push_hosts
from tests.notifications.hostile import HOSTILE_ENDPOINTS, HOSTILE_TO_A_NAMED_ORIGIN


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/dQw4:APA91b-_x", "https://fcm.googleapis.com"),
        ("https://fcm.googleapis.com:443/wp/x", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGx-1", "https://web.push.apple.com"),
        ("https://api.push.apple.com/x", "https://api.push.apple.com"),
        (
            "https://wns2-by3p.notify.windows.com/w/?token=BQYA%2bAx%3d",
            "https://wns2-by3p.notify.windows.com",
        ),
    ],
)
def test_the_push_services_in_use_are_known(endpoint: str, origin: str) -> None:
    assert push_hosts().target(endpoint).origin == origin


@pytest.mark.parametrize("setting", ["", "https://push.example.org"])
def test_an_address_is_of_a_thousand_characters_at_most(setting: str) -> None:
    begins = f"{setting or 'https://fcm.googleapis.com'}/"
    longest = begins.ljust(1000, "x")
    assert push_hosts(setting).target(longest).endpoint == longest
    with pytest.raises(BadInput):
        push_hosts(setting).target(longest + "x")


@pytest.mark.parametrize("endpoint", HOSTILE_ENDPOINTS.values(), ids=HOSTILE_ENDPOINTS.keys())
def test_hostile_addresses_are_refused(endpoint: str) -> None:
    with pytest.raises(BadInput) as refusal:
        push_hosts().target(endpoint)
    assert not endpoint or endpoint not in str(refusal.value)


@pytest.mark.parametrize(
    "endpoint", HOSTILE_TO_A_NAMED_ORIGIN.values(), ids=HOSTILE_TO_A_NAMED_ORIGIN.keys()
)
def test_an_origin_that_the_operator_named_opens_nothing_beside_it(endpoint: str) -> None:
    hosts = push_hosts("http://127.0.0.1:9010")
    assert hosts.target("http://127.0.0.1:9010/wpush/x").origin == "http://127.0.0.1:9010"
    with pytest.raises(BadInput):
        hosts.target(endpoint)


def test_a_setting_takes_the_place_of_the_known_ones() -> None:
    hosts = push_hosts("push.example.org, *.example.net")
    assert hosts.target("https://push.example.org/x").origin == "https://push.example.org"
    assert hosts.target("https://a.b.example.net/x").origin == "https://a.b.example.net"
    with pytest.raises(BadInput):
        hosts.target("https://fcm.googleapis.com/x")


@pytest.mark.parametrize(
    "setting",
    ["*", "*.com/", "localhost", "https://example.org/path", "example.org:443", "*.*.org"],
)
def test_an_entry_that_could_mean_too_much_is_refused(setting: str) -> None:
    with pytest.raises(BadInput):
        push_hosts(setting)


SOUND = ["https://fcm.googleapis.com", "https://x.push.apple.com/", ""]
PIECES = [
    "https://",
    "http://",
    "fcm.googleapis.com",
    ".push.apple.com",
    "127.0.0.1",
    "localhost",
    ":443",
    ":80",
    "@",
    "#",
    "?",
    "/",
    "\\",
    ".",
    "..",
    "%2f",
    "%40",
    "a",
    "_",
    "-",
    "[::1]",
    ":",
    "é",
    "。",
]


@given(
    st.sampled_from(SOUND), st.lists(st.sampled_from([*PIECES, " ", "\t", "\n", "\0"]), max_size=8)
)
@example("https://fcm.googleapis.com", ["/", "@", "127.0.0.1"])
def test_whatever_is_let_in_every_reader_takes_to_the_same_known_host(
    start: str, rest: list[str]
) -> None:
    endpoint = start + "".join(rest)
    try:
        target = push_hosts().target(endpoint)
    except BadInput:
        return
    by_library, by_client = urlsplit(endpoint), URL(endpoint, encoded=True)
    for host, port in (
        (by_library.hostname, by_library.port),
        (by_client.raw_host, by_client.explicit_port),
    ):
        assert host == "fcm.googleapis.com" or (host or "").endswith(".push.apple.com")
        assert f"https://{host}" == target.origin
        assert port in (None, 443)
    assert by_library.username is by_client.user is None
    assert by_library.fragment == by_client.raw_fragment == ""
