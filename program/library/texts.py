"""Texts as feeds hold them, made readable: entities, tags, control characters and blanks; never a word less."""

import html
import re
import unicodedata
from typing import Any

_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"'>]*)[\"'][^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>"""
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|table|h[1-6])" + _ATTRIBUTES, re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|small|big|sup|sub|td|th|tbody|center|code)" + _ATTRIBUTES, re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_BARE_WEB = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?:]\S*)?$", re.IGNORECASE)


def line(value: Any) -> str:
    """One line of text; numbers are written out; anything else than text and numbers is empty."""
    return " ".join(paragraphs(value).split())


def paragraphs(value: Any) -> str:
    """Plain text with its line breaks, at most one empty line in a row."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = html.unescape(f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value))
    text = _LINK.sub(_link, text)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = "".join(map(_readable, unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))
    lines = [_BLANKS.sub(" ", piece).strip() for piece in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shortened(text: str, limit: int) -> str:
    """The start of a text that is longer than `limit` characters, ended at a word where there is one."""
    cut = text[: limit - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip() + "…"


def web_address(text: str) -> str | None:
    """The address with its scheme, or None where it is not one that a phone may open."""
    if _WEB.match(text):
        return text
    return f"https://{text}" if _BARE_WEB.match(text) else None


def _link(found: re.Match[str]) -> str:
    address, words = found.group(1).strip(), found.group(2).strip()
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
