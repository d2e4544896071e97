"""The library on a phone: where a meeting is, how it is attended, and when by the phone's clock."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import TakePhone
from tests.e2e.program import Program

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINK = "Https://us02web.zoom.us/j/4"
ADDRESS = "12 Elm St, Millrace, MO 64111, USA"


async def import_meetings(program: Program, folder: Path, *rows: dict[str, Any]) -> None:
    feed = folder / "feed.json"
    feed.write_text(
        json.dumps(
            [{"slug": row["name"], "day": list(range(7)), "time": "19:00", **row} for row in rows]
        )
    )
    await program.server.command(
        "import-meetings", str(feed), "--time-zone", "America/Chicago", "--source", "A feed"
    )


@ON_SQLITE
async def test_nobody_is_sent_to_a_closed_place_or_at_the_wrong_hour(
    program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    await import_meetings(
        program,
        tmp_path,
        {"name": "Open Door", "address": ADDRESS, "types": ["O", "HATS"]},
        {"name": "Shut Door", "address": ADDRESS, "types": ["TC"]},
        {
            "name": "Screen",
            "address": ADDRESS,
            "types": ["TC", "ONL"],
            "conference_url": LINK,
            "timezone": "America/New_York",
        },
        {"name": "At Rest", "address": ADDRESS, "attendance_option": "inactive"},
    )
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.tab("Library")
    names = phone.page.locator("main li .name")
    await phone.page.get_by_role("link", name="Shut Door Place closed for now").wait_for()
    await phone.page.get_by_role("link", name="At Rest Not meeting now").wait_for()

    await phone.page.get_by_label("In person or online").select_option("Online")
    assert await names.all_inner_texts() == ["Screen"]
    await phone.page.get_by_label("In person or online").select_option("In person")
    assert await names.all_inner_texts() == ["Open Door"]
    await phone.page.get_by_label("In person or online").select_option("Any way")

    await phone.button("Meetings today").click()
    listed = await phone.page.locator("main li").all_inner_texts()
    assert {text.splitlines()[0] for text in listed} == {"Open Door", "Screen"}
    [screen] = [text.replace("\u202f", " ") for text in listed if text.startswith("Screen")]
    # From 19:00 to 20:00 in New York it is on, and the phone in Chicago says when it ends.
    on_now = "On now, until 7:00 PM (8:00 PM in New York)" in screen
    assert on_now or "6:00 PM (7:00 PM in New York)" in screen

    await phone.page.get_by_label("Search the library").fill("rest")
    await phone.sees("Nothing found for that under Meetings today.")
    await phone.button("Look in everything").click()
    await phone.page.get_by_role("link", name="At Rest Not meeting now").wait_for()
    await phone.page.get_by_label("Search the library").fill("")

    await phone.page.get_by_role("link", name="Screen").click()
    await phone.sees("This place is closed for now.")
    assert await phone.page.get_by_role("link", name="Open in maps").count() == 0
    assert (
        await phone.page.get_by_role("link", name="Join online").get_attribute("href")
        == LINK.lower()
    )

    await phone.tab("Library")
    await phone.page.get_by_role("link", name="Open Door").click()
    await phone.page.get_by_role("link", name="Open in maps").wait_for()
    await phone.sees("Open to all · HATS")


@ON_SQLITE
async def test_a_day_and_a_time_are_searched_for(
    program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    await import_meetings(
        program,
        tmp_path,
        {"name": "Women&amp;#8217;s Step", "address": ADDRESS, "day": 1},
        {"name": "Early Birds", "address": ADDRESS, "day": 2, "time": "7:00-8:30 am"},
    )
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await phone.tab("Library")
    await phone.page.get_by_role("link", name="Early Birds").wait_for()
    for text, found in (
        ("monday", "Women’s Step"),
        ("womens", "Women’s Step"),
        ("7 am", "Early Birds"),
        ("tuesdy", "Early Birds"),
    ):
        await phone.page.get_by_label("Search the library").fill(text)
        await phone.sees("1 entry")
        assert await phone.page.locator("main li .name").all_inner_texts() == [found]
