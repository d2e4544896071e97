"""A message for one browser: RFC 8291 over RFC 8188, with a fresh key and a fresh salt for each.

`pywebpush` does the same and is what the tests hold this against; why it is not asked for every message:
docs/decisions/0027-our-own-encryption-of-a-push.md.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES = 16
RECORD_SIZE = 4096
"""Of RFC 8188; a message is one record, so it and its padding are shorter."""
LARGEST_MESSAGE = RECORD_SIZE - 17 - 86
"""Bytes. With the tag, the delimiter and the header the body is then 4,096 bytes, which every push service takes (RFC 8030 section 7.2)."""

_CURVE = ec.SECP256R1()
_ECDH = ec.ECDH()
_LAST_RECORD = b"\2"


def new_key() -> ec.EllipticCurvePrivateKey:
    """For one message: whoever learns it later reads that message alone."""
    return ec.generate_private_key(_CURVE)


def encrypted(
    data: bytes, *, point: bytes, secret: bytes, key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """The body that only the browser with this `point` (65 bytes) and `secret` (16 bytes) can read.

    `key` and `salt` are used for this message and no other. Raises ValueError for a point that is not on the curve, and for a message
    that is too long.
    """
    if len(data) > LARGEST_MESSAGE:
        raise ValueError("a message that no push service takes")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    mine = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    both = _expand(_extract(secret, key.exchange(_ECDH, theirs)), b"WebPush: info\0" + point + mine)
    root = _extract(salt, both)
    content_key = _expand(root, b"Content-Encoding: aes128gcm\0")[:16]
    nonce = _expand(root, b"Content-Encoding: nonce\0")[:12]
    sealed = AESGCM(content_key).encrypt(nonce, data + _LAST_RECORD, None)
    return b"".join((salt, RECORD_SIZE.to_bytes(4, "big"), bytes((len(mine),)), mine, sealed))


def _extract(salt: bytes, secret: bytes) -> bytes:
    """HKDF's first step (RFC 5869) with SHA-256."""
    return hmac.digest(salt, secret, "sha256")


def _expand(key: bytes, info: bytes) -> bytes:
    """HKDF's second step, for up to 32 bytes: one block."""
    return hmac.digest(key, info + b"\1", "sha256")
