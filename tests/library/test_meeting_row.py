"""Each field of a meeting is read on its own, in every spelling that is known.

What cannot be read stays in the text.
"""

import json
from typing import Any

import pytest

from library.meeting_guide import read_feed
from library.meeting_names import TYPES
from tests.library.feeds import FEEDS, codes, meeting, only

# Days and times


# Places and addresses


def test_the_address_is_the_whole_one_or_is_joined_from_its_parts() -> None:
    parts = {
        "address": "12 Elm St. ,",
        "city": "Millrace",
        "state": "TX",
        "postal_code": 75001,
        "country": "US",
    }
    assert only(**parts).address == "12 Elm St., Millrace, TX 75001, US"
    assert (
        only(formatted_address="12 Elm St., Millrace, TX", **parts).address
        == "12 Elm St., Millrace, TX"
    )


@pytest.mark.parametrize(
    "place", [{"latitude": "39.5", "longitude": "-94.25"}, {"latitude": 39.5, "longitude": -94.25}]
)
def test_coordinates_may_be_numbers_or_text(place: dict[str, Any]) -> None:
    resource = only(**place)
    assert (resource.latitude, resource.longitude) == (39.5, -94.25)


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": "0", "longitude": "0"},
        {"latitude": 0, "longitude": 0},
        {"latitude": 91, "longitude": 0},
        {"latitude": 9, "longitude": -181},
        {"latitude": "north", "longitude": "west"},
        {"latitude": True, "longitude": False},
        {"latitude": 1e999, "longitude": 2},
        {"latitude": 10**400, "longitude": 2},
        {"latitude": 2, "longitude": -(10**400)},
        {"latitude": [1], "longitude": {}},
    ],
)
def test_coordinates_off_the_earth_are_reported_and_left_out(place: dict[str, Any]) -> None:
    resource = only(**place)
    assert (resource.latitude, resource.longitude) == (None, None)
    assert codes(meeting(**place)) in (["place_unread"], ["half_place"])


def test_missing_coordinates_are_nothing_to_report() -> None:
    assert codes(meeting(latitude=None, longitude="")) == []


def test_an_address_that_is_only_near_says_so() -> None:
    assert only(address="Millrace", approximate="yes").body == "Address: approximate"
    assert only(address="Millrace", approximate=True).body == "Address: approximate"
    assert only(address="Millrace", approximate="no").body == ""


@pytest.mark.parametrize("said", ["in_person", "In Person", "in-person"])
def test_how_a_meeting_is_attended_is_kept_as_its_source_says(said: str) -> None:
    assert only(attendance_option=said).attendance_option == "in_person"
    assert only(attendance_option="inactive").attendance_option == "inactive"
    assert (
        only(types=["HY"]).attendance_option == only(types=["Hybrid"]).attendance_option == "hybrid"
    )


def test_words_for_attendance_that_are_not_known_stay_in_the_text() -> None:
    resource = only(attendance_option="by the river")
    assert (resource.attendance_option, resource.body) == ("", "Attendance: by the river")
    assert codes(meeting(attendance_option="by the river")) == ["attendance_unread"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("yes", "yes"), (True, "yes"), ("no", "no"), (False, "no"), (None, ""), ("maybe", "")],
)
def test_whether_an_address_is_only_near_is_kept(said: Any, kept: str) -> None:
    assert only(address="12 Elm St", approximate=said).approximate == kept


@pytest.mark.parametrize(
    "row",
    [
        {"types": ["ONL"]},
        {"types": "online"},
        {"attendance_option": "online"},
        {"address": "Elm", "approximate": "yes"},
    ],
)
def test_where_people_are_told_to_ask_first_it_is_reported(row: dict[str, Any]) -> None:
    assert codes(meeting(**row)) == ["attendance_unclear"]
    assert codes(meeting(**row, conference_url="https://video.example/j/4")) == []


def test_the_smallest_area_comes_first() -> None:
    assert only(regions=["Texas", "Millrace"]).region == "Millrace, Texas"
    assert only(region="Millrace", sub_region="Downtown").region == "Downtown, Millrace"
    assert only(city="Millrace").region == "Millrace"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,hi", "ask at the door"])
def test_only_a_web_address_becomes_a_link(address: str) -> None:
    resource = only(conference_url=address)
    assert (resource.conference_url, resource.body) == ("", address)


