"""After a restore a record may be missing of which a former server told.

What is written to it waits for its maker (section 2).
"""

from typing import Any

import msgspec
import pytest

from domain.declare import Role, StreamKind
from domain.keys import ToldKey
from domain.permissions import Writable
from domain.records import Acknowledged, Base, Mutation, Record
from sync.decide.push_state import Actor, PushState
from tests.sync.deciding import PHONE, a_mutation, decided, push_of, told
from tests.sync.histories import ACCOUNT, OWN, OWNER, STREAMS, mutation_id

WALK = 9
NOTE = mutation_id("note")
KEY = ToldKey(1, 0, 7, 1)
WAITS = [("deferred", None)]
NOT_YOURS = [("refused", "not_yours")]


def with_a_peer(records: dict[tuple[int, str], Record] | None = None) -> PushState:
    """A participant's, who may answer what their peer writes and never makes it."""
    push = push_of(records=records)
    walk = Writable(WALK, StreamKind.ASSIGNMENT, Role.PARTICIPANT)
    push.actor = Actor(OWNER, PHONE, ACCOUNT, {**STREAMS, WALK: walk})
    return push


def answer(base: Base | None, *, stream: int | None = WALK, **fields: Any) -> Mutation:
    told: dict[str, Any] = {"entity": "encouragement", "record": NOTE, "stream": stream}
    bases = {"answer": [base]} if base else {"answer": []}
    return a_mutation("answer", {"answer": {"seen": True}}, bases=bases, **told | fields)


@pytest.mark.parametrize("stream", [WALK, None])
def test_an_answer_that_names_what_a_server_told_waits_for_what_it_answers(
    stream: int | None,
) -> None:
    assert told(decided(with_a_peer(), answer(Base("seen", KEY), stream=stream))) == WAITS


@pytest.mark.parametrize("base", [None, Base("seen", KEY)])
def test_so_does_one_that_was_acknowledged_itself(base: Base | None) -> None:
    acknowledged = Acknowledged(KEY)
    assert told(decided(with_a_peer(), answer(base, acknowledged=acknowledged))) == WAITS


@pytest.mark.parametrize("base", [None, Base("unsent")])
def test_one_that_names_nothing_that_was_told_is_no_such_answer(base: Base | None) -> None:
    assert told(decided(with_a_peer(), answer(base))) == NOT_YOURS


def test_where_the_place_is_taken_by_something_else_nothing_is_waited_for() -> None:
    """It would wait for ever."""
    other = Record(stream=ACCOUNT, record=NOTE, entity="nudge_draft")
    base = Base("seen", KEY)
    push = with_a_peer({(ACCOUNT, NOTE): other})
    assert told(decided(push, answer(base, stream=ACCOUNT))) == NOT_YOURS
    assert told(decided(with_a_peer(), answer(base, stream=ACCOUNT))) == WAITS


def test_in_a_stream_that_is_not_the_actors_nothing_is_waited_for() -> None:
    assert told(decided(with_a_peer(), answer(Base("seen", KEY), stream=77))) == NOT_YOURS


def test_what_the_system_makes_is_not_waited_for_since_it_never_offers_it_again() -> None:
    nudge = answer(Base("seen", KEY), entity="nudge")
    assert told(decided(with_a_peer(), nudge)) == NOT_YOURS


def test_what_can_begin_the_record_begins_it() -> None:
    bases = {"words": [Base("seen", KEY)]}
    begins = a_mutation("begins", {"words": {"title": "A room"}}, bases=bases)
    [result] = decided(with_a_peer(), begins)
    assert (result.outcome, result.stream) == ("applied", OWN)
    assert msgspec.to_builtins(result.groups) == {"words": "shown"}
