"""A time zone that is none comes in nowhere.

Where an earlier import took one, the library is healed of it.
"""

import json
from typing import Any

import pytest

from cli.tasks import import_meeting_feed
from domain.errors import BadInput
from domain.zones import checked_zone
from library.healing import repair_zones
from library.importing import entry_record_id
from library.meeting_guide import read_feed
from tests.fixtures.house import NOW, House
from tests.library.test_importing import bring_in, edited_by_hand, library, meeting


def feed(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows).encode()


async def zones(house: House) -> list[str | None]:
    async with house.database.reading() as connection:
        rows = await connection.rows(
            "SELECT body FROM record WHERE entity = 'resource' ORDER BY record"
        )
    return sorted(json.loads(row[0])["content"].get("time_zone") for row in rows)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Amercia/New_York", "Is it America/New_York?"),
        ("america/chicago", "Is it America/Chicago?"),
        ("America/New York", "Is it America/New_York?"),
        ("CST", "written like America/Chicago.$"),
        ("", "not known"),
        ("America", "not known"),
        ("../etc/passwd", "not known"),
        ("Factory", "not known"),
        ("Etc/Unknown", "not known"),
    ],
)
async def test_an_import_takes_no_zone_that_is_none(house: House, name: str, said: str) -> None:
    asked: dict[str, Any] = {
        "source": "a feed",
        "licence": "",
        "slug": "lantern",
        "retire_many": False,
        "new_source": False,
        "new_time_zone": False,
        "every_row": False,
    }
    with pytest.raises(BadInput, match=said):
        await import_meeting_feed(
            house.database, feed(meeting(1)), time_zone=name, now=NOW, **asked
        )
    assert await zones(house) == []


@pytest.mark.parametrize(
    ("source", "licence"), [("", ""), (" \n ", ""), ("x" * 301, ""), ("a feed", "x" * 121)]
)
async def test_an_import_says_where_it_is_from_in_one_line_that_fits(
    house: House, source: str, licence: str
) -> None:
    asked: dict[str, Any] = {
        "slug": house.program.slug,
        "retire_many": False,
        "new_source": True,
        "new_time_zone": False,
    }
    asked |= {"every_row": False, "now": NOW}
    with pytest.raises(BadInput, match="characters"):
        await import_meeting_feed(
            house.database,
            feed(meeting(1)),
            time_zone="UTC",
            source=source,
            licence=licence,
            **asked,
        )
    assert await zones(house) == []
    said = await import_meeting_feed(
        house.database,
        feed(meeting(1)),
        time_zone="UTC",
        source="x" * 300,
        licence="x" * 120,
        **asked,
    )
    assert "added 1" in "\n".join(said)


@pytest.mark.parametrize(
    "name", ["America/Chicago", "UTC", "Etc/GMT+6", "America/Argentina/Buenos_Aires", "CST6CDT"]
)
def test_a_zone_that_is_one_is_taken(name: str) -> None:
    assert checked_zone(name) == name


async def test_entries_of_an_earlier_import_are_healed(house: House) -> None:
    """As the import took it when it took any name."""
    for number, zone in enumerate(("Amercia/New_York", "CST", "America/Denver")):
        await bring_in(
            house,
            read_feed(feed(meeting(number, name=zone)), time_zone=zone, source=f"source {number}"),
        )
    healed = await repair_zones(house.database, now=NOW, new_id=house.new_id)
    assert [(each.entries, each.zone) for each in healed] == [
        (1, "America/New_York"),
        (1, house.program.time_zone),
    ]
    assert await zones(house) == sorted(
        ["America/Denver", "America/New_York", house.program.time_zone]
    )
    assert await repair_zones(house.database, now=NOW, new_id=house.new_id) == []


async def test_an_entry_that_cannot_be_read_keeps_no_other_from_being_healed_or_imported(
    house: House,
) -> None:
    await bring_in(house, read_feed(feed(meeting(1), meeting(2)), time_zone="CST", source="a feed"))
    async with house.database.transaction() as connection:
        spoiled = entry_record_id(house.program.slug, "a feed", "1")
        await connection.run(
            "UPDATE record SET heads = $2, history = $3 WHERE record = $1",
            spoiled,
            '{"content":[["x",7]]}',
            '{"a":7}',
        )
    healed = await repair_zones(house.database, now=NOW, new_id=house.new_id)
    assert [(each.entries, each.zone) for each in healed] == [(1, house.program.time_zone)]
    again = await bring_in(
        house,
        read_feed(feed(meeting(1), meeting(2)), time_zone=house.program.time_zone, source="a feed"),
    )
    assert (again.same, again.changed, again.retired) == (1, 0, 0)


async def test_nothing_is_healed_by_a_zone_that_is_none_itself(house: House) -> None:
    await bring_in(house, read_feed(feed(meeting(1)), time_zone="CST", source="a feed"))
    async with house.database.transaction() as connection:
        await connection.run("UPDATE program SET time_zone = 'Factory'")
    assert await repair_zones(house.database, now=NOW, new_id=house.new_id) == []
    assert await zones(house) == ["CST"]


async def test_many_are_healed_in_pieces_and_phones_are_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.healing.BATCH", 3)
    await bring_in(
        house,
        read_feed(
            feed(*(meeting(number, name=f"Group {number}") for number in range(8))),
            time_zone="CST",
            source="a",
        ),
    )
    stream = await library(house)
    async with house.database.reading() as connection:
        before = await connection.value("SELECT head FROM stream WHERE id = $1", stream)
    await repair_zones(house.database, now=NOW, new_id=house.new_id)
    async with house.database.reading() as connection:
        after = await connection.value("SELECT head FROM stream WHERE id = $1", stream)
    assert (after - before, set(await zones(house))) == (8, {house.program.time_zone})


async def test_what_a_curator_changed_is_left_alone(house: House) -> None:
    await bring_in(house, read_feed(feed(meeting(1)), time_zone="CST", source="a feed"))
    await edited_by_hand(house, entry_record_id(house.program.slug, "a feed", "1"))
    assert await repair_zones(house.database, now=NOW, new_id=house.new_id) == []
