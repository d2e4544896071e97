"""The key that signs for our pushes (RFC 8292), in a file that its owner alone may read."""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import NotReady

FILE = "vapid-private-key.pem"
LIFETIME = 12 * 3_600_000
"""Milliseconds. Push services accept 24 hours at most; a shorter life lets a leaked header go stale."""
RENEW_BEFORE = 3_600_000
TOPIC_PERIOD = 7 * 24 * 3_600_000
"""Milliseconds. Longer than any message waits, short enough that a topic does not name a person for ever."""


class Signed(NamedTuple):
    header: str
    expires: int


class VapidKeys:
    """A private key and the headers it has signed, one for each push service."""

    def __init__(self, private: ec.EllipticCurvePrivateKey, contact: str) -> None:
        self._private = private
        self._contact = contact
        self._signed: dict[str, Signed] = {}
        numbers = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.public = to_base64url(numbers)
        secret = private.private_numbers().private_value.to_bytes(32, "big")
        self._topics = HKDF(hashes.SHA256(), 32, salt=None, info=b"alongside push topics").derive(secret)

    @classmethod
    def load(cls, folder: Path, contact: str) -> Self:
        """The key of a folder. Raises NotReady where there is none, or where others may read it."""
        path = folder / FILE
        try:
            if path.stat().st_mode & 0o077:
                raise NotReady("The key that signs pushes can be read by others: its mode must be 0600.", where="keys_dir")
            private = serialization.load_pem_private_key(path.read_bytes(), None)
        except FileNotFoundError:
            raise NotReady("There is no key to sign pushes with: run `alongside vapid-keys`.", where="keys_dir") from None
        except ValueError:
            raise NotReady("The key that signs pushes cannot be read.", where="keys_dir") from None
        if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
            raise NotReady("The key that signs pushes is not of the curve P-256.", where="keys_dir")
        return cls(private, contact)

    @classmethod
    def load_or_create(cls, folder: Path, contact: str) -> Self:
        """As `load`, with a new key where the folder has none."""
        create_key(folder)
        return cls.load(folder, contact)

    def authorization(self, origin: str, now: int) -> str:
        """The header for one push service, signed again only when it grows old."""
        held = self._signed.get(origin)
        if held is None or held.expires - RENEW_BEFORE <= now:
            held = self._signed[origin] = self._sign(origin, now + LIFETIME)
        return held.header

    def topic(self, person: int, now: int) -> str:
        """32 characters that are the same for one person for a week and mean nothing to anyone else."""
        period = f"{person}/{now // TOPIC_PERIOD}".encode()
        return to_base64url(hmac.digest(self._topics, period, hashlib.sha256)[:24])

    def _sign(self, origin: str, expires: int) -> Signed:
        claims = {"aud": origin, "exp": expires // 1000, "sub": self._contact}
        token = ".".join(
            to_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        r, s = decode_dss_signature(self._private.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
        signature = to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return Signed(f"vapid t={token}.{signature},k={self.public}", expires)


def create_key(folder: Path) -> bool:
    """Makes a key where the folder has none; whether it did. Two processes at once end up with one key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    if path.exists():
        return False
    private = ec.generate_private_key(ec.SECP256R1())
    text = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = folder / f"{FILE}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_bytes(text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def to_base64url(value: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """With padding or without. Raises ValueError."""
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
