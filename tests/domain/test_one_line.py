"""A field is added in one line.

Whatever derives from an entity includes it, with no other change.
"""

from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from api.entities import components_of, export
from domain.declare import latest
from domain.entities import SPECS
from domain.entities.goal import Goal
from domain.entity_specs import describe
from tests.domain.strategies import values_of


class GoalWithColour(Goal, kw_only=True):
    """A goal as it would be with one more line."""

    colour: Annotated[str, latest("appearance", "The colour of its card.", max_length=12)] = "green"


SPEC = describe(GoalWithColour)
GROUP = SPEC.groups["appearance"]


def test_nothing_else_changes() -> None:
    assert SPEC.groups.keys() - SPECS["goal"].groups.keys() == {"appearance"}


def test_it_is_validated() -> None:
    assert msgspec.convert({"colour": "blue"}, GROUP.shape) == GROUP.shape(colour="blue")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"colour": "b" * 13}, GROUP.shape)


def test_it_has_a_writer_and_a_merge_rule() -> None:
    assert (GROUP.writer, GROUP.rule) == (Goal.policy.created_by, "latest")


def test_it_is_in_the_published_schema() -> None:
    components = components_of([SPEC])

    assert components["GoalWithColour"]["properties"]["appearance"] == {
        "$ref": "#/components/schemas/GoalWithColourAppearance"
    }
    assert components["GoalWithColourAppearance"]["properties"]["colour"] == {
        "type": "string",
        "description": "The colour of its card.",
        "maxLength": 12,
        "default": "green",
        "x-group": "appearance",
        "x-merge": "latest",
    }


def test_it_is_in_the_exported_entities() -> None:
    group = export([SPEC])["goal_with_colour"]["groups"]["appearance"]

    assert (group["rule"], group["writer"], list(group["fields"])) == (
        "latest",
        "participant",
        ["colour"],
    )


def test_test_data_has_it() -> None:
    assert "colour" in find(values_of(GoalWithColour), lambda goal: "colour" in goal)


@pytest.mark.parametrize("spec", [*SPECS.values(), SPEC], ids=lambda spec: spec.name)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_whatever_is_made_up_for_an_entity_is_valid_and_survives_the_wire(
    spec: Any, data: st.DataObject
) -> None:
    entity = msgspec.convert(data.draw(values_of(spec.type)), spec.type)

    assert msgspec.json.decode(msgspec.json.encode(entity), type=spec.type) == entity
