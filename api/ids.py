"""Ids in addresses, and new ones for records and people."""

import secrets
import time
import uuid
from typing import Annotated

from litestar.params import PathParameter

from domain.values import UUID

IdInPath = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
"""Of a row; larger numbers are in no database and no JSON."""

RecordInPath = Annotated[str, PathParameter(pattern=UUID)]


def new_id() -> str:
    """Return a UUID of version 7, which sorts by the time it was made (RFC 9562)."""
    instant = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    number = instant << 80 | 0x7 << 76 | random >> 62 << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=number))
