"""An import can be run again and again: it writes what the feed changed and nothing else."""

import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

import accounts
from database.database import Database
from domain.errors import BadInput, Conflict
from library.doubts import ImportAllowances
from library.feed import ParsedFeed
from library.importing import ImportSummary, entry_record_id, import_feed
from library.meeting_guide import read_feed
from records.streams import stream_transaction, write_system
from tests.fixtures.house import NOW, House, found
from tests.library.feeds import FEEDS

GENEROUS_SECONDS = 20
"""A few on a machine with nothing else to do."""


def reading_of(
    *rows: dict[str, Any], source: str = "a feed", time_zone: str = "America/Chicago"
) -> ParsedFeed:
    return read_feed(json.dumps(rows).encode(), time_zone=time_zone, source=source)


def meeting(slug: object, **row: Any) -> dict[str, Any]:
    return {"name": "Noon Group", "slug": slug, "day": 1, "time": "12:00", **row}


async def library(house: House) -> int:
    async with house.database.reading() as connection:
        stream = await accounts.library_of(connection, house.program.id)
    assert stream
    return stream


async def bring_in(house: House, reading: ParsedFeed, **allowed: bool) -> ImportSummary:
    return await import_feed(
        house.database,
        stream=await library(house),
        program_slug=house.program.slug,
        reading=reading,
        now=NOW,
        new_id=house.new_id,
        allowed=ImportAllowances(**allowed),
    )


async def states(house: House) -> dict[str, str]:
    """State and name of each resource."""
    async with house.database.reading() as connection:
        rows = await connection.rows(
            "SELECT body FROM record WHERE entity = 'resource' ORDER BY record"
        )
    bodies = [json.loads(row[0]) for row in rows]
    return {body["content"]["title"]: body["state"].get("state", "published") for body in bodies}


async def head(house: House) -> tuple[Any, ...] | None:
    stream = await library(house)
    async with house.database.reading() as connection:
        return await connection.row("SELECT head, live, digest FROM stream WHERE id = $1", stream)


async def test_a_second_run_changes_nothing(house: House) -> None:
    reading = read_feed(
        (FEEDS / "kansas-city.json").read_bytes(), time_zone="America/Chicago", source="kc"
    )
    assert await bring_in(house, reading) == ImportSummary(added=206)
    before = await head(house)
    assert await bring_in(house, reading) == ImportSummary(same=206)
    assert await head(house) == before


async def test_a_row_that_changed_changes_its_entry_alone(house: House) -> None:
    await bring_in(house, reading_of(meeting(1), meeting(2, name="Second")))
    assert await bring_in(
        house, reading_of(meeting(1), meeting(2, name="Second", time="13:00"))
    ) == ImportSummary(changed=1, same=1)


async def test_a_meeting_that_left_the_feed_is_retired_and_returns_with_it(house: House) -> None:
    await bring_in(house, reading_of(meeting(1), meeting(2, name="Second")))
    assert await bring_in(house, reading_of(meeting(1))) == ImportSummary(same=1, retired=1)
    assert await states(house) == {"Noon Group": "published", "Second": "retired"}
    assert await bring_in(house, reading_of(meeting(1))) == ImportSummary(same=1)
    assert await bring_in(
        house, reading_of(meeting(1), meeting(2, name="Second"))
    ) == ImportSummary(changed=1, same=1)
    assert await states(house) == {"Noon Group": "published", "Second": "published"}


async def test_an_import_retires_nothing_of_another_source(house: House) -> None:
    await bring_in(house, reading_of(meeting(1), source="north"))
    assert await bring_in(
        house, reading_of(meeting(1, name="Second"), source="south")
    ) == ImportSummary(added=1)
    assert await states(house) == {"Noon Group": "published", "Second": "published"}


async def test_a_feed_that_lost_most_of_its_meetings_is_not_believed_unasked(house: House) -> None:
    await bring_in(house, reading_of(*(meeting(slug, name=f"Group {slug}") for slug in range(30))))
    before = await head(house)
    with pytest.raises(Conflict):
        await bring_in(house, reading_of())
    assert await head(house) == before
    assert await bring_in(house, reading_of(), retire_many=True) == ImportSummary(retired=30)


async def test_an_empty_feed_always_asks_and_so_does_one_that_lost_the_most_of_a_few(
    house: House,
) -> None:
    await bring_in(house, reading_of(*(meeting(slug, name=f"Group {slug}") for slug in range(3))))
    before = await head(house)
    for rows in ([], [meeting(1, name="Group 1")]):
        with pytest.raises(Conflict, match="--retire-many"):
            await bring_in(house, reading_of(*rows))
    assert await head(house) == before
    assert await bring_in(house, reading_of(), retire_many=True) == ImportSummary(retired=3)
    with pytest.raises(Conflict, match="no meeting at all"):
        await bring_in(house, reading_of())


async def test_what_was_retired_long_ago_is_not_counted_as_lost(house: House) -> None:
    many = [meeting(slug, name=f"Group {slug}") for slug in range(60)]
    await bring_in(house, reading_of(*many))
    assert await bring_in(house, reading_of(*many[:20]), retire_many=True) == ImportSummary(
        same=20, retired=40
    )
    assert await bring_in(house, reading_of(*many[:19])) == ImportSummary(same=19, retired=1)


