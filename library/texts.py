"""Makes the texts of feeds readable (entities, tags, blanks) without losing a word."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from domain.composing import to_nfc

_LINK = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"href\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
_LINK_END = re.compile(r"</a\s*>", re.IGNORECASE)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>"""
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|table|h[1-6])" + _ATTRIBUTES, re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|small|big|sup|sub|td|th|tbody|center|code)" + _ATTRIBUTES,
    re.IGNORECASE,
)
_BEYOND_UNICODE = re.compile(r"&#(?:[0-9]{10,}|x[0-9a-f]{10,});?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|#0{0,4}38|#x0{0,4}26);", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# A bound, since a hostile feed could nest `&amp;amp;…` without end.
_MOST_DECODINGS = 3
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_BARE_WEB = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?:]\S*)?$", re.IGNORECASE)


def one_line(value: Any) -> str:
    """Return one line of text, with numbers written out; "" for anything else than these two."""
    return " ".join(paragraphs(value).split())


def paragraphs(value: Any) -> str:
    """Return plain text with its line breaks, at most one empty line in a row."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    text = _decoded(text)
    # Known tags alone: `<3` and `a < b` are words that somebody wrote.
    text = _TAG.sub("", _BREAK.sub("\n", "".join(_links_written_out(text))))
    text = "".join(map(_readable, to_nfc(text.replace("\r\n", "\n"))))
    lines = [_BLANKS.sub(" ", piece).strip() for piece in text.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _decoded(text: str) -> str:
    """Return the text with its entities as letters.

    Feeds that pass through several systems hold `&amp;#8217;`.
    """
    for _ in range(_MOST_DECODINGS):
        before, text = text, html.unescape(_BEYOND_UNICODE.sub("\ufffd", text))
        if text == before:
            break
    return text


def without_markup(value: Any) -> str:
    """Return one line of text with its entities and tags, without what cannot be shown."""
    return (
        " ".join("".join(map(_readable, to_nfc(value))).split()) if isinstance(value, str) else ""
    )


def shorten(text: str, limit: int) -> str:
    """Return the start of a text longer than `limit` characters, ended at a word if possible."""
    cut = text[: limit - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip() + "…"


def web_address(text: str) -> str | None:
    """Return the web address, or None where it is not one that a phone may open.

    The scheme is in small letters. `text` is as the feed holds it: `&copy=` in an address is no
    sign, so of entities only that of `&` is decoded.
    """
    for _ in range(_MOST_DECODINGS):
        text = _ENTITY.sub("&", text)
    if _WEB.match(text):
        scheme, _, rest = text.partition("://")
        return f"{scheme.lower()}://{rest}"
    return f"https://{text}" if _BARE_WEB.match(text) else None


def _links_written_out(text: str) -> Iterator[str]:
    """Yield the pieces of a text, with each link as words and address.

    No place is looked at twice: a feed may hold thousands of links that do not end.
    """
    done = 0
    for link in _LINK.finditer(text):
        address = _ADDRESS.search(link[1]) if link.start() >= done else None
        if address is None:
            continue
        end = _LINK_END.search(text, link.end())
        if end is None:
            break
        yield text[done : link.start()]
        yield _written_out(address[1].strip(), text[link.end() : end.start()].strip())
        done = end.end()
    yield text[done:]


def _written_out(address: str, words: str) -> str:
    return words if address in words else f"{words} ({address})" if words else address


def _readable(character: str) -> str:
    if character in "\r\v\f\x85\u2028\u2029":
        return "\n"
    match unicodedata.category(character):
        case "Cc":
            return character if character == "\n" else " "
        case "Cs":
            return "\ufffd"
        case _:
            return "" if character in "\ufeff\u200b" else character
