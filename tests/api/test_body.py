"""A body is bounded, readable and unambiguous before anything decodes it (security: B11 to B15)."""

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from api import body as bodies
from api.body import read_in_time, read_json
from api.json_scan import mend_text
from api.limits import LIMITS
from api.problems import UnsupportedBody
from domain.errors import BadInput, TooLarge

JSON = {b"content-type": b"application/json"}
PACKED = JSON | {b"content-encoding": b"gzip"}


async def read(*chunks: bytes, headers: dict[bytes, bytes] = JSON, sync: bool = False) -> bytes:
    return await read_json(_receiving(chunks), headers, sync=sync)


def _receiving(chunks: Iterable[bytes]) -> Any:
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Any:
        return waiting.pop(0)

    return receive


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def of_size(size: int) -> bytes:
    return b'"' + b"a" * (size - 2) + b'"'


async def test_a_body_comes_back_whole() -> None:
    assert await read(b'{"a":', b" 1}") == b'{"a": 1}'


async def test_no_body_needs_no_media_type() -> None:
    assert await read(headers={}) == b""


@pytest.mark.parametrize(
    "media_type", [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data", b""]
)
async def test_a_form_or_plain_text_is_refused(media_type: bytes) -> None:
    with pytest.raises(UnsupportedBody):
        await read(b"{}", headers={b"content-type": media_type})


async def test_a_charset_beside_the_media_type_is_fine() -> None:
    assert await read(b"{}", headers={b"content-type": b"application/json; charset=utf-8"}) == b"{}"


@pytest.mark.parametrize("sync", [False, True])
async def test_size_is_held_at_the_limit_and_one_past_it(sync: bool) -> None:
    limit = LIMITS.sync_body if sync else LIMITS.body
    assert len(await read(of_size(limit), sync=sync)) == limit

    with pytest.raises(TooLarge):
        await read(of_size(limit + 1), sync=sync)


async def test_a_declared_length_past_the_limit_is_refused_before_reading() -> None:
    async def never() -> Any:
        raise AssertionError("the body was read")

    with pytest.raises(TooLarge):
        await read_json(never, JSON | {b"content-length": b"99999999"})


async def test_a_sync_may_be_packed() -> None:
    body = json.dumps([f"{n} goals" for n in range(200)]).encode()
    packed = gzip.compress(body)

    assert await read(packed[:50], packed[50:], headers=PACKED, sync=True) == body


async def test_an_ordinary_body_may_not_be_packed() -> None:
    with pytest.raises(UnsupportedBody):
        await read(gzip.compress(b"{}"), headers=PACKED)


@pytest.mark.parametrize("encoding", [b"br", b"deflate", b"zstd", b"gzip, gzip", b"compress"])
async def test_other_encodings_are_refused(encoding: bytes) -> None:
    with pytest.raises(UnsupportedBody):
        await read(b"{}", headers=JSON | {b"content-encoding": encoding}, sync=True)


async def test_a_bomb_is_stopped_by_its_ratio() -> None:
    with pytest.raises(TooLarge):
        await read(gzip.compress(of_size(500_000)), headers=PACKED, sync=True)


async def test_a_bomb_in_small_chunks_never_unpacks_past_the_ratio(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    most = 0
    real = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self.inner = real(wbits=wbits)

        def decompress(self, data: bytes, room: int) -> bytes:
            nonlocal most
            part = self.inner.decompress(data, room)
            most += len(part)
            return part

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(TooLarge):
        await read(
            *(packed[at : at + 100] for at in range(0, len(packed), 100)), headers=PACKED, sync=True
        )
    assert most <= LIMITS.inflation_ratio * 100 + 1


async def test_an_unpacked_body_past_its_own_limit_is_refused() -> None:
    hex_digits = "".join(
        f"{n * 2654435761 % 2**32:08x}" for n in range(LIMITS.sync_body_inflated // 8)
    )
    packed = gzip.compress(f'"{hex_digits}"'.encode(), 9)
    pieces = [packed[at : at + 10_000] for at in range(0, len(packed), 10_000)]
    with pytest.raises(TooLarge):
        await read(*pieces, headers=PACKED, sync=True)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"{}")[:-4],
        gzip.compress(b"{}") + gzip.compress(b"{}"),
        b"not gzip at all",
        gzip.compress(gzip.compress(b"{}")),
    ],
    ids=["cut", "two members", "not gzip", "nested"],
)
async def test_a_broken_or_stacked_packing_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        await read(body, headers=PACKED, sync=True)


@pytest.mark.parametrize("depth", [1, 31, 32])
async def test_nesting_up_to_the_limit_is_read(depth: int) -> None:
    assert await read(nested(depth), sync=True) == nested(depth)


@pytest.mark.parametrize("depth", [33, 5_000, 200_000])
async def test_deeper_nesting_is_refused(depth: int) -> None:
    with pytest.raises(BadInput):
        await read(nested(depth), sync=True)


@pytest.mark.parametrize("sync", [False, True])
@pytest.mark.parametrize("body", [b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"'])
async def test_broken_utf8_is_refused(body: bytes, sync: bool) -> None:
    with pytest.raises(BadInput):
        await read(body, sync=sync)


@pytest.mark.parametrize(
    "text", [b'"\\u0000"', b'"\\ud83d"', b'"\\uDE00\\uD83D"', b'"\\\\\\u0000"']
)
async def test_a_character_that_no_database_keeps_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput):
        await read(text)


@pytest.mark.parametrize("text", [b'"\\u0000"', b'"a\\ud83d"', b'"\\uDE00\\uD83D"'])
async def test_in_a_sync_it_is_replaced_so_that_the_outbox_goes_on(text: bytes) -> None:
    decoded = msgspec.json.decode(await read(text, sync=True))

    assert "\ufffd" in decoded
    assert "\x00" not in decoded


@pytest.mark.parametrize(
    "text", [b'"\\ud83d\\ude00"', b'"\\\\u0000"', b'"\\\\\\\\ud83d"', '"عربي \u202e é"'.encode()]
)
async def test_whole_characters_are_kept_byte_for_byte(text: bytes) -> None:
    assert mend_text(text) == text
    assert await read(text) == text


async def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(BadInput):
        await read(b'{"owner": 1, "owner": 2}')


@pytest.mark.parametrize("body", [b"{", b"{'a': 1}", b"nonsense", b'{"a": 1}}'])
async def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        await read(body)


async def test_a_client_that_goes_away_leaves_nothing_behind() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(BadInput):
        await read_json(receive, JSON)


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)

    async def drip() -> Any:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    with pytest.raises(BadInput, match="slowly"):
        await read_in_time(drip, JSON)
