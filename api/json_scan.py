"""Scans the bytes of a body before anything decodes it, in time that grows with its length alone.

Each step is one pass in C over the whole text. A pattern that stops at every escape would take some
hundred times as long for a body of nothing but escapes. All of it holds for valid UTF-8, in which
the byte FF never stands.
"""

import re

from api.limits import LIMITS

ESCAPED_BACKSLASH = b"\\\\"
SET_ASIDE = b"\xff\xff"
"""Stands for an escaped backslash, so that every backslash that is left begins an escape."""

BRACKETS_ALONE = bytes(code for code in range(256) if code not in b'"[]{}')
ONE_KIND = bytes.maketrans(b"{}", b"[]")
TOO_DEEP = b"[" * (LIMITS.json_depth + 1)
MOST_BRACKETS = 256 * 1024
"""In the largest body, one for each eight bytes.

The shortest thing that a request lists, a key, has one for each eleven.
"""

HIGH = rb"[dD][89abAB][0-9a-fA-F]{2}"
LOW = rb"[dD][c-fC-F][0-9a-fA-F]{2}"
LONE_SURROGATE = re.compile(rb"\\u(?:%b(?!\\u%b)|(?<!\\u%b\\u)%b)" % (HIGH, LOW, HIGH, LOW))
"""Half of a pair without its other half.

It begins with what is looked for in one sweep: `\\u`.
"""
NUL = rb"\u0000"
REPLACEMENT = rb"\ufffd"


def is_deep(body: bytes) -> bool:
    """Return whether brackets outside of strings nest too deep, are too many, or do not match."""
    brackets = _brackets(body)
    if len(brackets) > MOST_BRACKETS or TOO_DEEP in brackets:
        return True
    # Each round removes the innermost pairs; what is left after the allowed depth nests deeper.
    for _ in range(LIMITS.json_depth):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _brackets(body: bytes) -> bytes:
    """Return those outside of strings, in order, as of one kind."""
    if b"\\" in body:
        body = body.replace(ESCAPED_BACKSLASH, b"").replace(b'\\"', b"")
    # What two quotes enclose is a string. Two without a bracket between them change nothing for
    # any other bracket.
    kept = body.translate(ONE_KIND, BRACKETS_ALONE).replace(b'""', b"")
    return b"".join(kept.split(b'"')[::2])


def mend_text(body: bytes) -> bytes:
    """Replace escapes that no database text can hold, NUL and lone surrogates, by U+FFFD."""
    if b"\\u" not in body:
        return body
    # First: in `\\\\u0000` the backslash itself is escaped, and `u0000` is a word that someone
    # wrote.
    escapes = body.replace(ESCAPED_BACKSLASH, SET_ASIDE).replace(NUL, REPLACEMENT)
    whole = LONE_SURROGATE.sub(REPLACEMENT.replace(b"\\", ESCAPED_BACKSLASH), escapes)
    return whole.replace(SET_ASIDE, ESCAPED_BACKSLASH)
