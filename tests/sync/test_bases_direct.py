"""What a mutation names, and what its receipt keeps of that.

Also what a refused one leaves behind (section 4).
"""

from typing import Any

import pytest

from domain.declare import Role, StreamKind
from domain.keys import Key, ToldKey
from domain.permissions import Writable
from domain.receipts import Receipt, Result
from domain.records import Base, Op, singleton_id
from sync.decide.naming import KEPT_BASES, bases_of, wordless
from sync.decide.push_state import Actor
from tests.sync.deciding import CAME, GOAL, PHONE, a_mutation, based_on, decided, push_of, told
from tests.sync.histories import ACCOUNT, OWN, OWNER, STREAMS, mutation_id

TITLE = {"words": {"title": "A room"}}
TOO_LONG = {"words": {"title": "x" * 200}}
ACTIVE = {"status": {"status": "active"}}


def test_a_key_stands_above_a_base_that_was_replaced_meanwhile() -> None:
    """It is no head any more, and its key is that of its receipt, whatever the phone says."""
    push = push_of()
    late = a_mutation("late", TITLE, at=900)
    after = a_mutation("after", TITLE, at=901, bases={"words": based_on("late")})
    slow = a_mutation("slow", TITLE, at=100, bases={"words": based_on("late")})
    *_, result = decided(push, late, after, slow)
    assert result.key == Key(900, 1, PHONE, 100)


def test_of_what_was_applied_only_a_status_keeps_its_bases() -> None:
    push = push_of()
    decided(push, a_mutation("first", TITLE | ACTIVE))
    paused = {"status": {"status": "paused", "came_from": "active"}}
    both = {name: based_on("first") for name in ("words", "status", "measure")}
    decided(push, a_mutation("second", TITLE | paused, at=2_000, bases=both))
    record = push.records[OWN, GOAL]
    assert record.recent[mutation_id("second")].bases == {"status": [mutation_id("first")]}
    assert record.recent[mutation_id("first")].bases == {}


def test_a_base_of_a_status_that_is_not_written_is_not_kept() -> None:
    push = push_of()
    decided(push, a_mutation("first", TITLE | ACTIVE))
    decided(push, a_mutation("second", TITLE, at=2_000, bases={"status": based_on("first")}))
    assert push.records[OWN, GOAL].recent[mutation_id("second")].bases == {}


@pytest.mark.parametrize(("status", "rank"), [("achieved", 1), ("paused", 0)])
def test_what_stands_on_an_achievement_that_comes_only_now_has_its_rank_and_on_no_other(
    status: str, rank: int
) -> None:
    """After a restore the later one may be offered first: of its base only the key is known."""
    push = push_of()
    decided(push, a_mutation("begins", TITLE, at=100))
    late = {"status": {"status": "active", "came_from": status}}
    bases = {"status": [Base(mutation_id("early"), ToldKey(900, 0, PHONE, 900))]}
    decided(push, a_mutation("late", late, at=1_000, bases=bases))
    decided(push, a_mutation("early", {"status": {"status": status}}, at=900))
    record = push.records[OWN, GOAL]
    assert record.recent[mutation_id("late")].rank == rank
    assert [each.id for each in record.heads["status"]] == [mutation_id("late")]


def test_a_receipt_says_who_sent_it_where_that_is_not_in_its_key() -> None:
    push = push_of()
    decided(push, a_mutation("first", TITLE))
    receipt = push.records[OWN, GOAL].recent[mutation_id("first")]
    assert (receipt.by, receipt.sender) == (0, PHONE)


def test_a_refused_mutation_keeps_the_bases_of_every_register_up_to_a_bound() -> None:
    key = ToldKey(2 * CAME, 1, 2, 3)
    named = {
        "words": [Base("a", key), Base("b")],
        "status": [Base("c")],
        "no such group": [Base("d")],
        "tags/home": [Base(f"{number}") for number in range(KEPT_BASES)],
        "measure": [Base("e", key)],
    }
    mutation = a_mutation("m", TOO_LONG, bases=named)
    bases, keys = bases_of(mutation, push_of().arrival)
    assert bases == {
        "words": ["a", "b"],
        "status": ["c"],
        wordless("tags/home", mutation.id): [f"{number}" for number in range(KEPT_BASES - 3)],
    }
    assert keys == {"a": Key(CAME, 1, 2, 3)}


def test_what_follows_on_a_create_that_was_refused_depends_on_it_and_on_no_other_it_waits() -> None:
    rest = {"measure": {"unit": "km"}}
    refused = ("refused", "too_long")
    waiting, depending = ("deferred", None), ("depends_on_refused", "depends_on_refused")
    seen = {"words": based_on("seen")}
    for begins, then in (
        (a_mutation("first", TOO_LONG), depending),
        (a_mutation("first", TOO_LONG, bases=seen), waiting),
        (a_mutation("first", TOO_LONG, bases={"words": []}), depending),
    ):
        push = push_of()
        assert told(decided(push, begins, a_mutation("later", rest, at=2_000))) == [refused, then]


def test_what_was_no_edit_would_have_begun_nothing() -> None:
    """Also where a record could begin with nothing at all."""
    settings: dict[str, Any] = {
        "entity": "notification_settings",
        "record": singleton_id(OWNER, "notification_settings"),
        "stream": ACCOUNT,
        "op": Op.DISMISS,
    }
    named = {"reminder": based_on("seen")}
    later = a_mutation("later", at=2_000, bases=named, **settings)
    assert told(decided(push_of(), a_mutation("first", **settings), later)) == [
        ("refused", "malformed"),
        ("deferred", None),
    ]


def test_what_is_refused_in_a_push_is_known_to_the_rest_of_it() -> None:
    """Also where something of the push has asked already."""
    push = push_of()
    assert not push.was_refused(GOAL)
    result = Result(id="", outcome="refused", code="too_long")
    push.note_refused("m", Receipt(result=result, begins=GOAL))
    assert push.was_refused(GOAL)
    assert not push.was_refused(OWNER)


def test_where_a_device_sends_what_another_wrote_the_receipt_answers_it() -> None:
    """In a stream that several people write it answers the devices of its own person alone."""
    library = Writable(9, StreamKind.LIBRARY, Role.CURATOR)
    actor = Actor(OWNER, PHONE, ACCOUNT, {**STREAMS, 9: library}, devices={6})
    by_six, by_seven = (
        Receipt(result=Result(id="", outcome="applied", key=Key(1, 0, device, 1)))
        for device in (6, 7)
    )
    assert [actor.has_sent(by_six, stream) for stream in (OWN, 9)] == [True, True]
    assert [actor.has_sent(by_seven, stream) for stream in (OWN, 9)] == [True, False]
