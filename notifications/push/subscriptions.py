"""Where a device is reached by push: checked at hand-over, bound to one person and device."""

import re
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from database.database import Connection
from domain.errors import BadInput, Conflict
from notifications.push.endpoints import PushHosts
from notifications.push.vapid import from_base64url, to_base64url
from notifications.queue import push_subscriptions

POINT_BYTES = 65
SECRET_BYTES = 16
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,100}={0,2}")


class Subscription(Struct, frozen=True):
    """What a browser subscribed with (RFC 8291): a point on P-256 and a secret.

    Both base64url without padding.
    """

    endpoint: str
    p256dh: str
    auth: str


def checked_subscription(
    endpoint: str, keys: Mapping[str, str], allowed_hosts: PushHosts
) -> Subscription:
    """Return the subscription, where a push can really be sent to it.

    Raises BadInput, which names the field and shows no value.
    """
    target = allowed_hosts.target(endpoint)
    point, secret = (_decoded(keys.get(name), name) for name in ("p256dh", "auth"))
    # Checked when it is stored: a point that is off the curve would fail at each send.
    if len(point) != POINT_BYTES or not _on_curve(point):
        raise BadInput("This is not a point on the curve P-256.", where="keys.p256dh")
    if len(secret) != SECRET_BYTES:
        raise BadInput("This is not a secret of 16 bytes.", where="keys.auth")
    return Subscription(target.endpoint, to_base64url(point), to_base64url(secret))


async def store_subscription(
    connection: Connection,
    subscription: Subscription,
    *,
    program: int,
    person: int,
    device: int,
    vapid_key: str,
    now: int,
) -> None:
    """Make it the one address of this device.

    Raises Conflict where it is someone else's. A phone that changed hands keeps its address: who
    presents the browser's secrets with it has the phone, and takes it over.
    """
    known = await push_subscriptions.by_endpoint(connection, subscription.endpoint)
    if (
        known
        and known.person != person
        and (known.p256dh, known.auth) != (subscription.p256dh, subscription.auth)
    ):
        raise Conflict("This address belongs to another account.", where="endpoint")
    await push_subscriptions.delete_of_device(connection, device, but=subscription.endpoint)
    await push_subscriptions.save_subscription(
        connection,
        program=program,
        person=person,
        device=device,
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        vapid_key=vapid_key,
        now=now,
    )


async def remove_subscription(connection: Connection, device: int) -> None:
    """Forget where a device is reached.

    At sign-out, at revocation, and when the person turns notices off on it.
    """
    await push_subscriptions.delete_of_device(connection, device)


def _decoded(value: str | None, name: str) -> bytes:
    if value is not None and _BASE64URL.fullmatch(value):
        try:
            return from_base64url(value)
        except ValueError:
            pass
    raise BadInput("This is not base64url.", where=f"keys.{name}")


def _on_curve(point: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