async def test_a_feed_of_which_nothing_could_be_read_is_refused_whatever_is_allowed(
    house: House,
) -> None:
    await bring_in(house, reading_of(meeting(1)))
    for retire_many in (False, True):
        with pytest.raises(BadInput, match="None of the 2 rows"):
            await bring_in(
                house, reading_of({"day": 1}, {"time": "12:00"}), retire_many=retire_many
            )


async def test_the_same_feed_under_another_name_is_asked_about(house: House) -> None:
    rows = [meeting(slug, name=f"Group {slug}") for slug in range(4)]
    await bring_in(house, reading_of(*rows, source="north.json"))
    with pytest.raises(Conflict, match=r'4 of these 5 meetings already, from "north\.json"'):
        await bring_in(house, reading_of(*rows, meeting(9, name="Another"), source="north-2.json"))
    assert await bring_in(
        house, reading_of(*rows, source="north-2.json"), new_source=True
    ) == ImportSummary(added=4)
    assert await bring_in(house, reading_of(*rows, source="north-2.json")) == ImportSummary(same=4)


async def test_another_time_zone_moves_nothing_unasked(house: House) -> None:
    rows = [meeting(slug, name=f"Group {slug}") for slug in range(4)]
    await bring_in(house, reading_of(*rows))
    before = await head(house)
    told = (
        r'4 of 4 meetings would move: the library has "Group \d" at 12:00 in America/Chicago, '
        r".* in America/New_York.*--new-time-zone"
    )
    with pytest.raises(Conflict, match=told):
        await bring_in(house, reading_of(*rows, time_zone="America/New_York"))
    assert await head(house) == before
    assert await bring_in(
        house, reading_of(*rows, time_zone="America/New_York"), new_time_zone=True
    ) == ImportSummary(changed=4)
    assert await bring_in(house, reading_of(*rows, time_zone="America/New_York")) == ImportSummary(
        same=4
    )


async def test_a_zone_with_the_same_clock_or_of_a_few_meetings_asks_nothing(house: House) -> None:
    rows = [meeting(slug, name=f"Group {slug}") for slug in range(4)]
    await bring_in(house, reading_of(*rows))
    assert await bring_in(house, reading_of(*rows, time_zone="America/Menominee")) == ImportSummary(
        changed=4
    )
    rows[0]["timezone"] = "America/New_York"
    assert await bring_in(house, reading_of(*rows, time_zone="America/Menominee")) == ImportSummary(
        changed=1, same=3
    )


async def test_zones_that_differ_for_half_of_the_year_are_asked_about(house: House) -> None:
    await bring_in(house, reading_of(meeting(1), time_zone="America/Phoenix"))
    for zone in ("America/Denver", "America/Los_Angeles"):
        with pytest.raises(Conflict, match="would move"):
            await bring_in(house, reading_of(meeting(1), time_zone=zone))


async def test_what_a_curator_changed_is_left_alone(house: House) -> None:
    await bring_in(house, reading_of(meeting(1)))
    await edited_by_hand(house, entry_record_id(house.program.slug, "a feed", "1"))
    assert await bring_in(house, reading_of(meeting(1, time="13:00"))) == ImportSummary(
        by_curator=1
    )
    assert await bring_in(house, reading_of(), retire_many=True) == ImportSummary()
    assert await bring_in(house, reading_of(meeting(1, name="Another name"))) == ImportSummary(
        by_curator=1
    )


async def test_two_programs_keep_their_own_copies(house: House) -> None:
    other = await found(house.database, "harbour", house.new_id)
    await bring_in(house, reading_of(meeting(1)))
    theirs = House(house.database, other.program, house.new_id, house.token_bytes, {})
    assert await bring_in(theirs, reading_of(meeting(1))) == ImportSummary(added=1)


async def test_five_thousand_meetings_take_a_few_seconds(
    house: House, database: Database, record_property: Callable[[str, object], None]
) -> None:
    rows = json.loads((FEEDS / "edmonton.json").read_bytes())
    feed = json.dumps(
        [{**rows[number % len(rows)], "slug": f"m{number}"} for number in range(5000)]
    ).encode()
    marks = [time.perf_counter()]
    reading = read_feed(feed, time_zone="America/Edmonton", source="edmonton")
    marks.append(time.perf_counter())
    for expected in (ImportSummary(added=5000), ImportSummary(same=5000)):
        assert await bring_in(house, reading) == expected
        marks.append(time.perf_counter())
    read, written, again = (later - earlier for earlier, later in pairwise(marks))
    record_property("seconds", {"read": read, "written": written, "again": again})
    sys.stdout.write(
        f"5,000 meetings on {database.dialect}: read {read:.2f} s, "
        f"written {written:.2f} s, again {again:.2f} s\n"
    )
    assert read + written + again < GENEROUS_SECONDS


async def edited_by_hand(house: House, record: str) -> None:
    """As if a curator's device had written it last."""
    stream = await library(house)
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        await write_system(
            writer,
            stream,
            "resource",
            record,
            {"state": {"state": "published"}},
            mutation=house.new_id(),
        )
        await writer.connection.run(
            "UPDATE record SET heads = replace(heads, $2, $3) WHERE record = $1",
            record,
            f"[{NOW},1,0,0]",
            f"[{NOW},1,7,1]",
        )
