"""Ids and instants as a phone makes them."""

import secrets
import time
import uuid


def now_ms() -> int:
    """Return the time in milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Return a UUIDv7 of this moment."""
    random = secrets.randbits(74)
    return str(
        uuid.UUID(int=now_ms() << 80 | 0x7 << 76 | random >> 62 << 64 | 2 << 62 | random % 2**62)
    )
