"""How a meeting can be attended: the vectors that the app passes too."""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from domain.attendance import Attendance, How, PlaceState, attendance_of
from domain.entities.resource import Resource

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "attendance"
CASES = [
    case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())["cases"]
]


def test_every_answer_and_every_file_is_asked() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {"options", "places", "types"}
    assert {case["expect"]["how"] for case in CASES} == set(get_args(How))
    assert {case["expect"]["place"] for case in CASES} == set(get_args(PlaceState))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_how_a_meeting_can_be_attended(case: Any) -> None:
    meeting = msgspec.convert(
        {"type": "meeting", "topic": "community", "title": "Noon", **case["meeting"]}, Resource
    )
    assert attendance_of(meeting) == Attendance(**case["expect"])


def test_nobody_is_sent_to_a_closed_place() -> None:
    """Whatever else the entry holds."""
    for case in CASES:
        given = {
            **case["meeting"],
            "meeting_types": [*case["meeting"].get("meeting_types", ()), "TC"],
        }
        attendance = attendance_of(
            msgspec.convert(
                {"type": "meeting", "topic": "community", "title": "Noon", **given}, Resource
            )
        )
        assert attendance.place in ("closed", "none"), case["name"]
        assert attendance.how in ("online", "closed", "inactive"), case["name"]
