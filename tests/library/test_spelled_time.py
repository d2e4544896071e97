"""How times are spelled in feeds: the vectors that the app's search passes too."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.spelled_time import Span, read_span

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "times"
CASES = [
    case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())["cases"]
]


def spelled(case: Any) -> str:
    return " | ".join(filter(None, (case["time"], case.get("end_time"))))


def test_every_file_is_asked_and_no_spelling_twice() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {
        "fields",
        "one",
        "ranges",
        "unread",
        "words",
    }
    assert len(CASES) == len({spelled(case) for case in CASES}) >= 120


@pytest.mark.parametrize("case", [pytest.param(case, id=spelled(case)) for case in CASES])
def test_what_a_spelling_means(case: Any) -> None:
    expected = case["expect"]
    assert read_span(case["time"], case.get("end_time", "")) == (
        msgspec.convert(expected, Span) if expected else None
    )


MINUTES = st.integers(0, 24 * 60 - 1)


def said(minutes: int, half: bool) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour % 12 or 12}:{minute:02}" + (" pm" if hour >= 12 else " am") * half


@given(MINUTES, st.integers(1, 6 * 60), st.sampled_from(["-", " to ", " – ", None]))
def test_a_short_meeting_with_one_half_day_is_read_rightly_or_not_at_all(
    start: int, length: int, between: str | None
) -> None:
    """Whichever of the two says it: never twelve hours off."""
    end = (start + length) % (24 * 60)
    right = f"{start // 60:02}:{start % 60:02}", f"{end // 60:02}:{end % 60:02}"
    for first, last in ((True, True), (True, False), (False, True)):
        texts = said(start, first), said(end, last)
        span = read_span(between.join(texts)) if between else read_span(*texts)
        if span is not None:
            assert span.start == right[0], texts
            assert span.end in (right[1], None), texts


@given(
    st.text(max_size=100) | st.text("0123456789:;.-apmhntood ’'éà ", max_size=20),
    st.text("0123456789:. apmh-", max_size=12),
)
def test_whatever_is_given_the_clock_shows_it_or_nothing_is_read(text: str, end: str) -> None:
    span = read_span(text, end)
    for time in (span.start, span.end) if span else ():
        assert time is None or (
            time[2] == ":" and 0 <= int(time[:2]) < 24 and 0 <= int(time[3:]) < 60
        )


def test_an_end_in_its_field_holds_for_a_range_in_that_of_the_time_to_the_minute() -> None:
    assert read_span("7:15-8 pm", "8:30") == Span(start="19:15", end="20:30")
    assert read_span("noon-1 pm", "1:30 pm") == Span(start="12:00", end="13:30")
