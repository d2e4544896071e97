"""Fewer where nobody answers, none where nobody has been there for long."""

import pytest

from notifications.policy.backoff import LOOKED_AT, PastNudge, left_out_reason, unanswered

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000


def came(*states: str) -> list[PastNudge]:
    """One a day up to yesterday, the latest first.

    `suppressed/halved` is a state and its reason.
    """
    split = [state.partition("/") for state in states]
    return [
        PastNudge(state, reason, NOW - (day + 1) * DAY)
        for day, (state, _, reason) in enumerate(split)
    ]


def decided(latest: list[PastNudge], heard: int = 0) -> str | None:
    return left_out_reason(latest, heard_of_at=NOW - heard, now=NOW)


@pytest.mark.parametrize("states", [[], ["accepted"], ["accepted", "accepted"]])
def test_two_without_an_answer_change_nothing(states: list[str]) -> None:
    assert decided(came(*states)) is None


@pytest.mark.parametrize(
    "state",
    ["accepted", "no_channel", "unknown", "gone", "failed", "expired", "suppressed/cap_day"],
)
def test_after_three_in_a_row_the_next_is_left_out_whatever_push_did(state: str) -> None:
    assert decided(came(state, state, state)) == "halved"


def test_every_second_one_comes() -> None:
    latest = came("accepted", "accepted", "accepted")
    fates = []
    for _ in range(6):
        fates.append(decided(latest))
        state = (
            PastNudge("suppressed", "halved", NOW - DAY)
            if fates[-1]
            else PastNudge("accepted", "", NOW - DAY)
        )
        latest = [state, *latest][:LOOKED_AT]
    assert fates == ["halved", None] * 3


@pytest.mark.parametrize("heard", ["seen", "answered", "suppressed/checked_in"])
def test_one_sign_of_the_person_and_all_come_again(heard: str) -> None:
    assert decided(came("accepted", "accepted", heard, "accepted", "accepted")) is None
    assert unanswered(came("accepted", heard, "accepted"), NOW) == 1


def test_what_came_this_morning_has_not_had_the_time_to_be_answered() -> None:
    latest = [PastNudge("accepted", "", NOW - hours * HOUR) for hours in (1, 5, 11)]
    assert decided(latest) is None
    assert (
        decided([PastNudge("accepted", "", NOW - hours * HOUR) for hours in (12, 20, 30)])
        == "halved"
    )


@pytest.mark.parametrize(
    ("silent", "reason"), [(14 * DAY - 1, None), (14 * DAY, "silent"), (90 * DAY, "silent")]
)
def test_after_fourteen_silent_days_they_stop(silent: int, reason: str | None) -> None:
    assert decided(came("seen"), silent) == reason
