"""Reads a request's body safely: size, encoding, nesting and text (`docs/security.md`, B11 to B15).

A JSON decoder alone answers 500 to deep nesting and broken UTF-8, and an unpacked body has no size
of its own.
"""

import asyncio
import json
import re
import zlib
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.types import Receive

from api.json_scan import is_deep, mend_text
from api.limits import LIMITS
from api.problems import UnsupportedBody
from domain.errors import BadInput, TooLarge

BODY_SECONDS = 120
"""A phone on a very slow network needs a minute and a half for the largest body."""

JSON = b"application/json"
PLACE = re.compile(r" - at `\$\.?([^`]+)`$")


class TypedRequest(Request[Any, Any, State]):
    """A request whose body is decoded straight into the type that its handler declares.

    So `"1"` and `true` are never taken for numbers.
    """

    async def json(self) -> Any:
        """Return the decoded body.

        Raises BadInput, which names the field and shows no value.
        """
        declared = self.route_handler.parsed_data_field
        try:
            return msgspec.json.decode(
                await self.body(), type=declared.annotation if declared else Any
            )
        except msgspec.DecodeError as error:
            raise BadInput(
                "A value is missing, out of bounds or of the wrong kind.", where=_where(error)
            ) from None


def is_small(headers: dict[bytes, bytes]) -> bool:
    """Return whether a body is declared to be unpacked and at most 4 kB, cheap for anyone."""
    as_it_stands = b"content-encoding" not in headers and b"transfer-encoding" not in headers
    return as_it_stands and _declared_length(headers) <= LIMITS.anonymous_body


def most_bytes(headers: dict[bytes, bytes], *, sync: bool = False) -> int:
    """Return how long a body may turn out to be, unpacked, by what its headers declare.

    Where no length is given, it may be as long as its limit.
    """
    length = min(_declared_length(headers) or LIMITS.sync_body, _cap(sync=sync))
    packed = b"content-encoding" in headers
    return min(length * LIMITS.inflation_ratio, LIMITS.sync_body_inflated) if packed else length


async def read_in_time(
    receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False
) -> bytes:
    """Return the body as `read_json` does, within two minutes.

    Raises BadInput also for a body that does not end in time (`docs/security.md`, B19).
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await read_json(receive, headers, sync=sync)
    except TimeoutError:
        raise BadInput("The body came too slowly.") from None


async def read_json(receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False) -> bytes:
    """Return the whole body, safe to decode; empty where there is none.

    Raises UnsupportedBody, TooLarge or BadInput. Only `sync` may be packed with gzip. In an
    ordinary body a NUL or half a surrogate pair is refused; in a sync it becomes U+FFFD, since one
    torn emoji must not hold up a whole outbox.
    """
    cap = _cap(sync=sync)
    encoding = (
        headers[b"content-encoding"].strip().lower()
        if b"content-encoding" in headers
        else b"identity"
    )
    if encoding not in ((b"identity", b"gzip") if sync else (b"identity",)):
        raise UnsupportedBody("This encoding is not read here.", where="content-encoding")
    # Before the first byte is read; `_read` holds the same limit for whoever declares no length.
    if _declared_length(headers) > cap:
        raise TooLarge(f"A body here has at most {cap} bytes.")
    body = await _read(receive, cap, packed=encoding == b"gzip")
    if not body:
        return b""
    kind = headers.get(b"content-type", b"")
    if kind != JSON and kind.partition(b";")[0].strip().lower() != JSON:
        raise UnsupportedBody("A body here is application/json.", where="content-type")
    refuse_undecodable(body)
    if sync:
        return mend_text(body)
    refuse_ambiguous(body)
    return body


async def _read(receive: Receive, cap: int, *, packed: bool) -> bytes:
    """Stop at the first chunk past a limit, so that nothing large is ever held."""
    unpack = zlib.decompressobj(wbits=31) if packed else None
    taken, out, more = 0, bytearray(), True
    while more:
        chunk, more = await _chunk(receive)
        taken += len(chunk)
        if taken > cap:
            raise TooLarge(f"A body here has at most {cap} bytes.")
        out += _unpacked(unpack, chunk, taken, len(out)) if unpack else chunk
    # `unused_data` is a second gzip member, which another reader might unpack and this one would
    # not.
    if unpack and taken and (not unpack.eof or unpack.unused_data):
        raise BadInput("The packed body is broken.")
    return bytes(out)


def _unpacked(unpack: Any, chunk: bytes, taken: int, before: int) -> bytes:
    """Return the unpacked piece.

    Raises BadInput where it is broken, TooLarge where it unpacks to more than the limits allow.
    """
    room = min(LIMITS.sync_body_inflated, LIMITS.inflation_ratio * taken) - before
    try:
        # One byte more than the room: that is enough to see a bomb, and it never unpacks further.
        part: bytes = unpack.decompress(chunk, room + 1)
    except zlib.error:
        raise BadInput("The packed body is broken.") from None
    if len(part) > room:
        raise TooLarge(
            f"An unpacked body has at most {LIMITS.sync_body_inflated} bytes "
            f"and {LIMITS.inflation_ratio} times its packed size."
        )
    return part


async def _chunk(receive: Receive) -> tuple[bytes, bool]:
    """Return the next piece, and whether more follow."""
    message = await receive()
    if message["type"] != "http.request":
        raise BadInput("The body broke off.")
    return message.get("body", b""), message.get("more_body", False)


def _where(error: msgspec.DecodeError) -> str:
    """Return the path of the bad field, `keys.auth` from "… - at `$.keys.auth`".

    For a missing field it is the object that lacks it.
    """
    found = PLACE.search(str(error))
    return found[1] if found else "body"


def _cap(*, sync: bool) -> int:
    return LIMITS.sync_body if sync else LIMITS.body


def _declared_length(headers: dict[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def refuse_undecodable(body: bytes) -> None:
    """Raise BadInput for invalid UTF-8 and for nesting deeper than the limit."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadInput("The body is not UTF-8.") from None
    if is_deep(body):
        raise BadInput(
            f"The body is nested deeper than {LIMITS.json_depth}, or its brackets do not match."
        )


def refuse_ambiguous(body: bytes) -> None:
    """Raise BadInput for a name that is given twice and for text that cannot be stored.

    Two readers of a repeated name may each see another value.
    """
    if mend_text(body) != body:
        raise BadInput("A text holds a character that cannot be kept.")
    try:
        json.loads(body, object_pairs_hook=_refuse_twice)
    except ValueError:
        raise BadInput("The body is not JSON.") from None


def _refuse_twice(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise BadInput("A name is given twice.")
