"""Quiet hours, in local time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.entities.notification_settings import QuietHours
from notifications.policy.quiet import next_quiet, quiet_until
from notifications.policy.schedule import instant_of, millis

CHICAGO = ZoneInfo("America/Chicago")
NIGHT = QuietHours("21:00", "08:00")
MINUTE = 60_000
DAYS = [datetime(2026, 2, 20, tzinfo=UTC).date() + timedelta(days=number) for number in range(40)]
WALLS = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
SPANS = st.lists(
    st.builds(QuietHours, WALLS, WALLS, st.lists(st.integers(0, 6), max_size=3)), max_size=4
)
AROUND_A_CHANGE = st.integers(0, 9 * 1440).map(
    lambda minute: at("2026-03-02 00:00") + minute * MINUTE
)


def at(text: str, zone: ZoneInfo = CHICAGO) -> int:
    return millis(datetime.fromisoformat(text).replace(tzinfo=zone))


def test_a_night_holds_over_midnight() -> None:
    for now in ("2026-06-01 21:00", "2026-06-01 23:59", "2026-06-02 00:00", "2026-06-02 07:59"):
        assert quiet_until([NIGHT], CHICAGO, at(now)) == at("2026-06-02 08:00")


def test_the_end_is_not_quiet_any_more() -> None:
    assert quiet_until([NIGHT], CHICAGO, at("2026-06-02 08:00")) is None
    assert quiet_until([NIGHT], CHICAGO, at("2026-06-02 20:59")) is None


def test_weekdays_name_the_day_a_span_starts() -> None:
    monday_night = QuietHours("21:00", "08:00", [0])
    assert quiet_until([monday_night], CHICAGO, at("2026-06-02 03:00")) == at("2026-06-02 08:00")
    assert quiet_until([monday_night], CHICAGO, at("2026-06-03 03:00")) is None


def test_spans_that_touch_or_overlap_are_one() -> None:
    spans = [
        QuietHours("12:00", "14:00"),
        QuietHours("13:00", "15:30"),
        QuietHours("15:30", "16:00"),
    ]
    assert quiet_until(spans, CHICAGO, at("2026-06-01 12:30")) == at("2026-06-01 16:00")


def test_the_same_time_twice_is_a_whole_day() -> None:
    sunday = QuietHours("00:00", "00:00", [6])
    assert quiet_until([sunday], CHICAGO, at("2026-06-07 12:00")) == at("2026-06-08 00:00")
    assert quiet_until([sunday], CHICAGO, at("2026-06-08 00:00")) is None


def test_always_quiet_has_an_end_far_ahead_and_is_asked_again_then() -> None:
    until = quiet_until([QuietHours("00:00", "00:00")], CHICAGO, at("2026-06-01 12:00"))
    assert until is not None
    assert until >= at("2026-06-08 12:00")


def test_in_an_overlap_quiet_begins_with_the_first_and_ends_with_the_last() -> None:
    ends = quiet_until([QuietHours("23:00", "01:30")], CHICAGO, at("2026-11-01 00:00"))
    assert ends == millis(datetime(2026, 11, 1, 7, 30, tzinfo=UTC))
    starts = next_quiet([QuietHours("01:30", "05:00")], CHICAGO, at("2026-11-01 00:00"))
    assert starts == millis(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


def test_next_quiet_is_the_soonest_start_after_now() -> None:
    spans = [NIGHT, QuietHours("13:00", "14:00", [2])]
    assert next_quiet(spans, CHICAGO, at("2026-06-02 12:00")) == at("2026-06-02 21:00")
    assert next_quiet(spans, CHICAGO, at("2026-06-03 12:00")) == at("2026-06-03 13:00")
    assert next_quiet([], CHICAGO, at("2026-06-03 12:00")) is None


def intervals(spans: list[QuietHours]) -> list[tuple[int, int]]:
    """All of them for weeks around the change of March."""
    return [
        (
            instant_of(day, span.since, CHICAGO),
            instant_of(day + timedelta(days=span.until <= span.since), span.until, CHICAGO),
        )
        for span in spans
        for day in DAYS
        if not span.weekdays or day.weekday() in span.weekdays
    ]


@given(SPANS, AROUND_A_CHANGE)
def test_quiet_lasts_as_long_as_some_span_holds_each_minute(
    spans: list[QuietHours], now: int
) -> None:
    all_of_them = intervals(spans)

    def held(minute: int) -> bool:
        return any(since <= minute < until for since, until in all_of_them)

    until = quiet_until(spans, CHICAGO, now) or now
    assert all(held(minute) for minute in range(now, until, 37 * MINUTE))
    assert not held(until) or until > now + 7 * 1440 * MINUTE


@given(SPANS, AROUND_A_CHANGE)
def test_no_quiet_begins_before_the_next(spans: list[QuietHours], now: int) -> None:
    assert next_quiet(spans, CHICAGO, now) == min(
        (since for since, _ in intervals(spans) if since > now), default=None
    )