def test_a_web_address_without_its_scheme_gets_one() -> None:
    assert only(conference_url="zoom.us/j/1234").conference_url == "https://zoom.us/j/1234"


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("Https://us02web.zoom.us/j/4", "https://us02web.zoom.us/j/4"),
        ("HTTPS://US02WEB.ZOOM.US/J/4?pwd=aB", "https://US02WEB.ZOOM.US/J/4?pwd=aB"),
        (" http://a.example ", "http://a.example"),
        ("https://a.example/?id=1&amp;pwd=2", "https://a.example/?id=1&pwd=2"),
        ("https://a.example/?id=1&amp;amp;pwd=2", "https://a.example/?id=1&pwd=2"),
        ("https://a.example/?id=1&copy=2&notes=3", "https://a.example/?id=1&copy=2&notes=3"),
        ("https://a.example/\u200bx\ud800", "https://a.example/x\ufffd"),
        ("<a href='https://a.example/x'>https://a.example/x</a>", "https://a.example/x"),
    ],
)
def test_an_address_opens_however_it_is_written(written: str, opened: str) -> None:
    resource = only(url=written, conference_url=written)
    assert (resource.url, resource.conference_url) == (opened, opened)
    assert codes(meeting(url=written)) == []


# Texts


@pytest.mark.parametrize(
    "written",
    ["Women’s", "Women&#8217;s", "Women&amp;#8217;s", "Women&amp;amp;#8217;s", "Women&amp;rsquo;s"],
)
def test_an_entity_is_decoded_until_it_rests(written: str) -> None:
    assert only(name=written).title == "Women’s"


def test_it_is_decoded_three_times_at_most() -> None:
    assert only(name="R&amp;amp;amp;amp;D").title == "R&amp;D"
    assert only(notes="&amp;lt;b&amp;gt;Ring twice&amp;lt;/b&amp;gt;").body == "Ring twice"


def test_entities_tags_and_control_characters_become_plain_text() -> None:
    resource = only(
        name="Bill &amp; Bob&#39;s\t Group ",
        notes=(
            "  Use the\tside door.\r\n\r\n\r\n\r\n"
            "Ring <b>twice</b>.<br>See <a href='https://a.example/x'>the map</a>\x00"
        ),
    )
    assert resource.title == "Bill & Bob's Group"
    assert resource.body == "Use the side door.\n\nRing twice.\nSee the map (https://a.example/x)"


def test_half_a_character_does_not_cost_the_meeting() -> None:
    [entry] = read_feed(
        (
            b'[{"name": "Noon \\ud800 Group", "slug": "a\\udfffb", "notes": "\\ud83d\\ude00", '
            b'"day": null}]'
        ),
        time_zone="UTC",
        source="s",
    ).entries
    assert (entry.key, entry.resource.title, entry.resource.body) == (
        "a\ufffdb",
        "Noon \ufffd Group",
        "\U0001f600",
    )


def test_words_between_angle_brackets_are_no_tags() -> None:
    assert (
        only(notes="ages <18 and <b4 noon> and a < b > c").body
        == "ages <18 and <b4 noon> and a < b > c"
    )


def test_a_name_that_is_too_long_is_whole_in_the_text() -> None:
    name = "word " * 50
    resource = only(name=name)
    assert len(resource.title) <= 120
    assert resource.title.endswith("word…")
    assert resource.body == name.strip()
    assert codes(meeting(name=name)) == ["moved"]


def test_what_an_entry_cannot_hold_is_reported() -> None:
    assert codes(meeting(notes="x" * 7000)) == ["too_long"]
    assert len(only(notes="x" * 7000).body) == 6000


def test_types_may_be_a_list_or_a_text_and_unknown_ones_are_kept() -> None:
    assert only(types=["O", "onl", None, ""]).meeting_types == ["O", "ONL"]
    assert only(types="O, S").meeting_types == ["O", "S"]
    assert only(types="O, S").languages == ["es"]
    assert only(types={"0": "O", "2": "S"}).meeting_types == ["O", "S"]
    assert only(types=["HATS"]).meeting_types == ["HATS"]
    assert codes(meeting(types=["HATS"])) == ["unknown_type"]


def test_the_app_is_asked_for_words_for_every_type() -> None:
    asked = json.loads(
        (FEEDS.parents[1] / "openapi" / "vectors" / "meeting_types.json").read_text()
    )["codes"]
    assert asked == sorted(TYPES)


def test_a_type_is_kept_as_the_format_writes_it() -> None:
    assert only(types=["12X12", "onl", "al-an"]).meeting_types == ["12x12", "ONL", "AL-AN"]
    assert only(types=["Online", "Temporarily Closed"]).meeting_types == ["ONL", "TC"]


def test_the_sources_own_date_is_kept_as_it_says_it() -> None:
    for updated in ("2021-05-26 19:03:46", "8/25/2022 11:17:07 AM", "2022-08-25T11:17:07Z"):
        assert only(updated=updated).updated_at == updated
    assert only(updated=None).updated_at == ""


# Numbers


@pytest.mark.parametrize("field", ["phone", "conference_phone"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1-800-662-HELP", []),
        ("816-555-0123 ext. 4", []),
        ("ask at the desk", ["phone_unread"]),
        ("", []),
    ],
)
def test_a_number_stays_as_it_is_written_and_one_that_is_none_is_reported(
    field: str, text: str, said: list[str]
) -> None:
    row = {"day": 1, "time": "12:00", field: text}
    assert getattr(only(**row), field) == text
    assert codes(meeting(**row)) == said
