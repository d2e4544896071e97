"""The days and times of a meeting, in each of their spellings."""

from typing import Any

import pytest

from domain.entities.resource import Occurrence
from tests.library.feeds import codes, meeting, only, read


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (0, [0]),
        ("6", [6]),
        (2.0, [2]),
        ([1, "3"], [1, 3]),
        ("1,3", [1, 3]),
        ("Monday", [1]),
        ("sat", [6]),
        ([5, 5], [5]),
    ],
)
def test_a_day_is_read_in_each_of_its_spellings(day: Any, days: list[int]) -> None:
    assert [time.day for time in only(day=day, time="12:00").schedule] == days


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("18:30", "18:30"),
        ("6:05", "06:05"),
        ("18:30:00", "18:30"),
        ("11:00 AM", "11:00"),
        ("7:30 pm", "19:30"),
        ("7:30p.m.", "19:30"),
        ("7pm", "19:00"),
        ("12:00 AM", "00:00"),
        ("12:15 pm", "12:15"),
        ("1930", "19:30"),
        ("730", "07:30"),
        ("19h30", "19:30"),
        ("Noon", "12:00"),
        ("12 noon", "12:00"),
        ("midnight", "00:00"),
    ],
)
def test_a_time_is_read_in_each_of_its_spellings(text: str, time: str) -> None:
    assert only(day=1, time=text).schedule == [Occurrence(1, time)]


@pytest.mark.parametrize("text", ["7", "25:00", "13:00 pm", "12:60", "after work", "0:30 am"])
def test_a_time_that_is_not_certain_stays_in_the_text_and_is_reported(text: str) -> None:
    resource = only(day=1, time=text)
    assert resource.schedule == []
    assert resource.body == f"Day: Monday\n\nTime: {text}"
    assert codes(meeting(time=text)) == ["time_unread"]


def test_an_end_is_read_and_may_stand_beside_the_start() -> None:
    assert only(day=1, time="7:00 PM", end_time="8:30 pm").schedule == [
        Occurrence(1, "19:00", "20:30")
    ]
    assert only(day=1, time="7:00 PM - 8:00 PM").schedule == [Occurrence(1, "19:00", "20:00")]
    assert only(day=1, time="22:00", end_time="24:00").schedule == [Occurrence(1, "22:00", "00:00")]


def test_the_half_day_of_one_time_holds_for_the_other() -> None:
    for row in (
        {"time": "7:00-8:30 pm"},
        {"time": "7:00", "end_time": "8:30 pm"},
        {"time": "7:00 pm", "end_time": "8:30"},
    ):
        assert only(day=1, **row).schedule == [Occurrence(1, "19:00", "20:30")]
        assert codes(meeting(**row)) == []


def test_what_is_taken_for_granted_of_a_time_is_reported() -> None:
    assert codes(meeting(time="7:00")) == ["time_assumed"]
    assert codes(meeting(time="07:00")) == []


def test_a_range_that_is_not_certain_is_whole_in_the_text() -> None:
    assert only(day=1, time="7:00-8:30").body == "Day: Monday\n\nTime: 7:00-8:30"
    assert codes(meeting(time="7:00-8:30")) == ["time_unread"]
    assert (
        only(day=1, time="07:00", end_time="8:30 PM").body
        == "Day: Monday\n\nTime: 07:00\n\nUntil: 8:30 PM"
    )


def test_an_end_that_is_not_certain_is_in_the_text() -> None:
    assert (only(day=1, time="19:00", end_time="late").body, codes(meeting(end_time="late"))) == (
        "Until: late",
        ["end_unread"],
    )
    assert only(day=1, time="7 pm - 7 pm").body == "Time: 7 pm - 7 pm"
    assert codes(meeting(time="7 pm - 7 pm")) == ["end_unread"]


def test_a_meeting_by_appointment_is_kept_without_a_time() -> None:
    reading = read({"name": "By appointment", "slug": "a", "day": None, "time": None})
    assert (reading.entries[0].resource.schedule, reading.remarks) == ([], [])


def test_a_time_without_a_day_stays_in_the_text() -> None:
    assert only(time="19:00").body == "Time: 19:00"
    assert codes(meeting(day="")) == ["no_day"]


def test_a_day_that_is_none_is_reported_and_the_others_are_kept() -> None:
    resource = only(day=[1, 9], time="19:00")
    assert resource.schedule == [Occurrence(1, "19:00")]
    assert resource.body == "Day: 9"
    assert codes(meeting(day=[1, 9])) == ["day_unread"]
