"""The keys that sign for our pushes (RFC 8292), in files that their owner alone may read.

Two may live at once. A phone's subscription is bound to the key that it was made with, so after a
change the former key signs for the phones that have not been opened since, and is forgotten with
the last of them. The folder may be one that a secret store mounts.
"""

import base64
import hashlib
import hmac
import json
import logging
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import NotReady
from notifications.push.key_files import FILE, FORMER, Stamp, create_key, stamp

__all__ = [
    "FILE",
    "FORMER",
    "LIFETIME",
    "TOPIC_PERIOD",
    "VapidKeys",
    "create_key",
    "from_base64url",
    "to_base64url",
]

log = logging.getLogger(__name__)

LIFETIME = 12 * 3_600_000
"""Milliseconds.

Push services accept 24 hours at most; a shorter life lets a leaked header go stale.
"""
RENEW_BEFORE = 3_600_000
TOPIC_PERIOD = 7 * 24 * 3_600_000
"""Milliseconds: longer than any message waits, and too short to recognise a person by."""
MOST_ORIGINS = 256
"""Origins whose headers are remembered.

Below an allowed suffix anyone can make up hosts.
"""


class Signed(NamedTuple):
    """A signed header, and when it expires (ms)."""

    header: str
    expires: int


class VapidKey:
    """A private key and the headers it has signed, one for each push service."""

    def __init__(self, private: ec.EllipticCurvePrivateKey, contact: str) -> None:
        self._private = private
        self._contact = contact
        self._signed: dict[str, Signed] = {}
        numbers = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.public = to_base64url(numbers)
        secret = private.private_numbers().private_value.to_bytes(32, "big")
        self.topics = HKDF(hashes.SHA256(), 32, salt=None, info=b"alongside push topics").derive(
            secret
        )

    def authorization(self, origin: str, now: int) -> str:
        """Return the header for one push service, signed again only when it grows old."""
        held = self._signed.get(origin)
        # One that lives longer than any was signed by a clock that was fast: push services would
        # refuse it, and count it against us.
        if held is None or not RENEW_BEFORE < held.expires - now <= LIFETIME:
            if len(self._signed) >= MOST_ORIGINS:
                self._signed.clear()
            held = self._signed[origin] = self._sign(origin, now + LIFETIME)
        return held.header

    def _sign(self, origin: str, expires: int) -> Signed:
        claims = {"aud": origin, "exp": expires // 1000, "sub": self._contact}
        token = ".".join(
            to_base64url(json.dumps(part, separators=(",", ":")).encode())
            for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        # JWT wants the two numbers side by side (RFC 7518), and the library writes DER.
        r, s = decode_dss_signature(self._private.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
        signature = to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return Signed(f"vapid t={token}.{signature},k={self.public}", expires)


class VapidKeys:
    """The keys of a folder: the present one, and the former one while some phone still needs it.

    Phones subscribe with the present one.
    """

    def __init__(self, folder: Path, contact: str) -> None:
        self.folder = folder
        self._contact = contact
        self._stamp: Stamp = ()
        self._read()

    @classmethod
    def load(cls, folder: Path, contact: str) -> Self:
        """Load the keys.

        Raises NotReady where there is no present key, or where others may read one.
        """
        return cls(folder, contact)

    @classmethod
    def load_or_create(cls, folder: Path, contact: str) -> Self:
        """Load the keys, with a new one where the folder has none."""
        create_key(folder)
        return cls.load(folder, contact)

    @property
    def public(self) -> str:
        """Return the present key's public half, as browsers take it: base64url without padding."""
        return self._present.public

    @property
    def former(self) -> str | None:
        """Return the former key's public half, while there is one."""
        return next((public for public in self._by_public if public != self.public), None)

    def __contains__(self, public: str) -> bool:
        """Return whether what was subscribed with this key can be signed for."""
        return public in self._by_public

    def authorization(self, origin: str, now: int, public: str = "") -> str:
        """Return the header for one push service, by the present key or the named one.

        `public` is a key's public half. Raises KeyError where there is no such key.
        """
        return self._by_public[public or self.public].authorization(origin, now)

    def topic(self, reader: int, now: int, *, of: str = "notes") -> str:
        """Return 32 characters that stand for one reader and one sort of notices for a week.

        They mean nothing to anyone else.
        """
        period = f"{reader}/{of}/{now // TOPIC_PERIOD}".encode()
        return to_base64url(hmac.digest(self._present.topics, period, hashlib.sha256)[:24])

    def refresh(self) -> None:
        """Load the keys again if the folder has changed.

        Where it cannot be read now, the keys stay as they are.
        """
        if stamp(self.folder) == self._stamp:
            return
        try:
            self._read()
        except NotReady as problem:
            log.error(
                "the keys that sign pushes have changed and cannot be taken up: %s", problem.detail
            )
            self._stamp = stamp(self.folder)

    def _read(self) -> None:
        self._stamp = stamp(self.folder)
        present = _load(self.folder / FILE, self._contact)
        former = (
            _load(self.folder / FORMER, self._contact)
            if (self.folder / FORMER).exists()
            else present
        )
        self._present, self._by_public = present, {key.public: key for key in (present, former)}


def _load(path: Path, contact: str) -> VapidKey:
    try:
        # Refused rather than mended: whoever could read the key until now may have copied it.
        if path.stat().st_mode & 0o077:
            raise NotReady(
                "The key that signs pushes can be read by others: its mode must be 0600.",
                where="keys_dir",
            )
        private = serialization.load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise NotReady(
            "There is no key to sign pushes with: run `alongside vapid-keys`.", where="keys_dir"
        ) from None
    except ValueError:
        raise NotReady("The key that signs pushes cannot be read.", where="keys_dir") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(
        private.curve, ec.SECP256R1
    ):
        raise NotReady("The key that signs pushes is not of the curve P-256.", where="keys_dir")
    return VapidKey(private, contact)


def to_base64url(value: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url with or without padding.

    Raises ValueError.
    """
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
