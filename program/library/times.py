"""Weekdays and wall-clock times in the spellings of real feeds. Sunday is 0."""

import re
from typing import Any

_DAY_NAMES = (
    ("sunday", "sun", "domingo"),
    ("monday", "mon", "lunes"),
    ("tuesday", "tue", "tues", "martes"),
    ("wednesday", "wed", "weds", "miércoles", "miercoles"),
    ("thursday", "thu", "thur", "thurs", "jueves"),
    ("friday", "fri", "viernes"),
    ("saturday", "sat", "sábado", "sabado"),
)
_DAYS = {name: day for day, names in enumerate(_DAY_NAMES) for name in (*names, str(day), f"{day}.0")}
DAY_LABELS = tuple(names[0].title() for names in _DAY_NAMES)

_NAMED_TIMES = {"noon": "12:00", "12 noon": "12:00", "midnight": "00:00", "12 midnight": "00:00"}
_CLOCK = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}[t ])?(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?P<half>[ap]\.?\s?m?\.?)?$"
)
_DIGITS = re.compile(r"(\d{1,2})(\d{2})$")
_RANGE = re.compile(r"-|–|—|\bto\b")
_PIECE_END = re.compile(r"[,;/|]")


def read_days(value: Any) -> tuple[list[int], list[str]]:
    """The weekdays that a feed's `day` names, in its order, and the pieces that name none."""
    days: list[int] = []
    unread: list[str] = []
    for piece in _pieces(value):
        day = _DAYS.get(piece.strip().lower().rstrip("."))
        if day is None:
            unread.append(piece)
        elif day not in days:
            days.append(day)
    return days, unread


def read_time(text: str) -> str | None:
    """A wall-clock time as HH:MM, or None where it cannot be read with certainty (`7` alone is not certain)."""
    text = " ".join(text.lower().split())
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text]
    if found := _DIGITS.match(text):
        return _wall_clock(int(found[1]), int(found[2]), "")
    found = _CLOCK.match(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    return _wall_clock(int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1])


def read_end(text: str) -> str | None:
    """As `read_time`; an end at 24:00 is midnight."""
    return "00:00" if text.strip() in ("24:00", "24:00:00") else read_time(text)


def split_range(text: str) -> tuple[str, str]:
    """`"7:00 PM - 8:00 PM"` is a start and an end; anything else is a start."""
    parts = [part.strip() for part in _RANGE.split(text)]
    if len(parts) == 2 and read_time(parts[0]) and read_end(parts[1]):
        return parts[0], parts[1]
    return text, ""


def _wall_clock(hour: int, minute: int, half: str) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour <= 23 and minute <= 59 else None


def _pieces(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [piece for inner in value for piece in _pieces(inner)]
    if isinstance(value, str):
        return [piece for piece in _PIECE_END.split(value) if piece.strip()]
    return [str(value)]
