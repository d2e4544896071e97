"""An entity's declaration is checked at start-up, never in use."""

from typing import Annotated, ClassVar

import msgspec
import pytest
from msgspec import Meta

from domain.declare import (
    STRICT,
    Entity,
    FirstSync,
    Policy,
    Role,
    Rule,
    StreamKind,
    latest,
    least,
    members,
    once,
)
from domain.entities import ENTITIES, SPECS
from domain.entity_specs import describe, snake_case
from domain.values import Position

PRIVATE_OR_SHARED = {
    "goal",
    "check_in",
    "use_report",
    "journal_note",
    "plan_item",
    "setback",
    "recovery_clock",
}
"""What a person may show to their peer, record by record."""
WHOLES = {"goal_step": "goal", "goal_progress": "goal", "recovery_period": "recovery_clock"}

POLICY = Policy(streams=(StreamKind.OWN,), created_by=Role.PARTICIPANT, first_sync=FirstSync.REST)


def test_a_field_without_a_group_is_refused() -> None:
    class Plain(Entity, kw_only=True):
        policy: ClassVar[Policy] = POLICY
        text: Annotated[str, Meta(max_length=10)] = ""

    with pytest.raises(TypeError, match=r"Plain\.text"):
        describe(Plain)


def test_a_group_whose_fields_disagree_about_the_rule_is_refused() -> None:
    class Torn(Entity, kw_only=True):
        policy: ClassVar[Policy] = POLICY
        one: Annotated[str, latest("words", "One.")] = ""
        two: Annotated[str, once("words", "Two.")] = ""

    with pytest.raises(TypeError, match=r"Torn\.words"):
        describe(Torn)


def test_a_strict_group_has_one_field() -> None:
    class Broad(Entity, kw_only=True):
        policy: ClassVar[Policy] = POLICY
        one: Annotated[bool, least("wish", "One.")] = False
        two: Annotated[bool, least("wish", "Two.")] = False

    with pytest.raises(TypeError, match=r"Broad\.wish"):
        describe(Broad)


def test_a_writer_of_a_group_that_is_not_there_is_refused() -> None:
    class Ghost(Entity, kw_only=True):
        policy: ClassVar[Policy] = msgspec.structs.replace(POLICY, writers={"answer": Role.PEER})
        one: Annotated[str, latest("words", "One.")] = ""

    with pytest.raises(TypeError, match="answer"):
        describe(Ghost)


def test_a_set_has_one_field_and_it_is_a_list() -> None:
    class Two(Entity, kw_only=True):
        policy: ClassVar[Policy] = POLICY
        one: Annotated[list[str], members("tags", "One.", most=3)]
        two: Annotated[list[str], members("tags", "Two.", most=3)]

    class Alone(Entity, kw_only=True):
        policy: ClassVar[Policy] = POLICY
        one: Annotated[str, members("tags", "One.", most=3)] = ""

    with pytest.raises(TypeError, match=r"Two\.tags"):
        describe(Two)
    with pytest.raises(TypeError, match=r"Alone\.tags"):
        describe(Alone)


def test_a_part_names_a_field_that_it_has() -> None:
    class Loose(Entity, kw_only=True):
        policy: ClassVar[Policy] = msgspec.structs.replace(POLICY, part_of=("words", "goal"))
        one: Annotated[str, latest("words", "One.")] = ""

    with pytest.raises(TypeError, match=r"words\.goal"):
        describe(Loose)


def test_a_part_stands_where_its_whole_stands() -> None:
    """A part has no visibility of its own.

    It is kept in the same kinds of streams and written by the same role as its whole.
    """
    for part, whole in WHOLES.items():
        its, whole_s = SPECS[part].policy, SPECS[whole].policy
        assert "visibility" not in SPECS[part].groups
        assert (its.streams, its.created_by, its.removed_by) == (
            whole_s.streams,
            whole_s.created_by,
            whole_s.removed_by,
        )
        assert its.part_of
        assert its.part_of[1] == whole.rpartition("_")[2]
    assert {name for name, spec in SPECS.items() if spec.policy.part_of} == WHOLES.keys()


