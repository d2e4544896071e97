"""Reading a request's body before anything decodes it: size, encoding, nesting, text (`docs/security.md`, B11 to B15).

A JSON decoder alone answers 500 to deep nesting and broken UTF-8, and an unpacked body has no size of its own.
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
    """A request whose body is decoded at once into the type that its handler declares: `"1"` and `true` are no numbers."""

    async def json(self) -> Any:
        """Raises BadInput, naming the field and showing no value."""
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
    """Whether a body says that it is so little that reading it costs nobody anything: as it stands, and at most 4 kB."""
    as_it_stands = b"content-encoding" not in headers and b"transfer-encoding" not in headers
    return as_it_stands and _declared_length(headers) <= LIMITS.anonymous_body


def most_bytes(headers: dict[bytes, bytes], *, sync: bool = False) -> int:
    """How long a body may turn out to be, by what its head says: unpacked, and to its limit where no length is given."""
    length = min(_declared_length(headers) or LIMITS.sync_body, _cap(sync=sync))
    packed = b"content-encoding" in headers
    return min(length * LIMITS.inflation_ratio, LIMITS.sync_body_inflated) if packed else length


async def read_in_time(
    receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False
) -> bytes:
    """As `read_json`; raises BadInput also for a body that does not come to an end (`docs/security.md`, B19)."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await read_json(receive, headers, sync=sync)
    except TimeoutError:
        raise BadInput("The body came too slowly.") from None


async def read_json(receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False) -> bytes:
    """The whole body, safe to decode; empty where there is none.

    Raises UnsupportedBody, TooLarge or BadInput. Only `sync` may be packed with gzip. In an ordinary body a NUL or half a
    surrogate pair is refused; in a sync it becomes U+FFFD, since one torn emoji must not hold up a whole outbox.
    """
    cap = _cap(sync=sync)
    encoding = (
        headers[b"content-encoding"].strip().lower()
        if b"content-encoding" in headers
        else b"identity"
    )
    if encoding not in ((b"identity", b"gzip") if sync else (b"identity",)):
        raise UnsupportedBody("This encoding is not read here.", where="content-encoding")
    if _declared_length(headers) > cap:
        raise TooLarge(f"A body here has at most {cap} bytes.")
    body = await _read(receive, cap, packed=encoding == b"gzip")
    if not body:
        return b""
    kind = headers.get(b"content-type", b"")
    if kind != JSON and kind.partition(b";")[0].strip().lower() != JSON:
        raise UnsupportedBody("A body here is application/json.", where="content-type")
    refuse_unreadable(body)
    if sync:
        return mend_text(body)
    refuse_ambiguous(body)
    return body


async def _read(receive: Receive, cap: int, *, packed: bool) -> bytes:
    """Stops at the first chunk past a limit, so that nothing large is ever held."""
    unpack = zlib.decompressobj(wbits=31) if packed else None
    taken, out, more = 0, bytearray(), True
    while more:
        chunk, more = await _chunk(receive)
        taken += len(chunk)
        if taken > cap:
            raise TooLarge(f"A body here has at most {cap} bytes.")
        out += _unpacked(unpack, chunk, taken, len(out)) if unpack else chunk
    if unpack and taken and (not unpack.eof or unpack.unused_data):
        raise BadInput("The packed body is broken.")
    return bytes(out)


def _unpacked(unpack: Any, chunk: bytes, taken: int, before: int) -> bytes:
    room = min(LIMITS.sync_body_inflated, LIMITS.inflation_ratio * taken) - before
    try:
        part: bytes = unpack.decompress(chunk, room + 1)
    except zlib.error:
        raise BadInput("The packed body is broken.") from None
    if len(part) > room:
        raise TooLarge(
            f"An unpacked body has at most {LIMITS.sync_body_inflated} bytes and {LIMITS.inflation_ratio} times its packed size."
        )
    return part


async def _chunk(receive: Receive) -> tuple[bytes, bool]:
    """The next piece, and whether more follow."""
    message = await receive()
    if message["type"] != "http.request":
        raise BadInput("The body broke off.")
    return message.get("body", b""), message.get("more_body", False)


def _where(error: msgspec.DecodeError) -> str:
    """`keys.auth` from "… - at `$.keys.auth`"; of a missing field, the object that lacks it."""
    found = PLACE.search(str(error))
    return found[1] if found else "body"


def _cap(*, sync: bool) -> int:
    return LIMITS.sync_body if sync else LIMITS.body


def _declared_length(headers: dict[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def refuse_unreadable(body: bytes) -> None:
    """Raises BadInput for invalid UTF-8 and for nesting deeper than the limit."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadInput("The body is not UTF-8.") from None
    if is_deep(body):
        raise BadInput(
            f"The body is nested deeper than {LIMITS.json_depth}, or its brackets do not match."
        )


def refuse_ambiguous(body: bytes) -> None:
    """Raises BadInput for a name given twice (two readers would see two values) and for text that cannot be kept."""
    if mend_text(body) != body:
        raise BadInput("A text holds a character that cannot be kept.")
    try:
        json.loads(body, object_pairs_hook=_refuse_twice)
    except ValueError:
        raise BadInput("The body is not JSON.") from None


def _refuse_twice(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise BadInput("A name is given twice.")
