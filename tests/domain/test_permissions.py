"""The whole matrix of who writes what.

It is written down once more by hand, so that a change of policy is seen.
"""

import pytest

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.permissions import may_create, may_remove, may_write, sees_kept_versions

CREATED_IN = {
    "profile": {(Role.SELF, "account")},
    "sharing_settings": {(Role.SELF, "account")},
    "notification_settings": {(Role.SELF, "account")},
    "goal": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "check_in": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "journal_note": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "use_report": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "plan_item": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "goal_step": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "goal_progress": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "setback": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "recovery_clock": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "recovery_period": {(Role.PARTICIPANT, "own"), (Role.PARTICIPANT, "shared")},
    "support_contact": {(Role.PARTICIPANT, "own")},
    "favourites": {(Role.PARTICIPANT, "own")},
    "support_flag": {(Role.PARTICIPANT, "flags")},
    "resource": {(Role.CURATOR, "library")},
    "crisis_line": {(Role.CURATOR, "library")},
    "assignment": {(Role.SYSTEM, "assignment")},
    "encouragement": {(Role.PEER, "assignment")},
    "nudge_plan": {(Role.PEER, "assignment")},
    "nudge_draft": {(Role.SELF, "account")},
    "nudge": {(Role.SYSTEM, "assignment")},
    "refused_write": {(Role.SYSTEM, "account")},
    "account_event": {(Role.SYSTEM, "account")},
}
REMOVED_BY = {
    "goal": Role.PARTICIPANT,
    "check_in": Role.PARTICIPANT,
    "journal_note": Role.PARTICIPANT,
    "use_report": Role.PARTICIPANT,
    "plan_item": Role.PARTICIPANT,
    "goal_step": Role.PARTICIPANT,
    "goal_progress": Role.PARTICIPANT,
    "setback": Role.PARTICIPANT,
    "recovery_clock": Role.PARTICIPANT,
    "recovery_period": Role.PARTICIPANT,
    "support_contact": Role.PARTICIPANT,
    "resource": Role.CURATOR,
    "crisis_line": Role.CURATOR,
    "nudge_draft": Role.SELF,
    "refused_write": Role.SELF,
    "account_event": Role.SELF,
}
ANSWERED_BY_PARTICIPANT = {
    ("assignment", "sharing"),
    ("encouragement", "answer"),
    ("nudge", "answer"),
}
SAID_BY_THE_PEER = {("assignment", "hours")}
MOVED_BY_THE_SYSTEM = {("support_flag", "state"), ("nudge_plan", "left_out")}


def test_every_entity_is_in_the_matrix() -> None:
    assert CREATED_IN.keys() == SPECS.keys(), (
        "say in CREATED_IN and REMOVED_BY (tests/domain/test_permissions.py) who makes it and where"
    )


@pytest.mark.parametrize("name", SPECS)
def test_records_are_made_by_one_role_in_its_streams(name: str) -> None:
    allowed = {
        (role, kind.value)
        for role in Role
        for kind in StreamKind
        if may_create(SPECS[name], kind, role)
    }
    assert allowed == CREATED_IN[name]


@pytest.mark.parametrize("name", SPECS)
def test_each_group_is_written_by_one_role_and_its_versions_are_seen_by_it_alone(name: str) -> None:
    for group in SPECS[name].groups.values():
        (maker,) = {role for role, _ in CREATED_IN[name]}
        owner = Role.PARTICIPANT if (name, group.name) in ANSWERED_BY_PARTICIPANT else maker
        owner = Role.PEER if (name, group.name) in SAID_BY_THE_PEER else owner
        owner = Role.SYSTEM if (name, group.name) in MOVED_BY_THE_SYSTEM else owner
        assert {role for role in Role if may_write(group, role)} == {owner}
        assert {role for role in Role if sees_kept_versions(group, role)} == {owner}


@pytest.mark.parametrize("name", SPECS)
def test_records_are_removed_by_their_owner_or_by_no_one(name: str) -> None:
    assert [role for role in Role if may_remove(SPECS[name], role)] == (
        [REMOVED_BY[name]] if name in REMOVED_BY else []
    )


def test_a_peer_writes_nothing_that_a_participant_owns() -> None:
    by_peer = {
        (spec.name, group.name)
        for spec in SPECS.values()
        for group in spec.groups.values()
        if may_write(group, Role.PEER)
    }
    planned = {("nudge_plan", "words"), ("nudge_plan", "schedule"), ("nudge_plan", "state")}
    assert by_peer == {("encouragement", "words"), ("assignment", "hours")} | planned


@pytest.mark.parametrize("name", SPECS)
def test_what_another_role_writes_can_be_left_out_as_the_record_is_made(name: str) -> None:
    spec = SPECS[name]
    others = [each for each in spec.groups.values() if each.writer is not spec.policy.created_by]
    assert [each.name for each in others if each.required] == []