def test_what_may_stand_in_two_streams_says_which_or_is_a_part() -> None:
    both = {
        name
        for name, spec in SPECS.items()
        if set(spec.policy.streams) == {StreamKind.OWN, StreamKind.SHARED}
    }
    assert both == PRIVATE_OR_SHARED | WHOLES.keys()
    assert {
        name for name, spec in SPECS.items() if "visibility" in spec.groups
    } == PRIVATE_OR_SHARED


@pytest.mark.parametrize(
    ("entity", "group", "most"), [("goal", "tags", 8), ("favourites", "resources", 200)]
)
def test_a_mutation_adds_to_a_set_as_many_as_it_holds_and_no_more(
    entity: str, group: str, most: int
) -> None:
    change = SPECS[entity].groups[group].change
    assert change
    named = ["0b0f4a6e-0000-4000-8000-000000000000"]
    msgspec.convert({"add": named * most, "remove": named}, change)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"add": named * (most + 1)}, change)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"add": [""]}, change)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"toggle": named}, change)


def test_a_set_that_two_phones_filled_apart_is_still_read() -> None:
    both = [f"tag {number}" for number in range(16)]
    goal = SPECS["goal"].read({"words": {"title": "Bus pass"}, "tags": {"tags": both}})
    assert goal.tags == both  # type: ignore[attr-defined]


def test_quiet_hours_of_two_phones_are_read_though_together_they_are_more_than_one_may_write() -> (
    None
):
    quiet = [{"since": f"{hour:02}:00", "until": f"{hour:02}:30"} for hour in range(14)]
    settings = SPECS["notification_settings"]
    assert len(settings.read({"quiet": {"quiet": quiet}}).quiet) == 14  # type: ignore[attr-defined]
    read = msgspec.convert({"quiet": quiet[:7]}, settings.groups["quiet"].shape)
    assert len(read.quiet) == 7  # type: ignore[attr-defined]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"quiet": quiet[:8]}, settings.groups["quiet"].shape)


@pytest.mark.parametrize("position", ["", "V", "zz1", "a" * 200])
def test_a_position_is_digits_of_a_fraction(position: str) -> None:
    assert msgspec.convert(position, Position) == position


@pytest.mark.parametrize("position", ["0", "a0", "a b", "é", "a" * 201, "-1"])
def test_nothing_else_is_a_position(position: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(position, Position)


def test_every_entity_is_listed_under_its_own_name() -> None:
    assert list(SPECS) == [snake_case(entity.__name__) for entity in ENTITIES]


def test_only_strict_groups_hold_what_protects_a_person() -> None:
    """Sharing, pause, lock screen, quiet hours, a call taken back: the stricter wish wins.

    When a reminder comes: the later one.
    """
    protecting = {("sharing_settings", group) for group in SPECS["sharing_settings"].groups}
    wishes = SPECS["notification_settings"].groups.keys() - {"reminder", "plan_review"}
    protecting |= {("notification_settings", group) for group in wishes} | {
        ("assignment", "sharing"),
        ("support_flag", "withdrawn"),
    }
    protecting |= {(name, "visibility") for name in PRIVATE_OR_SHARED} | {
        ("recovery_clock", "hidden")
    }
    strict = {
        (spec.name, group.name)
        for spec in SPECS.values()
        for group in spec.groups.values()
        if group.rule in STRICT
    }
    assert strict == protecting | {("nudge_plan", "state")}


def test_sharing_is_off_until_a_person_says_otherwise() -> None:
    settings = SPECS["sharing_settings"].type()
    assert [
        getattr(settings, name) for name in ("share_goals", "share_check_ins", "share_plan")
    ] == [False] * 3
    assert msgspec.structs.fields(SPECS["assignment"].groups["sharing"].shape)[0].default is False


def test_what_is_written_once_is_never_owned_by_two_roles() -> None:
    assert {
        spec.name
        for spec in SPECS.values()
        if any(group.rule is Rule.ONCE for group in spec.groups.values())
    } == {
        "account_event",
        "check_in",
        "encouragement",
        "goal_progress",
        "goal_step",
        "nudge",
        "nudge_draft",
        "recovery_period",
        "refused_write",
        "setback",
        "support_flag",
        "use_report",
    }
