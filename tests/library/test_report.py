"""What an import says is short however large the feed is, and repeats nothing of it."""

import time

import pytest

from library.importing import ImportSummary
from library.report import report
from library.whereabouts import may_be_in
from tests.library.feeds import codes, meeting, read

MISSOURI = {"address": "6101 Ward Pkwy", "city": "Kansas City", "state": "MO", "country": "USA"}


def test_thirty_thousand_remarks_are_a_line_for_each_kind() -> None:
    reading = read(
        *(
            meeting(slug=number, time="7:00", types=["HATS"], venmo="@noon")
            for number in range(1, 3001)
        ),
        {"day": 1},
    )
    lines = list(report(reading, ImportSummary(added=3000)))
    assert lines[:3] == [
        (
            "rows 1, 2, 3, 4, 5 and 2995 more, types: "
            "A type code is not in the Meeting Guide list; it is kept as it is."
        ),
        (
            "rows 1, 2, 3, 4, 5 and 2995 more, time: The time has neither a.m. nor p.m.; "
            "it is taken for the 24-hour clock. Check one of them."
        ),
        "row 3001, name: The row has no name, group or place, so it cannot be shown.",
    ]
    assert "Left out, because an entry has no place for it (rows): venmo (3000)" in lines
    assert "3001 rows read, 1 of them not imported." in lines
    assert len(lines) < 10
    assert len(list(report(reading, ImportSummary(), every_row=True))) > 6000


def test_how_the_meetings_can_be_attended_and_in_which_zones_is_said() -> None:
    rows = [
        meeting(slug=1, address="12 Elm St"),
        meeting(slug=2, address="12 Elm St", types=["TC"]),
        meeting(slug=3, conference_url="https://video.example/j/4", timezone="America/New_York"),
    ]
    lines = list(report(read(*rows), ImportSummary()))
    assert "Meetings: 1 in person, 1 online, 1 place closed" in lines
    assert "Time zones: America/Chicago (2), America/New_York (1)" in lines


def test_a_row_in_another_zone_than_that_of_the_import_is_reported() -> None:
    new_york = MISSOURI | {"city": "Albany", "state": "NY"}
    assert codes(meeting(**MISSOURI)) == []
    assert codes(meeting(**new_york)) == ["zone_doubtful"]
    assert codes(meeting(**new_york, timezone="America/New_York")) == []
    assert codes(meeting(formatted_address="1 State St, Albany, NY 12207, USA")) == [
        "zone_doubtful"
    ]
    assert codes(meeting(latitude=48.9, longitude=2.3)) == ["zone_doubtful"]


@pytest.mark.parametrize(
    ("zone", "place", "may_be"),
    [
        ("America/Denver", {"state": "KS"}, True),
        ("America/Phoenix", {"state": "AZ"}, True),
        ("America/Los_Angeles", {"state": "AZ"}, False),
        ("US/Central", {"state": "Missouri"}, True),
        ("America/Edmonton", {"address": "8318 104 St, Edmonton, Alberta, T6E 4E8, Canada"}, True),
        ("America/Chicago", {"address": "8318 104 St, Edmonton, Alberta, T6E 4E8, Canada"}, False),
        ("America/Regina", {"state": "SK"}, True),
        ("America/Chicago", {"state": "GA", "country": "Georgia"}, True),
        ("Europe/Madrid", {"longitude": -8.5}, True),
        ("Asia/Kolkata", {"state": "IN", "country": "India", "longitude": 77.2}, True),
        ("America/New_York", {"longitude": 77.2}, False),
        ("Mars/Olympus_Mons", {"state": "NY"}, True),
        ("UTC", {}, True),
    ],
)
def test_a_place_may_be_in_a_zone_unless_it_certainly_is_not(
    zone: str, place: dict[str, object], may_be: bool
) -> None:
    known: dict[str, object] = {"state": "", "country": "", "address": "", "longitude": None}
    assert may_be_in(zone, **{**known, **place}) is may_be  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["America/New_York", "Mars/Olympus_Mons"])
def test_thousands_of_rows_that_name_a_zone_are_read_as_quickly_as_others(zone: str) -> None:
    """36 s for 3,000 rows, when the list of zones was read for each."""

    def seconds(**more: str) -> float:
        began = time.process_time()
        read(*(meeting(slug=number, **more) for number in range(3000)))
        return time.process_time() - began

    seconds()
    assert seconds(timezone=zone) < 3 * seconds() + 0.5
