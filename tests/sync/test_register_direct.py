"""A register at its bounds, and what is named before it comes: without a database (section 4)."""

import msgspec
import pytest
from msgspec import Raw

from domain.bounds import AHEAD, ELEMENTS, HEADS, LET_GO
from domain.entities import SPECS
from domain.keys import Key
from domain.records import Head, Record, State
from domain.validation import Refused
from sync.decide.register import (
    check_elements,
    cover,
    dismiss_heads,
    state_of,
    write_head,
    write_member_head,
    write_merged_bodies,
)

SPEC = SPECS["goal"]
TAGS, WORDS = SPEC.groups["tags"], SPEC.groups["words"]
NONE: frozenset[str] = frozenset()


def a_goal() -> Record:
    return Record(stream=1, record="goal", entity="goal")


def head(name: str, ms: int = 1) -> Head:
    return Head(name, Key(ms, 0, 1, ms))


def said(value: str) -> Raw:
    return Raw(msgspec.json.encode({"title": value}))


def words(record: Record, name: str, ms: int, named: frozenset[str] = NONE) -> bool:
    return write_head(record, WORDS, head(name, ms), said(name), 0, named, at=ms)


def tag(
    record: Record, element: str, name: str, *, is_in: bool, named: frozenset[str] = NONE
) -> bool:
    return write_member_head(record, TAGS, element, head(name), is_in, named, at=1)


def tags(record: Record) -> list[str]:
    write_merged_bodies(record, SPEC)
    found: list[str] = msgspec.json.decode(record.body["tags"])["tags"]
    return found


def full(count: int) -> Record:
    """A goal whose set ever had so many elements, all of them in it."""
    record, elements = a_goal(), sorted(f"e{number:04}" for number in range(count))
    record.heads = {f"tags/{each}": [head(f"add {each}")] for each in elements}
    record.body = {"tags": Raw(msgspec.json.encode({"tags": elements}))}
    return record


@pytest.mark.parametrize("order", [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]])
def test_whatever_was_named_before_it_came_is_superseded_in_whatever_order(
    order: list[str],
) -> None:
    record = a_goal()
    for place, each in enumerate(order):
        words(record, f"on {each}", 9 - place, frozenset({each}))
    assert record.awaited["words"] == ["a", "b", "c"]
    shown = record.heads["words"][0].id
    for each in order:
        assert not words(record, each, 20)
    assert record.heads["words"][0].id == shown
    assert record.awaited == {}


def test_an_element_that_was_taken_out_before_it_came_stays_out() -> None:
    """After a restore the one that took it out may be offered again first."""
    record = a_goal()
    assert tag(record, "home", "out", is_in=False, named=frozenset({"in"}))
    assert not tag(record, "home", "in", is_in=True)
    assert tags(record) == []


def test_in_a_full_set_what_it_has_is_added_again_and_what_is_new_is_refused() -> None:
    record = full(ELEMENTS)
    check_elements(record, TAGS, ["e0000", "e1999"])
    check_elements(record, TAGS, [])
    with pytest.raises(Refused) as refused:
        check_elements(record, TAGS, ["e0000", "new"])
    assert (refused.value.code, refused.value.field) == ("too_many", "tags")


def test_with_one_place_left_one_is_added_and_two_are_not() -> None:
    record = full(ELEMENTS - 1)
    check_elements(record, TAGS, ["new", "e0000"])
    with pytest.raises(Refused):
        check_elements(record, TAGS, ["new", "newer"])


@pytest.mark.parametrize(("count", "is_remembered"), [(ELEMENTS, True), (ELEMENTS + 1, False)])
def test_beyond_a_full_set_what_never_was_there_is_as_wished_and_leaves_nothing(
    count: int, is_remembered: bool
) -> None:
    record = full(count)
    assert tag(record, "never", "out", is_in=False) is True
    assert ("tags/never" in record.heads) is is_remembered


def test_beyond_a_full_set_what_is_there_is_taken_out_all_the_same() -> None:
    record = full(ELEMENTS + 1)
    assert tag(record, "e0000", "out", is_in=False, named=frozenset({"add e0000"}))
    assert "e0000" not in tags(record)


def covering(groups: int, *heads: str) -> Record:
    record = a_goal()
    record.heads = {"words": [head(each) for each in heads]} if heads else {}
    record.covered = {f"tags/{number}": ["x"] for number in range(groups)}
    return record


def test_a_remove_covers_what_it_saw_and_of_what_has_yet_to_come_as_much_as_there_is_room() -> None:
    record = covering(0, "here")
    assert cover(record, "words", frozenset({"here", "a", "b", "c"}), 2) == 3
    assert record.covered == {"words": ["a", "b", "here"]}
    assert state_of(record) is State.REMOVED
    assert cover(record, "words", frozenset({"here", "a"}), 2) == 0


@pytest.mark.parametrize(
    ("groups", "heads", "covered"),
    [
        (ELEMENTS - 1, [], ["a"]),
        (ELEMENTS, [], []),
        (ELEMENTS, ["here"], ["a", "here"]),
    ],
)
def test_a_register_of_which_nothing_came_is_remembered_up_to_as_many_as_a_set_has(
    groups: int, heads: list[str], covered: list[str]
) -> None:
    record = covering(groups, *heads)
    cover(record, "words", frozenset({"a", *heads}), 10)
    assert record.covered.get("words", []) == covered


def test_of_one_register_so_many_are_covered_before_they_come() -> None:
    record, named = a_goal(), frozenset(f"{number:05}" for number in range(HEADS + AHEAD + 5))
    cover(record, "words", named, len(named))
    assert record.covered["words"] == sorted(named)[: HEADS + AHEAD]


def test_so_many_versions_are_let_go_before_they_come_and_one_that_is_there_always() -> None:
    record, named = a_goal(), frozenset(f"{number:05}" for number in range(LET_GO + AHEAD + 5))
    for ms, name in ((1, "zz early"), (2, "zz late")):
        words(record, name, ms)
    dismiss_heads(record, WORDS, named | {"zz early"}, at=7)
    noted = record.dismissed_at["words"]
    assert {*noted} == {*sorted(named)[: LET_GO + AHEAD], "zz early"}
    assert set(noted.values()) == {7}
    assert [each.id for each in record.heads["words"]] == ["zz late"]
