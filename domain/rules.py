"""Rules of single entities that types cannot say: legal moves, tidy texts, times to come."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from domain.composing import to_nfc

ACHIEVED = "achieved"

GOAL_MOVES = frozenset(
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
"""There is no 'failed', and both ends can be opened again."""

FLAG_MOVES = frozenset(
    {
        ("open", "seen"),
        ("open", "contacted"),
        ("open", "handed_over"),
        ("seen", "contacted"),
        ("seen", "handed_over"),
        ("seen", "closed"),
        ("contacted", "handed_over"),
        ("contacted", "closed"),
        ("handed_over", "seen"),
        ("handed_over", "contacted"),
        ("handed_over", "closed"),
    }
)
"""No flag is closed that no one has seen.

A closed one stays closed: the participant raises another.
"""

LEGAL_MOVES = GOAL_MOVES | FLAG_MOVES
"""Of every state that moves; no two of them share a word."""

_UNSEEN = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\n\t")


def is_legal_move(came_from: str | None, status: str) -> bool:
    """Return whether a status may follow another.

    A first status is always legal; so is staying, for the fields beside it.
    """
    return came_from is None or came_from == status or (came_from, status) in LEGAL_MOVES


def tidy(text: str) -> str:
    """Return the text in Unicode's NFC, without control characters or white space around it."""
    # The fast way for most texts; the other one walks through each character.
    if text.isascii() and text.isprintable():
        return text.strip()
    return to_nfc(text).translate(_UNSEEN).strip()


def tidied(value: Struct, fields: tuple[str, ...], received_at: int) -> Struct:
    """Return the group value with these fields tidied; itself when nothing changed.

    Instants are set back to their arrival (ms) at the latest.
    """
    changes: dict[str, Any] = {}
    for field in fields:
        held = getattr(value, field)
        if isinstance(held, str):
            if held and (better := tidy(held)) != held:
                changes[field] = better
        elif isinstance(held, datetime) and held.timestamp() * 1000 > received_at:
            changes[field] = datetime.fromtimestamp(received_at / 1000, UTC)
    return msgspec.structs.replace(value, **changes) if changes else value
