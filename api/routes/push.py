"""Where this device is reached by push."""

from typing import Annotated

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from accounts import Session
from api.auth.open_session import SessionOpener
from api.guard import EVERYONE, admits
from api.settings import Settings
from database.database import Database
from notifications.push.endpoints import push_hosts
from notifications.push.subscriptions import (
    checked_subscription,
    remove_subscription,
    store_subscription,
)

KeyText = Annotated[str, Meta(max_length=100, description="base64url.")]


class PushKey(Struct, frozen=True):
    """What a browser subscribes with: the public key of this server's pushes."""

    key: str


class PushKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """The browser's keys, with which pushes to it are encrypted (RFC 8291)."""

    p256dh: KeyText
    auth: KeyText


class PushSubscription(Struct, frozen=True, forbid_unknown_fields=True):
    """A subscription as the browser gives it, without its expiry."""

    endpoint: Annotated[str, Meta(max_length=1000)]
    keys: PushKeys
    key: Annotated[
        KeyText | None,
        Meta(
            description="That it was made with, as `/push/key` gave it. "
            "Left out, it is the present one."
        ),
    ] = None


@get("/push/key", opt=admits(*EVERYONE), sync_to_thread=False, summary="The key to subscribe with")
def push_key(entrance: NamedDependency[SessionOpener]) -> PushKey:
    """Return the key to subscribe with; 503 where this server sends no pushes."""
    return PushKey(entrance.push_key())


@put(
    "/push/subscription",
    opt=admits(*EVERYONE),
    status_code=204,
    summary="Reach this device by push",
)
async def put_subscription(
    data: JSONBody[PushSubscription],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    entrance: NamedDependency[SessionOpener],
    settings: NamedDependency[Settings],
    now: NamedDependency[int],
) -> None:
    """Reach this device at one address; a new one replaces the old."""
    vapid_key = entrance.subscribed_with(data.key)
    subscription = checked_subscription(
        data.endpoint,
        {"p256dh": data.keys.p256dh, "auth": data.keys.auth},
        push_hosts(settings.push_hosts),
    )
    async with database.transaction() as connection:
        await store_subscription(
            connection,
            subscription,
            program=session.program,
            person=session.person,
            device=session.device,
            vapid_key=vapid_key,
            now=now,
        )


@delete("/push/subscription", opt=admits(*EVERYONE), summary="No longer reach this device by push")
async def delete_subscription(
    session: NamedDependency[Session], database: NamedDependency[Database]
) -> None:
    """Reach this device by push no longer; also fine where it was not reached."""
    async with database.transaction() as connection:
        await remove_subscription(connection, session.device)


ROUTES = [push_key, put_subscription, delete_subscription]
