"""Rules of single entities that types cannot say: legal moves, tidy texts, times that have not come yet."""

from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec
from msgspec import Struct

from domain.composing import composed
from domain.declare import Instant
from domain.zones import UnknownZone, zone_named

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
"""No flag is closed that no one has seen. A closed one stays closed: the participant raises another."""

LEGAL_MOVES = GOAL_MOVES | FLAG_MOVES
"""Of every state that moves; no two of them share a word."""

_UNSEEN = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\n\t")


def is_legal_move(came_from: str | None, status: str) -> bool:
    """A first status is always legal; so is staying, for the fields beside it."""
    return came_from is None or came_from == status or (came_from, status) in LEGAL_MOVES


def tidy(text: str) -> str:
    """The same words in one Unicode form (NFC), without control characters or white space around them."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return composed(text).translate(_UNSEEN).strip()


def in_time(value: Struct, instants: tuple[Instant, ...], received_at: int, ahead: int) -> Struct:
    """The group value with no instant after its arrival (ms), and with them what is derived from them; itself when nothing changed.

    `ahead`, ms, is what is known of how far the true clock is ahead of the one that wrote; what was sent is kept beside.
    """
    changes: dict[str, Any] = {}
    for instant in instants:
        sent: datetime = getattr(value, instant.field)
        if sent.timestamp() * 1000 <= received_at:
            continue
        meant = min(int(sent.timestamp() * 1000) + min(ahead, 0), received_at)
        at = datetime.fromtimestamp(meant / 1000, UTC)
        changes |= {instant.field: at, instant.told: sent}
        if instant.day and instant.zone:
            changes[instant.day] = at.astimezone(_zone_of(getattr(value, instant.zone), sent)).date()
    return msgspec.structs.replace(value, **changes) if changes else value


def _zone_of(name: str, sent: datetime) -> tzinfo | None:
    """Where the machine does not know it, as far from UTC as the phone was."""
    try:
        return zone_named(name)
    except UnknownZone:
        return sent.tzinfo


def tidied(value: Struct, fields: tuple[str, ...], received_at: int) -> Struct:
    """The group value with these fields tidied, instants not after their arrival (ms); itself when nothing changed."""
    changes: dict[str, Any] = {}
    for field in fields:
        held = getattr(value, field)
        if isinstance(held, str):
            if held and (better := tidy(held)) != held:
                changes[field] = better
        elif isinstance(held, datetime) and held.timestamp() * 1000 > received_at:
            changes[field] = datetime.fromtimestamp(received_at / 1000, UTC)
    return msgspec.structs.replace(value, **changes) if changes else value
