"""What may be adjusted without losing a word.

White space, the Unicode form, and an instant that has not come yet.
"""

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.declare import Rule
from domain.entities import SPECS
from tests.simulation.fates import Frozen
from tests.simulation.histories import Group, canonical

INSTANTS = ("occurred_at", "recorded_at")


def tidied(frozen: Frozen, latest: int, offset: int) -> tuple[dict[str, Group], str | None]:
    """The groups as they are stored, and the first of them that was adjusted.

    `latest`, ms, is the last instant that it can speak of, `offset` corrects the phone's clock.
    """
    groups: dict[str, Group] = {}
    adjusted = None
    for name, value in frozen.groups.items():
        if SPECS[frozen.entity].groups[name].rule is Rule.MEMBERS:
            groups[name] = value
            continue
        better = {field: _tidy(each) for field, each in value.items()} | _in_time(
            value, latest, offset
        )
        if better != value:
            adjusted = adjusted or name
        groups[name] = canonical(frozen.entity, name, better)
    return groups, adjusted


def _tidy(value: object) -> object:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _in_time(value: Group, latest: int, offset: int) -> dict[str, object]:
    """An instant after the latest is set back, its day with it, and what the phone said is kept."""
    field = next((each for each in INSTANTS if each in value), None)
    if field is None or datetime.fromisoformat(value[field]).timestamp() * 1000 <= latest:
        return {}
    ms = min(int(datetime.fromisoformat(value[field]).timestamp() * 1000) + min(offset, 0), latest)
    at = datetime.fromtimestamp(ms / 1000, UTC)
    day = (
        {"local_date": at.astimezone(ZoneInfo(value["time_zone"])).date().isoformat()}
        if "local_date" in value
        else {}
    )
    return {field: at.isoformat(), "told_at": value[field], **day}
