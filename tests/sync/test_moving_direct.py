"""Where a record stands by its visibility.

What stays where it is hides nothing and moves nothing (section 2).
"""

import pytest

from domain.records import State
from sync.decide.push_state import Actor
from tests.sync.deciding import GOAL, PHONE, a_mutation, based_on, decided, push_of, told
from tests.sync.histories import ACCOUNT, OWN, OWNER, SHARED, STREAMS

TITLE = {"words": {"title": "A room"}}


def seen(*, shared: bool) -> dict[str, dict[str, bool]]:
    return {"visibility": {"shared": shared}}


@pytest.mark.parametrize(("stream", "shared"), [(OWN, False), (SHARED, True)])
def test_what_is_kept_or_shared_again_stays_and_nothing_is_hidden(
    stream: int, shared: bool
) -> None:
    push = push_of()
    first = a_mutation("first", TITLE | seen(shared=shared), stream=stream)
    bases = {"visibility": based_on("first")}
    again = a_mutation("again", seen(shared=shared), at=2_000, stream=stream, bases=bases)
    assert told(decided(push, first, again)) == [("applied", None)] * 2
    assert [*push.changed] == [(stream, GOAL)]
    assert (push.hidden, push.moving) == ([], {})
    assert push.changed[stream, GOAL].seq == 1


@pytest.mark.parametrize(
    ("stream", "target", "hidden"), [(SHARED, OWN, [(SHARED, GOAL)]), (OWN, SHARED, [])]
)
def test_what_moves_leaves_a_place_and_is_hidden_where_others_read(
    stream: int, target: int, hidden: list[tuple[int, str]]
) -> None:
    push = push_of()
    first = a_mutation("first", TITLE | seen(shared=target == OWN), stream=stream)
    bases = {"visibility": based_on("first")}
    moving = a_mutation(
        "moving", seen(shared=target == SHARED), at=2_000, stream=stream, bases=bases
    )
    decided(push, first, moving)
    states = {place: record.state for place, record in push.changed.items()}
    assert states == {(stream, GOAL): State.HIDDEN, (target, GOAL): State.LIVE}
    assert (push.hidden, push.moving[GOAL].left) == (hidden, {stream})


def test_it_stays_where_the_stream_that_it_would_move_to_is_not_the_actors() -> None:
    push = push_of()
    streams = {id_: stream for id_, stream in STREAMS.items() if id_ != OWN}
    push.actor = Actor(OWNER, PHONE, ACCOUNT, streams)
    first = a_mutation("first", TITLE | seen(shared=False), stream=SHARED)
    assert told(decided(push, first)) == [("applied", None)]
    assert [*push.changed] == [(SHARED, GOAL)]
