"""Rules of single entities that types cannot say: goal moves, tidy texts, times that have not come yet."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

ACHIEVED = "achieved"

LEGAL_MOVES = frozenset(
    {
        ("draft", "active"),
        ("draft", "released"),
        ("active", "paused"),
        ("active", "achieved"),
        ("active", "released"),
        ("paused", "active"),
        ("paused", "released"),
        ("achieved", "active"),
        ("released", "active"),
    }
)
"""A goal's moves. There is no 'failed', and both ends can be opened again."""

_UNSEEN = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\n\t")


def is_legal_move(came_from: str | None, status: str) -> bool:
    """A first status is always legal; so is staying, for the fields beside it."""
    return came_from is None or came_from == status or (came_from, status) in LEGAL_MOVES


def tidy(text: str) -> str:
    """The same words in one Unicode form (NFC), without control characters or white space around them."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", text).translate(_UNSEEN).strip()


def tidied(value: Struct, fields: tuple[str, ...], received_at: int) -> Struct:
    """The group value with these fields tidied, instants not after their arrival (ms); itself when nothing changed."""
    changes: dict[str, Any] = {}
    for field in fields:
        held = getattr(value, field)
        if isinstance(held, str):
            if (better := tidy(held)) != held:
                changes[field] = better
        elif isinstance(held, datetime) and held.timestamp() * 1000 > received_at:
            changes[field] = datetime.fromtimestamp(received_at / 1000, UTC)
    return msgspec.structs.replace(value, **changes) if changes else value
