"""Small feeds for the tests of the import."""

import json
from pathlib import Path
from typing import Any

from domain.entities.resource import Resource
from library.feed import ParsedFeed
from library.meeting_guide import read_feed

FEEDS = Path(__file__).resolve().parents[2] / "data" / "meetings"


def read(*rows: Any, zone: str = "America/Chicago") -> ParsedFeed:
    return read_feed(json.dumps(list(rows)).encode(), time_zone=zone, source="a feed")


def only(**row: Any) -> Resource:
    [entry] = read({"name": "Noon Group", "slug": "noon", "day": None, **row}).entries
    return entry.resource


def codes(*rows: Any) -> list[str]:
    return [remark.code for remark in read(*rows).remarks]


def meeting(**row: Any) -> dict[str, Any]:
    return {"name": "Noon Group", "slug": "noon", "day": 1, "time": "12:00", **row}
