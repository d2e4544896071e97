"""A body by RFC 8291 as the standard writes it, from given keys: what `pywebpush` is held against.

It shares nothing with `pywebpush` but the primitives of `cryptography`.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = (4096).to_bytes(4, "big")
LAST_RECORD = b"\2"


def encrypted(
    data: bytes, *, point: bytes, secret: bytes, key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Return the one record for the browser with this `point` (65 bytes) and `secret` (16)."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    mine = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = key.exchange(ec.ECDH(), theirs)
    both = _expand(_extract(secret, shared), b"WebPush: info\0" + point + mine)
    root = _extract(salt, both)
    content_key = _expand(root, b"Content-Encoding: aes128gcm\0")[:16]
    nonce = _expand(root, b"Content-Encoding: nonce\0")[:12]
    sealed = AESGCM(content_key).encrypt(nonce, data + LAST_RECORD, None)
    return salt + RECORD_SIZE + bytes([len(mine)]) + mine + sealed


def _extract(salt: bytes, secret: bytes) -> bytes:
    """Return HKDF's first step (RFC 5869) with SHA-256."""
    return hmac.digest(salt, secret, "sha256")


def _expand(key: bytes, info: bytes) -> bytes:
    """Return HKDF's second step, for up to 32 bytes: one block."""
    return hmac.digest(key, info + b"\1", "sha256")
