"""Ids that a person's singletons stand under, and who may make what under them."""

from domain.admission import kept_ids, reserved_ids
from domain.declare import Role
from domain.entities import SPECS
from domain.records import singleton_ids

OWNER = "00000000-0000-4000-8000-000000000001"
NEVER_ERASED = {"sharing_settings", "notification_settings"}
OF_A_PERSON = NEVER_ERASED | {"profile", "favourites"}


def ids(entities: set[str]) -> set[str]:
    return {id_ for entity in entities for id_ in singleton_ids(OWNER, entity)}


def test_nothing_else_is_made_under_the_id_of_a_persons_singleton() -> None:
    assert reserved_ids(OWNER) == ids(OF_A_PERSON)
    assert {name for name, spec in SPECS.items() if spec.policy.singleton} == OF_A_PERSON | {
        "assignment"
    }


def test_an_assignments_terms_are_no_singleton_of_a_person() -> None:
    """They stand under the id of the assignment, and the system makes them."""
    assert SPECS["assignment"].policy.created_by is Role.SYSTEM
    assert not reserved_ids(OWNER) & ids({"assignment"})


def test_of_what_can_be_erased_a_tombstone_may_stand_and_of_a_stop_or_a_mute_never() -> None:
    assert kept_ids(OWNER) == ids(NEVER_ERASED)
