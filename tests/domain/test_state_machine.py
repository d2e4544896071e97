"""Legal moves are an entity's own: two that share a word do not share a move."""

from typing import Annotated, ClassVar, Literal

import pytest
from msgspec import Raw

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, moves
from domain.entity_specs import GroupSpec, describe
from domain.state_machine import StateMachine
from domain.validation import Refused, read_group

OWN = Policy(streams=(StreamKind.OWN,), created_by=Role.PARTICIPANT, first_sync=FirstSync.REST)
State = Literal["open", "seen", "done"]


def group(machine: StateMachine | None, *, beside: StateMachine | None = None) -> GroupSpec:
    class Errand(Entity, kw_only=True):
        policy: ClassVar[Policy] = OWN
        state: Annotated[State, moves("state", "How far it is.", machine=machine)] = "open"
        came_from: Annotated[State | None, moves("state", "The state before.", machine=beside)] = (
            None
        )

    return describe(Errand).groups["state"]


def move(came_from: str, to: str) -> Raw:
    return Raw(b'{"came_from": "%b", "state": "%b"}' % (came_from.encode(), to.encode()))


FORTH = StateMachine(frozenset({("open", "seen"), ("seen", "done")}), achieved="done")
BACK = StateMachine(frozenset({("done", "open"), ("open", "seen")}))


@pytest.mark.parametrize(("machine", "other"), [(FORTH, BACK), (BACK, FORTH)])
def test_a_move_of_one_entity_is_none_of_anothers(
    machine: StateMachine, other: StateMachine
) -> None:
    spec = group(machine)
    for came_from, to in machine.moves - other.moves:
        read_group(spec, move(came_from, to))
    for came_from, to in other.moves - machine.moves:
        with pytest.raises(Refused, match="illegal_move"):
            read_group(spec, move(came_from, to))


def test_only_what_a_machine_calls_achieved_counts_as_achieved() -> None:
    done = Raw(b'{"state": "done"}')
    assert group(FORTH).is_achieved(read_group(group(FORTH), done))
    assert not group(BACK).is_achieved(read_group(group(BACK), done))
    assert not group(FORTH).is_achieved(read_group(group(FORTH), Raw(b'{"state": "seen"}')))


@pytest.mark.parametrize(
    ("machine", "beside", "says"),
    [
        (None, None, "give moves\\(\\) of its first field, the state, a machine="),
        (FORTH, BACK, "and the others none"),
        (StateMachine(frozenset({("open", "lost")})), None, "has not: \\['lost'\\]"),
        (StateMachine(frozenset(), achieved="lost"), None, "has not: \\['lost'\\]"),
    ],
)
def test_a_state_without_its_machine_stops_the_start(
    machine: StateMachine | None, beside: StateMachine | None, says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        group(machine, beside=beside)
