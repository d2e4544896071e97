"""A message for one browser (RFC 8291 over RFC 8188), by `pywebpush`: a fresh key and salt each.

Encrypting is all that `pywebpush` does here; its senders are not used, see
docs/decisions/0010-our-own-guarded-push.md.
"""

from pywebpush import WebPusher, WebPushException

from notifications.queue.push_subscriptions import PushSubscription

RECORD_SIZE = 4096
"""Of RFC 8188; a message is one record, so it and its padding are shorter."""
LARGEST_MESSAGE = RECORD_SIZE - 17 - 86
"""Bytes. With the tag, the delimiter and the header the body is then 4,096 bytes, which every push
service takes (RFC 8030 section 7.2); `pywebpush` would go on with a second record."""


def body_for(subscription: PushSubscription, data: bytes) -> bytes:
    """Return the body that only this subscription's browser can read.

    Raises ValueError where its keys are none, and for a message that is empty or too long.
    """
    if not 0 < len(data) <= LARGEST_MESSAGE:
        raise ValueError("a message that no push service takes")
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
        body: bytes = pusher.encode(data)["body"]
    except (WebPushException, IndexError):
        # An IndexError is what it makes of a key without a byte.
        raise ValueError("keys that are no browser's") from None
    return body
