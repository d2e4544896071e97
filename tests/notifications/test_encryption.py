"""What is encrypted for a browser: the example of RFC 8291, and the libraries that others read and write it with (security: E7, E8)."""

import os
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from pywebpush import WebPusher

from notifications.push.encryption import LARGEST_MESSAGE, SALT_BYTES, encrypted, new_key
from notifications.push.payload import payload
from notifications.push.vapid import from_base64url, to_base64url
from notifications.push.webpush import body_for
from notifications.queue.push_subscriptions import PushSubscription
from tests.push_service import Browser

ENTRY = "5f1d7a52-6d3e-4e0c-9d8b-2f6a4c1b0e9d"


def browser_keys() -> tuple[ec.EllipticCurvePrivateKey, bytes, bytes]:
    private = ec.generate_private_key(ec.SECP256R1())
    return (
        private,
        private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        os.urandom(16),
    )


def test_the_example_of_the_standard() -> None:
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        point=from_base64url(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        secret=from_base64url("BTBZMqHH6r4Tts7J_aSIgg"),
        key=ec.derive_private_key(
            int.from_bytes(from_base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
            ec.SECP256R1(),
        ),
        salt=from_base64url("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert to_base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
        "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(min_size=1, max_size=LARGEST_MESSAGE))
def test_it_is_byte_for_byte_what_the_library_makes_of_the_same_keys(data: bytes) -> None:
    _, point, secret = browser_keys()
    key, salt = new_key(), os.urandom(SALT_BYTES)
    theirs = http_ece.encrypt(
        data, salt=salt, private_key=key, dh=point, auth_secret=secret, version="aes128gcm"
    )
    assert encrypted(data, point=point, secret=secret, key=key, salt=salt) == theirs


def test_the_browser_reads_from_us_what_it_reads_from_pywebpush() -> None:
    browser = Browser("x", "https://fcm.googleapis.com/x")
    data = payload(ENTRY, "es")
    ours = body_for(
        PushSubscription(1, 1, browser.endpoint, browser.keys["p256dh"], browser.keys["auth"], ""),
        data,
    )
    theirs: dict[str, Any] = WebPusher({"endpoint": browser.endpoint, "keys": browser.keys}).encode(
        data
    )
    assert browser.decrypt(ours) == browser.decrypt(theirs["body"]) == data
    assert len(ours) == len(theirs["body"])


def test_no_two_messages_share_a_key_or_a_salt() -> None:
    browser = Browser("x", "https://fcm.googleapis.com/x")
    subscription = PushSubscription(
        1, 1, browser.endpoint, browser.keys["p256dh"], browser.keys["auth"], ""
    )
    bodies = [body_for(subscription, payload(ENTRY, "en")) for _ in range(50)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 50


def test_what_no_push_service_takes_is_not_made() -> None:
    _, point, secret = browser_keys()
    assert (
        len(
            encrypted(
                b"x" * LARGEST_MESSAGE,
                point=point,
                secret=secret,
                key=new_key(),
                salt=os.urandom(SALT_BYTES),
            )
        )
        == 4096
    )
    with pytest.raises(ValueError, match="no push service"):
        encrypted(
            b"x" * (LARGEST_MESSAGE + 1),
            point=point,
            secret=secret,
            key=new_key(),
            salt=os.urandom(SALT_BYTES),
        )


@pytest.mark.parametrize("point", [b"", b"\4", b"\4" + b"\1" * 64, b"\0" * 65, b"\2" + b"\1" * 32])
def test_a_point_that_is_not_on_the_curve(point: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library's words are its own
        encrypted(b"x", point=point, secret=bytes(16), key=new_key(), salt=bytes(16))
