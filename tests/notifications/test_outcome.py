"""What an answer of a push service means: a claim for every row (security: E11)."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, formatdate

import pytest

from notifications.push.outcome import LONGEST_ASKED_WAIT, LONGEST_WAIT, PushOutcome, outcome

NOW = 1_780_000_000_000


def judged(
    status: int | None, retry_after: str | None = None, *, attempts: int = 0, spread: float = 0.0
) -> PushOutcome:
    return outcome(status, retry_after, now=NOW, attempts=attempts, spread=spread)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_taken_by_the_push_service(status: int) -> None:
    assert judged(status) == PushOutcome("accepted")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_tried_again(status: int) -> None:
    assert judged(status) == PushOutcome("failed", "redirected")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_not_there_is_forgotten(status: int) -> None:
    assert judged(status) == PushOutcome("gone", str(status))


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_fails_at_once_and_counts_against_the_subscription(status: int) -> None:
    assert judged(status) == PushOutcome("failed", str(status), refused=True)


def test_a_message_that_is_too_large_says_nothing_of_the_subscription() -> None:
    assert judged(413) == PushOutcome("failed", "413")


@pytest.mark.parametrize("status", [100, 101, 203, 205, 206, 402, 405, 411, 415, 422, 451, 499])
def test_any_other_answer_would_come_again_and_fails_at_once(status: int) -> None:
    assert judged(status) == PushOutcome("failed", str(status))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_a_busy_service_is_asked_later(status: int) -> None:
    assert judged(status) == PushOutcome("retry", str(status), 30_000)


def test_no_answer_after_a_hang_or_a_reset_is_asked_later() -> None:
    assert judged(None) == PushOutcome("retry", "no_answer", 30_000)


def test_waits_double_and_have_an_end() -> None:
    assert [judged(503, attempts=tries).after for tries in range(4)] == [
        30_000,
        60_000,
        120_000,
        240_000,
    ]
    assert judged(503, attempts=1000).after == LONGEST_WAIT


def test_waits_are_spread_by_up_to_a_quarter() -> None:
    assert judged(503, spread=1.0).after == 37_500


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120_000),
        (" 7 ", 7_000),
        ("0", 1_000),
        (formatdate(NOW / 1000 + 90, usegmt=True), 90_000),
        (formatdate(NOW / 1000 - 90, usegmt=True), 1_000),
        (
            format_datetime(datetime.fromtimestamp(NOW / 1000 + 90, timezone(timedelta(hours=2)))),
            90_000,
        ),
        (
            format_datetime(datetime.fromtimestamp(NOW / 1000 + 90, timezone(timedelta(hours=-7)))),
            90_000,
        ),
        (formatdate(NOW / 1000 + 90, usegmt=True).replace("GMT", "-0000"), 90_000),
        ("999999999", LONGEST_ASKED_WAIT),
        (formatdate(NOW / 1000 + 10**9, usegmt=True), LONGEST_ASKED_WAIT),
    ],
)
def test_retry_after_in_both_forms(header: str, wait: int) -> None:
    assert judged(429, header).after == wait


@pytest.mark.parametrize(
    "header", ["soon", "-1", "1.5", "9999999999", "Mon, 99 Foo 2026 00:00:00 GMT", "", "١٢"]
)
def test_a_retry_after_that_says_nothing_is_not_heeded(header: str) -> None:
    assert judged(429, header).after == 30_000
