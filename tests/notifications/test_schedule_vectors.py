"""When a plan comes due: the vectors that the app's preview passes too."""

import json
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from domain.entities import SPECS
from domain.entities.planned_nudge import Repeat
from domain.zones import zone_named
from notifications.policy.schedule import Schedule, ScheduledOccurrence, millis, next_due

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "schedules"
CASES = [
    case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())["cases"]
]


def test_every_form_of_repeating_and_every_file_is_asked() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {"clocks", "ends", "repeats"}
    assert {case["schedule"].get("repeat", "once") for case in CASES} == set(get_args(Repeat))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_when_a_plan_comes_due(case: Any) -> None:
    schedule = msgspec.convert(case["schedule"], Schedule)
    msgspec.convert(case["schedule"], SPECS["nudge_plan"].groups["schedule"].shape)
    found = list(islice(coming(schedule, case["zone"], at(case["after"])), case["most"]))
    assert found == [
        ScheduledOccurrence(date.fromisoformat(day), at(instant)) for day, instant in case["expect"]
    ]


def coming(schedule: Schedule, zone: str, after: int) -> Any:
    while one := next_due(schedule, zone_named(zone), after):
        yield one
        after = one.due_at


def at(text: str) -> int:
    return millis(datetime.fromisoformat(text).astimezone(UTC))
