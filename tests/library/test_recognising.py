"""A star stays with its meeting, whatever happens to the slugs and the order of a feed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.feed import ParsedFeed
from library.importing import ImportSummary, entry_record_id
from library.meeting_guide import read_feed
from library.recognising import recognise
from records.streams import stream_transaction, write_system
from tests.fixtures.house import NOW, House
from tests.library.feeds import meeting
from tests.library.test_importing import bring_in, edited_by_hand, library

CHURCH, LIBRARY = (
    meeting(location="Church", address="1 Elm St"),
    meeting(location="Library", address="2 Elm St"),
)


def reading_of(*rows: dict[str, Any]) -> ParsedFeed:
    return read_feed(json.dumps(rows).encode(), time_zone="America/Chicago", source="a feed")


def record_of(key: str) -> str:
    return entry_record_id("millrace", "a feed", key)


def after(*feeds: list[dict[str, Any]]) -> list[dict[str, str]]:
    """By what each row of each feed is told apart (its note), the record that it is in."""
    held: dict[str, Any] = {}
    told = []
    for feed in feeds:
        found = recognise(reading_of(*feed).entries, held, set(), record_of)
        held |= {record: entry.resource for record, entry in found.items()}
        told.append(
            {
                entry.resource.location or entry.resource.title: record
                for record, entry in found.items()
            }
        )
    return told


def test_of_two_with_one_slug_each_keeps_its_record_in_whatever_order() -> None:
    first, second, third = after([CHURCH, LIBRARY], [LIBRARY, CHURCH], [CHURCH, LIBRARY])
    assert first == second == third
    assert len(set(first.values())) == 2


@pytest.mark.parametrize("left", [CHURCH, LIBRARY])
def test_if_one_of_the_two_goes_the_other_stays_what_it_is(left: dict[str, Any]) -> None:
    both, one, again = after([CHURCH, LIBRARY], [left], [LIBRARY, CHURCH])
    assert one.items() <= both.items()
    assert again == both


def test_a_second_one_of_a_slug_takes_nothing_from_the_first() -> None:
    one, both = after([CHURCH], [LIBRARY, CHURCH])
    assert one["Church"] == both["Church"] != both["Library"]


def test_another_meeting_with_the_slug_of_one_that_left_is_another() -> None:
    school = meeting(location="School", address="3 Elm St", name="Evening Group", time="19:00")
    both, other = after([CHURCH, LIBRARY], [LIBRARY, school])
    assert other["Library"] == both["Library"]
    assert other["School"] not in both.values()
    [one], [new] = (feed.values() for feed in after([CHURCH], [school]))
    assert one != new


def test_slugs_that_are_the_rows_own_numbers_say_nothing() -> None:
    def numbered(*names: str) -> list[dict[str, Any]]:
        return [
            meeting(slug=number, name=name, location=name, address=name)
            for number, name in enumerate(names, 1)
        ]

    before, now = after(
        numbered("Church", "Library", "School"), numbered("School", "Hall", "Church")
    )
    assert (now["School"], now["Church"]) == (before["School"], before["Church"])
    assert now["Hall"] not in before.values()


@pytest.mark.parametrize(
    "change",
    [
        {"time": "19:00"},
        {"day": 3},
        {"notes": "Ring twice"},
        {"time": "19:00", "day": 4, "notes": "Ring"},
    ],
)
@pytest.mark.parametrize("slug", ["noon", None])
def test_one_that_meets_otherwise_is_still_the_same(
    change: dict[str, Any], slug: str | None
) -> None:
    row = {**CHURCH, "slug": slug}
    before, now = after([row], [{**row, **change}])
    assert before == now


@pytest.mark.parametrize(
    "change", [{"name": "Noon and Evening"}, {"location": "Hall", "address": "9 Elm St"}]
)
def test_a_slug_of_one_meeting_is_believed_as_long_as_anything_else_stays(
    change: dict[str, Any],
) -> None:
    [before], [now] = (feed.values() for feed in after([CHURCH], [{**CHURCH, **change}]))
    assert before == now


def test_a_slug_that_changed_alone_changes_nothing() -> None:
    before, now = after([CHURCH], [{**CHURCH, "slug": "noon-group-2"}])
    assert before == now


def test_a_day_that_went_gives_its_star_to_no_other_day() -> None:
    """Five days of one group, each with a slug of its own; Monday goes, Saturday comes."""
    days = [{**CHURCH, "slug": f"noon-{day}", "day": day} for day in range(1, 6)]
    held = {record_of(entry.key): entry.resource for entry in reading_of(*days).entries}
    monday = record_of("noon-1")
    found = recognise(
        reading_of(*days[1:], {**CHURCH, "slug": "noon-6", "day": 6}).entries,
        held,
        set(),
        record_of,
    )
    assert monday not in found
    assert len(found) == 5


def test_numbers_that_earlier_versions_gave_are_known() -> None:
    church, other = (entry.resource for entry in reading_of(CHURCH, LIBRARY).entries)
    held = {record_of("noon"): church, record_of("noon\n2"): other}
    found = recognise(reading_of(LIBRARY, CHURCH).entries, held, set(), record_of)
    assert {record: entry.resource.location for record, entry in found.items()} == {
        record_of("noon"): "Church",
        record_of("noon\n2"): "Library",
    }
    assert list(recognise(reading_of(LIBRARY).entries, held, set(), record_of)) == [
        record_of("noon\n2")
    ]


ROWS = st.lists(
    st.builds(
        lambda slug, place, day, time: meeting(
            slug=slug, location=place, address=place, day=day, time=time
        ),
        st.sampled_from(["a", "b", None]),
        st.sampled_from(["Church", "Library", "School"]),
        st.integers(0, 2),
        st.sampled_from(["12:00", "19:00"]),
    ),
    max_size=8,
)


@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_every_entry_has_a_record_of_its_own_and_order_is_nothing(
    first: list[Any], second: list[Any], chance: Any
) -> None:
    entries = reading_of(*first).entries
    found = recognise(entries, {}, set(), record_of)
    assert sorted(entry.rows for entry in found.values()) == sorted(entry.rows for entry in entries)
    held = {record: entry.resource for record, entry in found.items()}
    again = recognise(reading_of(*chance.sample(first, len(first))).entries, held, set(), record_of)
    assert {record: entry.resource for record, entry in again.items()} == held
    later = recognise(reading_of(*second).entries, held, set(), record_of)
    assert len(later) == len(reading_of(*second).entries)


async def test_an_import_in_another_order_writes_nothing(house: House) -> None:
    assert await bring_in(house, reading_of(CHURCH, LIBRARY)) == ImportSummary(added=2)
    assert await bring_in(house, reading_of(LIBRARY, CHURCH)) == ImportSummary(same=2)
    assert await bring_in(house, reading_of(LIBRARY)) == ImportSummary(same=1, retired=1)
    assert await bring_in(house, reading_of(CHURCH, LIBRARY)) == ImportSummary(changed=1, same=1)


async def test_what_a_curator_renamed_or_removed_is_not_brought_in_again(house: House) -> None:
    await bring_in(house, reading_of(CHURCH, LIBRARY))
    church, _ = (entry.key for entry in reading_of(CHURCH, LIBRARY).entries)
    record = entry_record_id(house.program.slug, "a feed", church)
    await renamed(house, record)
    assert await bring_in(house, reading_of(LIBRARY, CHURCH)) == ImportSummary(same=1, by_curator=1)


async def renamed(house: House, record: str) -> None:
    stream = await library(house)
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        [held] = (await writer.records([record])).values()
        content = {
            **json.loads(bytes(held.body["content"])),
            "title": "By a curator",
            "location": "",
            "address": "",
        }
        await write_system(
            writer, stream, "resource", record, {"content": content}, mutation=house.new_id()
        )
    await edited_by_hand(house, record)
