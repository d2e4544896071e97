"""The life of a notice, written down once more by hand.

Every arrow, and every one that is missing.
"""

from itertools import product

import pytest

from notifications.policy.notice_life import (
    ARROWS,
    STATES,
    IllegalMove,
    check_transition,
    kept_state,
    transitions_between,
)

CODE = "called_off"
REASONS = {
    ("draft", "scheduled"): "",
    ("draft", "cancelled"): "called_off",
    ("scheduled", "due"): "",
    ("scheduled", "cancelled"): "assignment_ended",
    ("due", "held"): "not_now",
    ("due", "suppressed"): "cap_day",
    ("due", "claimed"): "",
    ("due", "no_channel"): "",
    ("due", "expired"): "",
    ("due", "failed"): "broken",
    ("due", "cancelled"): "person_discharged",
    ("due", "seen"): "",
    ("due", "answered"): "",
    ("held", "held"): "not_now",
    ("held", "suppressed"): "coalesced",
    ("held", "claimed"): "",
    ("held", "no_channel"): "",
    ("held", "expired"): "",
    ("held", "failed"): "broken",
    ("held", "cancelled"): "no_right",
    ("held", "seen"): "",
    ("held", "answered"): "",
    ("claimed", "held"): "429",
    ("claimed", "accepted"): "",
    ("claimed", "gone"): "410",
    ("claimed", "failed"): "redirected",
    ("claimed", "unknown"): "lease_ended",
    ("suppressed", "seen"): "",
    ("suppressed", "answered"): "",
    ("accepted", "seen"): "",
    ("accepted", "answered"): "",
    ("no_channel", "seen"): "",
    ("no_channel", "answered"): "",
    ("gone", "seen"): "",
    ("gone", "answered"): "",
    ("expired", "seen"): "",
    ("expired", "answered"): "",
    ("failed", "seen"): "",
    ("failed", "answered"): "",
    ("unknown", "seen"): "",
    ("unknown", "answered"): "",
    ("seen", "answered"): "",
}
MISSING = [pair for pair in product(STATES, STATES) if pair not in REASONS]
NEEDS_NONE = [pair for pair, reason in REASONS.items() if not reason]
NEEDS_ONE = [pair for pair, reason in REASONS.items() if reason]


@pytest.mark.parametrize(("before", "after"), REASONS)
def test_an_arrow_is_there(before: str, after: str) -> None:
    check_transition(before, after, REASONS[before, after])


@pytest.mark.parametrize(("before", "after"), MISSING)
@pytest.mark.parametrize("reason", ["", CODE, "not_now", "broken", "lease_ended", "429"])
def test_a_missing_arrow_is_refused_whatever_the_reason(
    before: str, after: str, reason: str
) -> None:
    with pytest.raises(IllegalMove):
        check_transition(before, after, reason)


@pytest.mark.parametrize(("before", "after"), NEEDS_ONE)
def test_an_arrow_that_has_reasons_needs_one(before: str, after: str) -> None:
    with pytest.raises(IllegalMove):
        check_transition(before, after, "")


@pytest.mark.parametrize(("before", "after"), NEEDS_NONE)
def test_an_arrow_without_reasons_takes_none(before: str, after: str) -> None:
    with pytest.raises(IllegalMove):
        check_transition(before, after, CODE)


@pytest.mark.parametrize(("before", "after"), NEEDS_ONE)
@pytest.mark.parametrize(
    "words", ["How was today?", "Tasha", "a b", "x" * 41, "https://push.example.org/x"]
)
def test_a_reason_is_a_code_and_never_words(before: str, after: str, words: str) -> None:
    with pytest.raises(IllegalMove) as refused:
        check_transition(before, after, words)
    assert words not in str(refused.value)


def test_every_state_is_reached_and_only_the_last_ones_are_left_no_more() -> None:
    assert {after for _, after in ARROWS} | {"draft"} == set(STATES)
    assert set(STATES) - {before for before, _ in ARROWS} == {"answered", "cancelled"}


def test_what_a_lost_worker_had_is_never_claimed_again() -> None:
    reached, border = {"unknown"}, ["unknown"]
    while border:
        state = border.pop()
        border += [after for before, after in ARROWS if before == state and after not in reached]
        reached |= set(border)
    assert reached == {"unknown", "seen", "answered"}


def test_only_what_is_not_yet_on_its_way_is_cancelled() -> None:
    assert {before for before, after in ARROWS if after == "cancelled"} == {
        "draft",
        "scheduled",
        "due",
        "held",
    }


def test_due_is_scheduled_until_its_time_has_come() -> None:
    assert [kept_state("due", 100, now) for now in (99, 100, 101)] == ["scheduled", "due", "due"]
    assert kept_state("held", 100, 99) == "held"


def test_a_notice_comes_due_on_its_way_to_anything_else() -> None:
    assert transitions_between("due", "claimed", due_at=100, at=130) == [
        (100, "scheduled", "due"),
        (130, "due", "claimed"),
    ]
    assert transitions_between("due", "cancelled", due_at=100, at=50) == [
        (50, "scheduled", "cancelled")
    ]
    assert transitions_between("held", "claimed", due_at=100, at=130) == [(130, "held", "claimed")]
