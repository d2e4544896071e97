"""What the bytes of a body are searched for, and that the search takes as long as the body is.

Security: B13, B15, B19.
"""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.json_scan import MOST_BRACKETS, is_deep, mend_text
from api.limits import LIMITS

LARGEST = LIMITS.sync_body_inflated
DEEP = LIMITS.json_depth
ESCAPES = [b"\\\\", b'\\"', b"\\n", b"\\u0000", b"\\ud83d", b"\\uDE00", b"\\u00e9", b"u0000", b"a"]
PIECES = [b"[", b"]", b"{", b"}", b'"', b"\\\\", b'\\"', b"a", b","]

WORST = {
    "escaped quotes": b'"' + b'\\"' * (LARGEST // 2 - 1) + b'"',
    "escaped backslashes": b'"' + b"\\\\" * (LARGEST // 2 - 1) + b'"',
    "escapes and one NUL": b'"\\u0000' + b"\\n" * (LARGEST // 2 - 4) + b'"',
    "NULs": b'"' + b"\\u0000" * (LARGEST // 6) + b'"',
    "halves of pairs": b'"' + b"\\ud800" * (LARGEST // 6) + b'"',
    "whole pairs": b'"' + b"\\ud800\\udc00" * (LARGEST // 12) + b'"',
    "empty texts": b'""' * (LARGEST // 2),
    "texts with a bracket": b'"["' * (LARGEST // 3),
    "one deep nest": b"[" * (LARGEST // 2) + b"]" * (LARGEST // 2),
    "nothing but openings": b"[" * LARGEST,
    "many nests just deep enough": (b"[" * DEEP + b"]" * DEEP) * (LARGEST // DEEP // 2),
    "as many brackets as may be": (b"[" * DEEP + b"]" * DEEP) * (MOST_BRACKETS // DEEP // 2)
    + b" " * (LARGEST - MOST_BRACKETS),
}


@pytest.mark.parametrize("kind", WORST)
def test_the_largest_body_of_any_kind_is_searched_in_milliseconds(kind: str) -> None:
    """Held against a plain walk over its bytes (7 ms): a slow machine is slow at both."""
    walk = _seconds(_walk, WORST[kind])
    assert _seconds(is_deep, WORST[kind]) < 6 * walk
    assert _seconds(mend_text, WORST[kind]) < 16 * walk


def _walk(body: bytes) -> None:
    for _ in body:
        pass


def _seconds(work: Callable[[bytes], object], body: bytes) -> float:
    """Of processor time, the least of three."""

    def once() -> float:
        began = time.thread_time()
        work(body)
        return time.thread_time() - began

    return min(once() for _ in range(3))


@pytest.mark.parametrize("text", ['"[[[["', '"\\"[[{"', '"\\\\"', '{"a\\\\":"]]"}', '[{"}":"{"}]'])
def test_brackets_inside_texts_do_not_count(text: str) -> None:
    assert not is_deep(text.encode())


@pytest.mark.parametrize("text", [b"[", b"]", b"[[]", b"[]]", b"{]}"])
def test_unbalanced_brackets_are_never_shallow(text: bytes) -> None:
    assert is_deep(text)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
def test_depth_is_what_a_walk_over_every_byte_finds(text: bytes) -> None:
    assert is_deep(text) == (_walked(text) is None)


@pytest.mark.parametrize("opening", [b"[", b"{"])
@pytest.mark.parametrize("more", [0, 1])
def test_depth_is_counted_to_the_limit(opening: bytes, more: int) -> None:
    text = opening * (DEEP + more) + b'"[[["' + b"]" * (DEEP + more)
    assert is_deep(text) == (_walked(text) is None) == bool(more)


def _walked(text: bytes) -> int | None:
    """How deep it nests, by the book: one byte after the other.

    None where it is too deep or does not match.
    """
    depth, deepest, inside, escaped = 0, 0, False, False
    for byte in text:
        if escaped:
            escaped = False
        elif byte == ord("\\"):
            escaped = True
        elif byte == ord('"'):
            inside = not inside
        elif not inside and byte in b"[{":
            depth, deepest = depth + 1, max(deepest, depth + 1)
        elif not inside and byte in b"]}":
            depth -= 1
            if depth < 0:
                return None
    return deepest if depth == 0 and deepest <= DEEP else None


def test_more_brackets_than_any_request_holds_are_refused() -> None:
    assert not is_deep(b"[" + b"[]" * (MOST_BRACKETS // 2 - 1) + b"]")
    assert is_deep(b"[" + b"[]" * (MOST_BRACKETS // 2) + b"]")


@given(st.lists(st.sampled_from(ESCAPES), max_size=30).map(b"".join))
def test_a_text_is_mended_escape_by_escape(text: bytes) -> None:
    assert mend_text(b'"' + text + b'"') == b'"' + _mended(text) + b'"'


def _mended(text: bytes) -> bytes:
    out = b""
    while text:
        here = text[:2] if text[:1] == b"\\" else text[:1]
        if here == b"\\u":
            here = text[:12] if _is_pair(text[:12]) else text[:6]
            out += (
                b"\\ufffd"
                if len(here) == 6 and (here == b"\\u0000" or here[2:4].lower() in (b"d8", b"de"))
                else here
            )
        else:
            out += here
        text = text[len(here) :]
    return out


def _is_pair(text: bytes) -> bool:
    return text[2:4].lower() == b"d8" and text[6:10].lower() == b"\\ude"
