"""What may be adjusted without losing a word: white space, the Unicode form, and an instant that has not come yet."""

import unicodedata
from datetime import UTC, datetime

from domain.declare import Rule
from domain.entities import SPECS
from tests.simulation.fates import Frozen
from tests.simulation.histories import Group, canonical


def tidied(frozen: Frozen, received_at: int) -> tuple[dict[str, Group], str | None]:
    """The groups as they are stored, and the first of them that was adjusted."""
    groups: dict[str, Group] = {}
    adjusted = None
    for name, value in frozen.groups.items():
        if SPECS[frozen.entity].groups[name].rule is Rule.MEMBERS:
            groups[name] = value
            continue
        better = {field: _tidy(field, each, received_at) for field, each in value.items()}
        if better != value:
            adjusted = adjusted or name
        groups[name] = canonical(frozen.entity, name, better)
    return groups, adjusted


def _tidy(field: str, value: object, received_at: int) -> object:
    if not isinstance(value, str):
        return value
    if field.endswith("_at"):
        return (
            value
            if datetime.fromisoformat(value).timestamp() * 1000 <= received_at
            else datetime.fromtimestamp(received_at / 1000, UTC).isoformat()
        )
    return unicodedata.normalize("NFC", value).strip()
