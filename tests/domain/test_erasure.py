"""What an erase takes, row by row, decided without a database.

It leaves no word where one can be.
"""

import msgspec
import pytest
from msgspec import Raw

from domain.declare import Role, StreamKind
from domain.emptying import empty_record, forget_dismissed
from domain.erasure import erase_record, erased_with
from domain.found import FoundRecords
from domain.keys import Key
from domain.permissions import Writable
from domain.receipts import Receipt, Result
from domain.records import Head, Record, State

OWN, SHARED, ACCOUNT, THEIRS = 1, 2, 3, 4
MINE = {
    OWN: Writable(OWN, StreamKind.OWN, Role.PARTICIPANT),
    SHARED: Writable(SHARED, StreamKind.SHARED, Role.PARTICIPANT),
    ACCOUNT: Writable(ACCOUNT, StreamKind.ACCOUNT, Role.SELF),
}
GOAL, STEP, OTHER_STEP, REFUSED = (
    f"00000000-0000-7000-8000-00000000000{number}" for number in range(1, 5)
)
KEY = Key(1, 0, 1, 1)
WORDS = Raw(b'{"title":"word"}')


def row(record: str, entity: str, stream: int = OWN, **body: object) -> Record:
    return Record(
        stream=stream,
        record=record,
        entity=entity,
        body={name: Raw(msgspec.json.encode(value)) for name, value in body.items()},
    )


def refused(record: str, stream: int = ACCOUNT, name: str = REFUSED) -> Record:
    return row(
        name, "refused_write", stream, what={"entity": "goal", "record": record, "words": "{}"}
    )


def fallen(*rows: Record, erased: str = GOAL) -> set[tuple[int, str]]:
    found = FoundRecords({(each.stream, each.record): each for each in rows})
    return {(each.stream, each.record) for each in erased_with(erased, found, MINE)}


def full() -> Record:
    """A record with a word in every place that can hold one."""
    record = row(GOAL, "goal", words={"title": "word"})
    record.heads = {"words": [Head("a", KEY), Head("b", KEY)]}
    record.kept = {"words": {"b": WORDS}}
    record.covered = record.awaited = {"words": ["word"]}
    record.dismissed, record.dismissed_at = {"words": {"c": WORDS}}, {"words": {"c": 1}}
    record.recent = {"word": Receipt(result=Result(id="", outcome="applied"))}
    record.history, record.names, record.is_set_aside = '{"word":{}}', {"word"}, True
    record.has("d")
    return record


def test_an_erase_leaves_the_place_and_no_word_in_body_versions_or_those_that_were_let_go() -> None:
    record = full()
    erase_record(record)
    assert (record.state, record.is_set_aside, record.record) == (State.ERASED, False, GOAL)
    assert "word" not in repr(msgspec.structs.replace(record, record="", entity=""))
    assert record == Record(stream=OWN, record=GOAL, entity="goal", state=State.ERASED)


def test_time_empties_the_same_and_keeps_the_receipts() -> None:
    record = full()
    record.recent.clear()
    empty_record(record)
    expected = Record(
        stream=OWN,
        record=GOAL,
        entity="goal",
        state=State.EMPTIED,
        history='{"word":{}}',
        is_set_aside=True,
    )
    assert record == msgspec.structs.replace(expected, names={"word"})


def test_with_a_whole_fall_its_parts_and_what_was_refused_of_either() -> None:
    step, elsewhere = (
        row(STEP, "goal_step", goal={"goal": GOAL}),
        row(OTHER_STEP, "goal_step", goal={"goal": STEP}),
    )
    of_goal, of_step = refused(GOAL), refused(STEP, name="00000000-0000-7000-8000-000000000009")
    rows = (row(GOAL, "goal", words={"title": "x"}), step, elsewhere, of_goal, of_step)
    assert fallen(*rows) == {
        (OWN, GOAL),
        (OWN, STEP),
        (ACCOUNT, REFUSED),
        (ACCOUNT, of_step.record),
    }


@pytest.mark.parametrize(
    "part",
    [
        row(STEP, "goal_step", SHARED, goal={"goal": GOAL}),
        row(STEP, "goal_progress", OWN, words={"goal": GOAL}),
    ],
)
def test_a_part_falls_in_whichever_stream_of_ones_own_it_stands(part: Record) -> None:
    assert fallen(part) == {(part.stream, STEP)}


def test_under_the_same_id_nothing_falls_that_stands_with_others() -> None:
    note = row(GOAL, "encouragement", THEIRS, words={"text": "x"})
    assert fallen(
        row(GOAL, "goal"),
        note,
        row(STEP, "goal_step", THEIRS, goal={"goal": GOAL}),
        refused(GOAL, THEIRS),
    ) == {(OWN, GOAL)}


def test_a_refused_write_falls_in_the_account_alone_and_a_part_is_not_taken_for_one() -> None:
    assert fallen(refused(GOAL, OWN)) == set()
    assert fallen(refused(GOAL)) == {(ACCOUNT, REFUSED)}


def test_what_stands_where_its_kind_is_not_kept_does_not_fall() -> None:
    """A contact is never shared: what stands so under its name is not what the person erases."""
    assert fallen(row(GOAL, "support_contact", OWN)) == {(OWN, GOAL)}
    assert fallen(row(GOAL, "support_contact", SHARED)) == set()
    assert fallen(row(GOAL, "unheard_of", OWN)) == set()


def let_go(**at: int) -> Record:
    record = row(GOAL, "goal", words={"title": "shown"})
    record.dismissed = {"words": dict.fromkeys(at, WORDS)}
    record.dismissed_at = {"words": dict(at)}
    return record


def test_of_versions_that_were_let_go_the_old_ones_are_forgotten_and_the_others_are_not() -> None:
    record = let_go(old=10, at_the_edge=20, young=21)
    record.dismissed["status"], record.dismissed_at["status"] = {"s": WORDS}, {"s": 5}
    assert forget_dismissed(record, 20)
    assert (record.dismissed, record.dismissed_at) == (
        {"words": {"young": WORDS}},
        {"words": {"young": 21}},
    )
    assert not forget_dismissed(record, 20)
    assert forget_dismissed(record, 21)
    assert (record.dismissed, record.dismissed_at) == ({}, {})


def test_where_all_are_young_nothing_changes() -> None:
    record = let_go(young=21)
    assert not forget_dismissed(record, 20)
    assert record == let_go(young=21)
