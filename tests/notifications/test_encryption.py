"""What is encrypted for a browser: the example of RFC 8291, its standard, a browser (E7, E8)."""

import os
from unittest.mock import patch

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from notifications.push.encryption import LARGEST_MESSAGE, body_for
from notifications.push.payload import payload
from notifications.push.vapid import from_base64url, to_base64url
from notifications.queue.push_subscriptions import PushSubscription
from tests.notifications import rfc_8291
from tests.push_service import Browser

ENTRY = "5f1d7a52-6d3e-4e0c-9d8b-2f6a4c1b0e9d"
ENDPOINT = "https://fcm.googleapis.com/x"
SALT_BYTES = 16


def subscribed(p256dh: str, auth: str) -> PushSubscription:
    return PushSubscription(1, 1, ENDPOINT, p256dh, auth, "")


def of(browser: Browser) -> PushSubscription:
    return subscribed(browser.keys["p256dh"], browser.keys["auth"])


def drawn(
    subscription: PushSubscription, data: bytes, key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Return what is sent where this key and this salt were drawn."""
    with (
        patch("pywebpush.ec.generate_private_key", lambda *_: key),
        patch("http_ece.os.urandom", lambda count: salt[:count]),
    ):
        return body_for(subscription, data)


def test_the_example_of_the_standard() -> None:
    key = ec.derive_private_key(
        int.from_bytes(from_base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    browser = subscribed(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    salt = from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    body = drawn(browser, b"When I grow up, I want to be a watermelon", key, salt)
    assert to_base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        "gSxsj_Qulcy4a-fN"
    )


@given(st.binary(min_size=1, max_size=LARGEST_MESSAGE))
def test_it_is_byte_for_byte_what_the_standard_makes_of_the_same_keys(data: bytes) -> None:
    browser = Browser("x", ENDPOINT)
    key, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES)
    point, secret = (from_base64url(browser.keys[name]) for name in ("p256dh", "auth"))
    by_hand = rfc_8291.encrypted(data, point=point, secret=secret, key=key, salt=salt)
    assert drawn(of(browser), data, key, salt) == by_hand
    by_the_library = http_ece.encrypt(
        data, salt=salt, private_key=key, dh=point, auth_secret=secret, version="aes128gcm"
    )
    assert by_hand == by_the_library


def test_the_browser_reads_from_us_what_it_reads_by_the_standard() -> None:
    browser = Browser("x", ENDPOINT)
    data = payload(ENTRY, "es")
    ours = body_for(of(browser), data)
    point, secret = (from_base64url(browser.keys[name]) for name in ("p256dh", "auth"))
    key, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES)
    theirs = rfc_8291.encrypted(data, point=point, secret=secret, key=key, salt=salt)
    assert browser.decrypt(ours) == browser.decrypt(theirs) == data
    assert len(ours) == len(theirs)


def test_no_two_messages_share_a_key_or_a_salt() -> None:
    subscription = of(Browser("x", ENDPOINT))
    bodies = [body_for(subscription, payload(ENTRY, "en")) for _ in range(50)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 50


@pytest.mark.parametrize("excess", [1, 4096])
def test_what_no_push_service_takes_is_not_made(excess: int) -> None:
    subscription = of(Browser("x", ENDPOINT))
    assert len(body_for(subscription, b"x" * LARGEST_MESSAGE)) == 4096
    with pytest.raises(ValueError, match="no push service"):
        body_for(subscription, b"x" * (LARGEST_MESSAGE + excess))
    with pytest.raises(ValueError, match="no push service"):
        body_for(subscription, b"")


@pytest.mark.parametrize("point", [b"", b"\4", b"\4" + b"\1" * 64, b"\0" * 65, b"\2" + b"\1" * 32])
def test_a_point_that_is_not_on_the_curve(point: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library's words are its own
        body_for(subscribed(to_base64url(point), to_base64url(bytes(16))), b"x")


def test_a_secret_without_a_byte() -> None:
    browser = Browser("x", ENDPOINT)
    with pytest.raises(ValueError, match="no browser's"):
        body_for(subscribed(browser.keys["p256dh"], ""), b"x")
