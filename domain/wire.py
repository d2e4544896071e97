"""The request and the answer of an exchange, and changes as they travel.

Protocol version 1 (`docs/sync.md`).
"""

from typing import Annotated

from msgspec import Meta, Raw, Struct

from domain.keys import Counter, Millis, RowId
from domain.receipts import Result
from domain.records import PROTOCOL, State


class Change(Struct, frozen=True, array_like=True):
    """One record on the wire, by position.

    A page holds hundreds, and names would be a sixth of it.
    """

    record: str
    seq: int
    entity: str
    state: State
    heads: Raw
    body: Raw
    kept: Raw


class ChangeWithDismissed(Change, frozen=True, array_like=True):
    """A change with versions that were dismissed, by group and mutation id.

    They travel to the owner of their group alone.
    """

    dismissed: Raw


class StreamChanges(Struct, frozen=True):
    """What changed in one stream."""

    stream: int
    rows: list[Change]


class StreamInfo(Struct, frozen=True, kw_only=True):
    """A stream that this person may read, and whose it is.

    A stream that is no longer listed is gone from the device.
    """

    id: int
    kind: str
    role: str
    person: int | None = None
    name: str = ""


class SyncRequest(Struct, frozen=True, kw_only=True):
    """Push and pull in one round trip.

    `waiting` is how many mutations the outbox holds, these included.
    """

    device: RowId
    sent_at: Millis
    protocol: Annotated[int, Meta(ge=1, le=10_000)] = PROTOCOL
    schema: Annotated[int, Meta(ge=1, le=10_000)] = 1
    epoch: Annotated[str, Meta(max_length=64)] | None = None
    waiting: Counter = 0
    mutations: Annotated[list[Raw], Meta(max_length=200)] = []
    cursor: Annotated[str, Meta(max_length=400_000)] | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 500


class SyncAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The push's results, then what changed since the cursor.

    `reached` is how far each stream was read, for the overlay. `streams` is present when the
    streams that the person may read are not those of the cursor. `digests` comes with the last
    page: live rows and their order-free digest, by stream. `device_forked`: a count of this device
    is known under another mutation. Nothing was taken; it goes on as a new device.
    """

    cursor: str
    server_time: int
    epoch: str
    more: bool
    results: list[Result] = []
    changes: list[StreamChanges] = []
    reached: dict[str, int] = {}
    streams: list[StreamInfo] | None = None
    digests: dict[str, tuple[int, int]] = {}
    device_forked: bool = False
