"""The heads of one register without a database.

Which is shown, which stand aside, and which come back.
"""

from msgspec import Raw

from domain.entities import SPECS
from domain.keys import Key
from domain.receipts import Receipt, Result
from domain.records import Head, Record
from sync.decide.merge import RankedHead
from sync.decide.versions import Versions

STATUS, WORDS = SPECS["goal"].groups["status"], SPECS["goal"].groups["words"]


def said(value: str) -> Raw:
    return Raw(f'{{"v":"{value}"}}'.encode())


def head(name: str, ms: int) -> Head:
    return Head(name, Key(ms, 0, 1, ms))


def receipt(ms: int, rank: int = 0) -> Receipt:
    return Receipt(result=Result(id="", outcome="applied", key=Key(ms, 0, 1, ms)), rank=rank)


def two_heads(group: str, **ranks: int) -> Record:
    """`late` is shown, `early` is kept."""
    return Record(
        stream=1,
        record="goal",
        entity="goal",
        body={group: said("late")},
        heads={group: [head("late", 9), head("early", 3)]},
        kept={group: {"early": said("early")}},
        recent={
            "late": receipt(9, ranks.get("late", 0)),
            "early": receipt(3, ranks.get("early", 0)),
        },
    )


def shown(record: Record, group: str) -> tuple[list[str], Raw, dict[str, Raw]]:
    return [each.id for each in record.heads[group]], record.body[group], record.kept.get(group, {})


def test_what_has_become_an_achievement_is_shown_before_a_later_word_and_the_word_is_kept() -> None:
    record = two_heads("status", early=1)
    Versions(record, STATUS).sort()
    assert shown(record, "status") == (["early", "late"], said("early"), {"late": said("late")})


def test_where_both_are_or_neither_is_the_later_one_stays() -> None:
    for ranks in ({}, {"early": 1, "late": 1}, {"late": 1}):
        record = two_heads("status", **ranks)
        Versions(record, STATUS).sort()
        assert shown(record, "status") == (
            ["late", "early"],
            said("late"),
            {"early": said("early")},
        )


def test_of_those_let_go_the_greatest_comes_back_where_nothing_else_is_left() -> None:
    """Two phones each let go what the other one showed."""
    record = two_heads("words")
    record.dismissed_at = {"words": {"late": 1, "early": 1}}
    versions = Versions(record, WORDS)
    versions.let_go()
    versions.close()
    assert shown(record, "words") == (["late"], said("late"), {})
    assert record.dismissed == {"words": {"early": said("early")}}
    assert Versions(record, WORDS).is_of_those_let_go


def test_what_comes_new_displaces_the_one_that_was_let_go_and_it_stands_aside_again() -> None:
    record = two_heads("words")
    record.dismissed_at = {"words": {"late": 1, "early": 1}}
    versions = Versions(record, WORDS)
    versions.let_go()
    versions.join(RankedHead(head("new", 5), said("new")), at=2, most=4)
    versions.close()
    assert shown(record, "words") == (["new"], said("new"), {})
    assert record.dismissed == {"words": {"early": said("early"), "late": said("late")}}


def test_of_two_heads_of_which_one_was_let_go_nothing_is_of_those_let_go() -> None:
    record = two_heads("words")
    record.dismissed_at = {"words": {"late": 1}}
    assert not Versions(record, WORDS).is_of_those_let_go


def test_where_there_are_as_many_as_there_may_be_the_least_is_let_go_at_that_moment() -> None:
    record = two_heads("words")
    versions = Versions(record, WORDS)
    versions.join(RankedHead(head("middle", 5), said("middle")), at=77, most=2)
    versions.close()
    assert shown(record, "words") == (["late", "middle"], said("late"), {"middle": said("middle")})
    assert (record.dismissed, record.dismissed_at) == (
        {"words": {"early": said("early")}},
        {"words": {"early": 77}},
    )
