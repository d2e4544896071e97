"""Rules of single fields that types cannot say: tidy texts, times to come."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from domain.composing import to_nfc

_UNSEEN = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\n\t")


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
