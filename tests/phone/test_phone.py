"""The shared phone keeps to the protocol: what it were to miss, every user of it would miss."""

import uuid

import msgspec
import pytest

from domain.wire import Change
from tests.phone.ids import new_id, now_ms
from tests.phone.phone import HeadlessPhone, heads_on_screen, unsettled
from tests.phone.wire import (
    EndlessReading,
    JsonAnswer,
    Mutation,
    Page,
    Row,
    pages,
    row_of_change,
    rows_of_answer,
)

TOLD = ["r1", 7, "goal", "live", {"words": [["m1", [1, 0, 2, 3]]]}, {"words": {"title": "Walk"}}]


def written(id_: str, record: str, base: dict[str, object], **groups: object) -> Mutation:
    return {"id": id_, "record": record, "set": groups, "base": base}


def test_what_was_put_off_or_not_answered_waits_on() -> None:
    outbox = [written(each, "r", {}) for each in ("done", "refused", "deferred", "unheard")]
    outcomes = {"done": "applied", "refused": "refused", "deferred": "deferred"}
    assert [each["id"] for each in unsettled(outbox, outcomes)] == ["deferred", "unheard"]


def test_the_own_last_words_stand_above_the_heads_that_they_named() -> None:
    told = [["a"], ["b"]]
    outbox = [
        written("mine", "r", {"words": [["a"]]}, words={"title": "x"}),
        written("other", "another record", {"words": [["b"]]}, words={"title": "x"}),
        written("again", "r", {"words": [["mine"]]}, words={"title": "y"}),
        written("tagged", "r", {}, tags={"add": ["home"]}),
        written("back", "r", {}) | {"op": "restore"},
    ]
    assert heads_on_screen(told, outbox, "r", "words") == [["again"], ["b"]]
    assert heads_on_screen([], outbox, "r", "tags/home") == [["tagged"]]
    assert heads_on_screen([], outbox, "r", "tags") == []
    assert heads_on_screen([], outbox, "r", "life") == [["back"]]


def test_a_row_is_read_alike_from_plain_and_from_declared_json() -> None:
    change = msgspec.json.decode(msgspec.json.encode([*TOLD, None]), type=Change)
    answer = msgspec.convert(
        {"cursor": "c", "changes": [{"stream": 4, "rows": [[*TOLD, None], [*TOLD, {}, {"w": 1}]]}]},
        JsonAnswer,
    )
    plain, dismissed = rows_of_answer(answer)
    assert row_of_change(4, change) == plain
    assert (plain.stream, plain.record, plain.seq, plain.entity, plain.state) == (4, *TOLD[:4])
    assert (plain.heads, plain.body, plain.kept, plain.kept_versions) == (*TOLD[4:], None, {})
    assert dismissed.dismissed == {"w": 1}


def test_a_stream_that_is_no_longer_listed_is_gone_with_its_rows() -> None:
    phone = HeadlessPhone[Row](3, lambda row: row)
    rows = [Row(stream, "r", 1, "goal", "live", {}, {}, None, {}) for stream in (4, 5)]
    phone.read("one", rows, [{"id": 4}, {"id": 5}])
    phone.read("two", [], None)
    assert phone.rows.keys() == {(4, "r"), (5, "r")}
    phone.read("three", [], [{"id": 5}])
    assert (phone.cursor, phone.listed) == ("three", {5: {"id": 5}})
    assert phone.rows.keys() == {(5, "r")}


def test_a_request_goes_on_from_the_phones_cursor_unless_another_is_named() -> None:
    phone = HeadlessPhone[Row](3, lambda row: row)
    phone.cursor = "mine"
    assert [phone.freeze({"id": "a"})["n"], phone.freeze({"id": "b"})["n"]] == [1, 2]
    assert phone.request(phone.outbox, sent_at=9, limit=5) == {
        "device": 3,
        "sent_at": 9,
        "cursor": "mine",
        "mutations": [{"id": "a", "n": 1}, {"id": "b", "n": 2}],
        "limit": 5,
    }
    assert phone.request([], sent_at=9, cursor=None)["cursor"] is None


async def test_reading_goes_on_from_each_cursor_to_the_end_and_no_further() -> None:
    asked: list[str | None] = []

    async def ask(cursor: str | None) -> Page:
        asked.append(cursor)
        return Page(cursor=str(len(asked)), more=len(asked) < 3)

    assert [page.cursor async for page in pages(ask, "from here")] == ["1", "2", "3"]
    assert asked == ["from here", "1", "2"]


async def test_a_reading_without_end_is_a_failure() -> None:
    async def ask(cursor: str | None) -> Page:
        return Page(cursor="same", more=True)

    with pytest.raises(EndlessReading):
        assert [page async for page in pages(ask, at_most=3)]


def test_an_id_is_a_uuid_of_version_7_of_this_moment() -> None:
    before, made, after = now_ms(), uuid.UUID(new_id()), now_ms()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after
