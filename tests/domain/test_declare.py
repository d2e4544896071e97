"""An entity's declaration is checked at start-up, never in use."""

from typing import Annotated, ClassVar

import msgspec
import pytest
from msgspec import Meta

from domain.declare import STRICT, Entity, FirstSync, Policy, Role, Rule, StreamKind, describe, latest, least, once, snake_case
from domain.entities import ENTITIES, SPECS

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


def test_every_entity_is_listed_under_its_own_name() -> None:
    assert list(SPECS) == [snake_case(entity.__name__) for entity in ENTITIES]


def test_only_strict_groups_hold_what_protects_a_person() -> None:
    """Sharing, pause, lock screen and quiet hours: the stricter wish wins."""
    protecting = {("sharing_settings", group) for group in SPECS["sharing_settings"].groups}
    protecting |= {("notification_settings", group) for group in SPECS["notification_settings"].groups} | {("assignment", "sharing")}
    strict = {(spec.name, group.name) for spec in SPECS.values() for group in spec.groups.values() if group.rule in STRICT}
    assert strict == protecting | {("nudge_plan", "state")}


def test_sharing_is_off_until_a_person_says_otherwise() -> None:
    settings = SPECS["sharing_settings"].type()
    assert [getattr(settings, name) for name in ("share_goals", "share_check_ins", "share_plan")] == [False] * 3
    assert msgspec.structs.fields(SPECS["assignment"].groups["sharing"].shape)[0].default is False


def test_what_is_written_once_is_never_owned_by_two_roles() -> None:
    assert {spec.name for spec in SPECS.values() if any(group.rule is Rule.ONCE for group in spec.groups.values())} == {
        "check_in",
        "encouragement",
        "nudge",
        "refused_write",
    }
