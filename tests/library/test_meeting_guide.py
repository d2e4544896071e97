"""Meeting Guide feeds are read without loss.

Every row is accounted for, no meeting invented, no word cut silently.
"""

import json
import re
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entities import SPECS
from domain.entities.resource import Occurrence
from domain.errors import BadInput
from library import FORMATS
from library.feed import REMARKS
from library.meeting_guide import read_feed
from library.meeting_names import KEPT_FIELDS
from tests.library.feeds import FEEDS, meeting, read

# Real feeds


@pytest.mark.parametrize(
    ("name", "zone", "rows"),
    [("edmonton", "America/Edmonton", 315), ("kansas-city", "America/Chicago", 206)],
)
def test_a_real_feed_gives_one_entry_for_each_of_its_rows(name: str, zone: str, rows: int) -> None:
    reading = read_feed((FEEDS / f"{name}.json").read_bytes(), time_zone=zone, source=name)
    assert (reading.rows, len(reading.entries), reading.remarks) == (rows, rows, [])
    assert sorted(row for entry in reading.entries for row in entry.rows) == list(
        range(1, rows + 1)
    )
    assert all(
        entry.resource.schedule and entry.resource.time_zone == zone for entry in reading.entries
    )


def test_a_field_that_the_library_does_not_keep_is_counted() -> None:
    reading = read_feed(
        (FEEDS / "kansas-city.json").read_bytes(), time_zone="America/Chicago", source="kc"
    )
    assert reading.left_out == {"append": 103}


def test_the_real_weekdays_and_times_are_those_of_the_feed() -> None:
    reading = read_feed(
        (FEEDS / "kansas-city.json").read_bytes(), time_zone="America/Chicago", source="kc"
    )
    wanted = Counter(
        (row["day"], row["time"]) for row in json.loads((FEEDS / "kansas-city.json").read_bytes())
    )
    assert (
        Counter(
            (time.day, time.time) for entry in reading.entries for time in entry.resource.schedule
        )
        == wanted
    )


# Rows and slugs


def test_rows_of_one_slug_that_differ_in_time_alone_are_one_meeting() -> None:
    reading = read(
        meeting(day=1), meeting(day=3, updated="2022-01-01"), meeting(day=3, time="18:00")
    )
    [entry] = reading.entries
    assert entry.resource.schedule == [
        Occurrence(1, "12:00"),
        Occurrence(3, "12:00"),
        Occurrence(3, "18:00"),
    ]
    assert (entry.rows, entry.resource.updated_at, reading.remarks) == ((1, 2, 3), "2022-01-01", [])


def test_different_meetings_with_one_slug_are_both_kept() -> None:
    reading = read(meeting(location="Library"), meeting(location="Church"))
    assert [entry.resource.location for entry in reading.entries] == ["Library", "Church"]
    assert len({entry.key for entry in reading.entries}) == 2
    assert [remark.code for remark in reading.remarks] == ["shared_slug"]


def test_the_same_row_twice_is_one_meeting_and_is_reported() -> None:
    reading = read(meeting(), meeting())
    assert len(reading.entries) == 1
    assert [(remark.row, remark.code) for remark in reading.remarks] == [(2, "repeated_row")]


def test_a_number_and_its_text_are_the_same_slug() -> None:
    assert len(read(meeting(slug=7, day=1), meeting(slug="7", day=2)).entries) == 1


def test_a_row_without_a_slug_is_known_by_what_it_says() -> None:
    rows = [meeting(slug=None, day=1), meeting(slug="", day=2)]
    keys = [entry.key for entry in read(*rows).entries]
    assert len(set(keys)) == 2
    assert [entry.key for entry in read(*reversed(rows)).entries] == keys[::-1]


def test_a_row_without_any_name_is_reported_and_costs_no_other_row() -> None:
    reading = read({"slug": "x", "day": 1}, "not a row", None, meeting())
    assert [(remark.row, remark.code) for remark in reading.not_imported] == [
        (1, "no_name"),
        (2, "not_a_row"),
        (3, "not_a_row"),
    ]
    assert [entry.rows for entry in reading.entries] == [(4,)]


def test_a_heading_is_no_meeting() -> None:
    reading = read({"name": "MONDAY", "day": None, "slug": "", "types": []}, meeting())
    assert [(remark.row, remark.code) for remark in reading.not_imported] == [(1, "name_alone")]


@pytest.mark.parametrize(
    "content",
    [
        {
            "name": "hsds",
            "profile": "tabular-data-package",
            "resources": [{"name": "service", "path": "service.csv", "title": "Services"}],
        },
        [{"id": 3, "name": "News", "slug": "news", "taxonomy": "category"}],
        [{"name": "left-pad", "version": "1.3.0"}],
    ],
)
def test_json_that_happens_to_hold_names_is_no_list_of_meetings(content: Any) -> None:
    with pytest.raises(BadInput, match="no row has a day or a time"):
        read_feed(json.dumps(content).encode(), time_zone="UTC", source="s")


