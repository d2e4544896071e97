"""What a push service refuses, and the status that says so.

RFC 8030, RFC 8291, RFC 8292.
"""

import base64
import json
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

LARGEST_BODY = 4096
LONGEST_LIFE = 24 * 3600
URGENCIES = ("very-low", "low", "normal", "high")


class Refused(Exception):
    """An answer with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def check_headers(headers: Mapping[str, str]) -> None:
    if not re.fullmatch(r"[0-9]{1,9}", headers.get("ttl", "")):
        raise Refused(400, "TTL is missing or is no number of seconds")
    if headers.get("urgency", "normal") not in URGENCIES:
        raise Refused(400, "Urgency is none of the four")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers.get("topic", "x")):
        raise Refused(400, "Topic is not 1 to 32 characters of base64url")
    if headers.get("content-encoding") != "aes128gcm":
        raise Refused(400, "Content-Encoding is not aes128gcm")


def check_body(body: bytes) -> None:
    if len(body) > LARGEST_BODY:
        raise Refused(413, "the body is longer than 4096 bytes")
    if len(body) < 16 + 4 + 1 + 65 + 17 or body[20] != 65:
        raise Refused(400, "the body has no aes128gcm header with a P-256 point")


def check_signature(authorization: str, *, key: str | None, origin: str, now: float) -> None:
    """Raise Refused with 401 unless the subscription's key signed for this origin.

    The signature holds for no longer than a day.
    """
    found = re.fullmatch(
        r"vapid t=([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+), ?k=([A-Za-z0-9_-]+)",
        authorization,
    )
    if found is None:
        raise Refused(401, "Authorization is not 'vapid t=…,k=…'")
    token, public = found.groups()
    if key is not None and _decoded(public) != _decoded(key):
        raise Refused(401, "the key is not the one that was subscribed with")
    _check_jwt(token, _decoded(public))
    _check_claims(json.loads(_decoded(token.split(".")[1])), origin, now)


def _check_jwt(token: str, public: bytes) -> None:
    signed, _, signature = token.rpartition(".")
    if json.loads(_decoded(signed.split(".")[0])) != {"typ": "JWT", "alg": "ES256"}:
        raise Refused(401, "the token is no JWT signed with ES256")
    raw = _decoded(signature)
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
        point.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise Refused(401, "the signature is wrong") from None


def _check_claims(claims: dict[str, object], origin: str, now: float) -> None:
    expires = claims.get("exp")
    if claims.get("aud") != origin:
        raise Refused(401, "aud is not this push service")
    if not isinstance(expires, int) or not now < expires <= now + LONGEST_LIFE:
        raise Refused(401, "exp is past, or more than 24 hours ahead")
    if not re.match(r"(mailto:.+@.+|https://.+)$", str(claims.get("sub", ""))):
        raise Refused(401, "sub is neither mailto: nor https:")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
