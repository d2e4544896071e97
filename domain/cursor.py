"""How far a device has read each stream: opaque to clients, and never a proof of any right."""

import binascii
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from domain.values import RecordId

_encoder = msgspec.msgpack.Encoder()


Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""What either engine can hold: whoever makes a cursor of their own starts over, and no more."""


class StreamOffset(Struct, array_like=True):
    """How far one stream was read, under which grant: a right lost and regained starts at zero."""

    grant: Number
    seq: Number


BEGINNING = (-1, 0, 0)
"""Before the first row of a first sync."""


class FirstRead(Struct, array_like=True):
    """Streams that are read for the first time, in the order of a first sync.

    Up to the heads that they had when it began. `after` is the last row that was sent, as (rank,
    stream, seq); `since` divides recent check-ins from older ones.
    """

    pinned: dict[Number, StreamOffset]
    since: RecordId
    after: tuple[Annotated[int, Meta(ge=-1, le=1_000)], Number, Number] = BEGINNING


class Cursor(Struct, array_like=True):
    """How far one device has read, bound to an epoch of the database, a person and a device.

    Any other starts over.
    """

    epoch: str
    person: Number
    device: Number
    marks: dict[Number, StreamOffset] = field(default_factory=dict)
    first: FirstRead | None = None


URL_SAFE = bytes.maketrans(b"+/", b"-_")
_decoder = msgspec.msgpack.Decoder(Cursor)


def encode(cursor: Cursor) -> str:
    """Return the cursor as text for a client."""
    return (
        binascii.b2a_base64(_encoder.encode(cursor), newline=False)
        .translate(URL_SAFE, b"=")
        .decode()
    )


def decode(text: str | None, *, epoch: str, person: int, device: int) -> Cursor:
    """Return the cursor, or an empty one where this is none of this epoch, person and device."""
    fresh = Cursor(epoch, person, device)
    if text is None:
        return fresh
    try:
        cursor = _decoder.decode(
            binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "==")
        )
    # Whatever a client sends as a cursor costs at most a full read, never an error.
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return fresh
    # Another person's or device's cursor proves nothing: rights are read anew for each page.
    return (
        cursor if (cursor.epoch, cursor.person, cursor.device) == (epoch, person, device) else fresh
    )