def test_a_feed_may_be_wrapped_or_be_a_table() -> None:
    rows = [meeting()]
    for feed in (
        {"meetings": rows},
        {"7": rows[0]},
        {"data": {"7": rows[0]}},
        {"count": 1, "entries": rows},
        {"values": [["Name", "ID", "Day"], ["Noon Group", "noon", "1"]]},
    ):
        [entry] = read_feed(
            json.dumps(feed).encode("utf-8-sig"), time_zone="UTC", source="s"
        ).entries
        assert (entry.key, entry.resource.title) == ("noon", "Noon Group")


def test_an_older_systems_letters_are_read() -> None:
    [entry] = read_feed(
        '[{"name": "Café\nNoche", "slug": 1, "day": 1}]'.encode("cp1252"),
        time_zone="UTC",
        source="s",
    ).entries
    assert entry.resource.title == "Café Noche"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"3", b"{}", b'{"a":[],"b":[]}', b"\xff\xfe[", b"[" * 100_000]
)
def test_what_is_no_feed_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_feed(content, time_zone="UTC", source="s")


def test_a_remark_has_plain_words_and_repeats_nothing_of_the_row() -> None:
    secret = "Tuesday-secret-words"
    reading = read(
        meeting(
            day=secret,
            time=secret,
            end_time=secret,
            timezone=secret,
            types=[secret * 3],
            conference_url=secret,
            url=secret,
        )
    )
    assert len(reading.remarks) >= 5
    assert all(
        remark.code in REMARKS and secret not in remark.sentence + remark.field
        for remark in reading.remarks
    )


def test_the_format_is_listed() -> None:
    assert FORMATS["meeting-guide"] is read_feed


# Whatever a feed holds

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9_999_999)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["1", "7:30 pm", "<br>", "0"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = [*sorted(KEPT_FIELDS), "extra"]
ROWS = st.lists(
    ANYTHING | st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=12), max_size=8
)


@given(ROWS)
def test_every_row_is_in_one_entry_or_reported_as_not_imported(rows: list[Any]) -> None:
    rows = [*rows, meeting()]
    reading = read_feed(json.dumps({"meetings": rows}).encode(), time_zone="UTC", source="s")
    imported = [row for entry in reading.entries for row in entry.rows]
    refused = [remark.row for remark in reading.not_imported]
    assert sorted(imported + refused) == list(range(1, len(rows) + 1))
    assert len({entry.key for entry in reading.entries}) == len(reading.entries)


@given(ROWS)
def test_every_entry_is_within_the_limits_of_a_resource(rows: list[Any]) -> None:
    shape = SPECS["resource"].groups["content"].shape
    for entry in read_feed(
        json.dumps({"meetings": [*rows, meeting()]}).encode(), time_zone="UTC", source="s"
    ).entries:
        content = msgspec.to_builtins(entry.resource)
        content.pop("state", None)
        msgspec.json.decode(msgspec.json.encode(content), type=shape)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 59)), max_size=200))
def test_no_weekly_time_is_lost_or_invented(times: list[tuple[int, int, int]]) -> None:
    reading = read(*(meeting(day=day, time=f"{hour}:{minute:02}") for day, hour, minute in times))
    held = [(time.day, time.time) for entry in reading.entries for time in entry.resource.schedule]
    assert set(held) == {(day, f"{hour:02}:{minute:02}") for day, hour, minute in times}
    assert all(len(entry.resource.schedule) <= 70 for entry in reading.entries)


TEXTS = sorted(
    field
    for field in KEPT_FIELDS
    if not re.search("slug|day|time|types|url$|itude|approximate|updated|regions", field)
    and field not in ("state", "postal_code", "country")
)


@given(st.dictionaries(st.sampled_from(TEXTS), st.integers(1, 90), max_size=len(TEXTS)))
def test_every_word_of_a_row_is_found_again(lengths: dict[str, int]) -> None:
    row = {
        field: " ".join(f"x{TEXTS.index(field)}w{number}y" for number in range(length))
        for field, length in lengths.items()
    }
    reading = read({"name": "Noon", "slug": "noon", "day": None, **row})
    [entry] = reading.entries
    held = set(
        re.findall(r"\w+", json.dumps(msgspec.to_builtins(entry.resource)).replace("\\n", " "))
    )
    if "too_long" not in {remark.code for remark in reading.remarks}:
        assert {word for text in row.values() for word in text.split()} <= held
    else:
        assert len(entry.resource.body) == 6000 or entry.resource.body.endswith("…")
