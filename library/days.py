"""Weekdays in the spellings of real feeds.

Sunday is 0.
"""

import re
from typing import Any

_DAY_NAMES = (
    ("sunday", "sun", "domingo", "dimanche"),
    ("monday", "mon", "lunes", "lundi"),
    ("tuesday", "tue", "tues", "martes", "mardi"),
    ("wednesday", "wed", "weds", "miércoles", "miercoles", "mercredi"),
    ("thursday", "thu", "thur", "thurs", "jueves", "jeudi"),
    ("friday", "fri", "viernes", "vendredi"),
    ("saturday", "sat", "sábado", "sabado", "samedi"),
)
_DAYS = {
    name: day
    for day, names in enumerate(_DAY_NAMES)
    for name in (*names, f"{names[0]}s", str(day), f"{day}.0")
}
DAY_LABELS = tuple(names[0].title() for names in _DAY_NAMES)

_PIECE_END = re.compile(r"[,;/|]")


def read_days(value: Any) -> tuple[list[int], list[str]]:
    """Return the weekdays that a feed's `day` names, and the pieces that name none.

    Weekdays count from 0, Sunday, in the feed's order.
    """
    days: list[int] = []
    unread: list[str] = []
    for piece in _pieces(value):
        day = _DAYS.get(piece.strip().lower().rstrip("."))
        if day is None:
            unread.append(piece)
        elif day not in days:
            days.append(day)
    return days, unread


def _pieces(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [piece for inner in value for piece in _pieces(inner)]
    if isinstance(value, str):
        return [piece for piece in _PIECE_END.split(value) if piece.strip()]
    return [str(value)]
