"""New ids for records and people: UUIDs of version 7, which sort by the time they were made (RFC 9562)."""

import secrets
import time
import uuid


def new_id() -> str:
    instant = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    number = instant << 80 | 0x7 << 76 | random >> 62 << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=number))
