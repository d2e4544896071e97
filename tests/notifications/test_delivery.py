"""Whether a notice goes out: the person's rules over every wish of staff (security: C7)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from domain.entities.notification_settings import NotificationSettings, QuietHours
from notifications.policy.delivery import (
    Cancel,
    Circumstances,
    Decision,
    Expire,
    Hold,
    Send,
    Suppress,
    decide,
)
from notifications.policy.kinds import CHECK_IN_REMINDER, ENCOURAGEMENT, KINDS, NUDGE, SUPPORT_FLAG
from notifications.policy.schedule import millis

CHICAGO = ZoneInfo("America/Chicago")
HOUR = 3_600_000


def at(text: str) -> int:
    return millis(datetime.fromisoformat(text).replace(tzinfo=CHICAGO))


NOON = at("2026-06-03 12:00")


def decided(now: int = NOON, rules: NotificationSettings | None = None, **changes: Any) -> Decision:
    notice = Circumstances(
        kind=NUDGE,
        due_at=now,
        rules=rules or NotificationSettings(),
        zone=CHICAGO,
        person_status="active",
        assignment_status="active",
        peer_status="active",
    )
    return decide(msgspec.structs.replace(notice, **changes), now)


def test_by_day_it_is_sent_and_kept_until_the_next_quiet_hours() -> None:
    assert decided() == Send(9 * 3600)


def test_a_push_service_keeps_nothing_for_longer_than_twelve_hours() -> None:
    assert decided(rules=NotificationSettings(quiet=[])) == Send(12 * 3600)


def test_nor_for_longer_than_it_is_of_use() -> None:
    assert decided(rules=NotificationSettings(quiet=[]), due_at=NOON - 17 * HOUR) == Send(3600)


def test_at_night_it_waits_for_the_morning() -> None:
    assert decided(at("2026-06-03 21:00")) == Hold(at("2026-06-04 08:00"))


def test_a_pause_ends_on_its_local_date_and_after_that_nights_quiet_hours() -> None:
    rules = NotificationSettings(pause_until=date(2026, 6, 4))
    assert decided(rules=rules, kind=ENCOURAGEMENT) == Hold(at("2026-06-04 08:00"))


@pytest.mark.parametrize("pause", [date(2026, 6, 3), date(2020, 1, 1), date.min])
def test_a_pause_that_is_over_holds_nothing(pause: date) -> None:
    assert isinstance(decided(rules=NotificationSettings(pause_until=pause)), Send)


@pytest.mark.parametrize("pause", [date(2026, 7, 1), date.max])
def test_nothing_is_held_for_longer_than_it_is_of_use(pause: date) -> None:
    rules = NotificationSettings(pause_until=pause)
    assert decided(rules=rules) == Hold(NOON + 18 * HOUR)
    assert decided(NOON + 18 * HOUR, rules=rules, due_at=NOON) == Expire()


def test_push_off_sends_none_at_all() -> None:
    assert decided(rules=NotificationSettings(push=False)) == Suppress("push_off")


def test_a_kind_that_is_off_is_not_announced_and_the_other_is() -> None:
    no_nudges = NotificationSettings(nudges=False)
    assert decided(rules=no_nudges) == Suppress("kind_off")
    assert isinstance(decided(rules=no_nudges, kind=ENCOURAGEMENT), Send)
    assert decided(
        rules=NotificationSettings(encouragements=False), kind=ENCOURAGEMENT
    ) == Suppress("kind_off")


def test_what_was_opened_already_needs_no_announcing() -> None:
    assert decided(seen=True) == Suppress("seen")


def test_the_cap_counts_what_went_out_on_the_local_day() -> None:
    assert decided(pushed=[at("2026-06-03 00:00")]) == Suppress("cap_day")
    assert isinstance(decided(pushed=[at("2026-06-02 23:59")]), Send)


def test_the_cap_of_a_week_counts_seven_local_days() -> None:
    rules = NotificationSettings(cap_day=5, cap_week=2)
    assert decided(
        rules=rules, pushed=[at("2026-05-28 00:00"), at("2026-06-01 10:00")]
    ) == Suppress("cap_week")
    assert isinstance(
        decided(rules=rules, pushed=[at("2026-05-27 23:59"), at("2026-06-01 10:00")]), Send
    )


def test_a_cap_of_none_sends_none() -> None:
    assert decided(rules=NotificationSettings(cap_day=0)) == Suppress("cap_day")


def test_what_is_not_from_staff_is_not_capped() -> None:
    own = msgspec.structs.replace(NUDGE, from_staff=False)
    assert isinstance(decided(kind=own, pushed=[NOON] * 9), Send)


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        ({"assignment_status": "ended"}, "assignment_ended"),
        ({"assignment_status": None}, "assignment_ended"),
        ({"peer_status": "removed"}, "peer_gone"),
        ({"peer_status": None}, "peer_gone"),
        ({"person_status": "discharged"}, "person_discharged"),
        ({"reads": False}, "no_right"),
    ],
)
def test_without_the_right_it_is_cancelled_whatever_else_holds(
    standing: dict[str, Any], reason: str
) -> None:
    assert decided(**standing) == Cancel(reason)
    assert decided(rules=NotificationSettings(push=False), **standing) == Cancel(reason)


def test_while_the_peer_is_on_leave_nothing_of_theirs_is_sent() -> None:
    assert decided(peer_status="on_leave") == Suppress("peer_away")
    assert decided(peer_status="on_leave", kind=ENCOURAGEMENT) == Suppress("peer_away")


def test_a_right_to_read_that_is_gone_stops_what_no_peer_sends_too() -> None:
    own: dict[str, Any] = dict.fromkeys(("assignment_status", "peer_status"))
    for kind in (CHECK_IN_REMINDER, SUPPORT_FLAG):
        assert isinstance(decided(kind=kind, rules=AWAKE, **own), Send)
        assert decided(kind=kind, rules=AWAKE, reads=False, **own) == Cancel("no_right")


AWAKE = NotificationSettings(quiet=[], cap_day=5, reminder_at="12:00")


@pytest.mark.parametrize(("minutes", "reason"), [(59, "coalesced"), (60, None)])
def test_of_what_comes_late_one_rings_in_an_hour(minutes: int, reason: str | None) -> None:
    decision = decided(rules=AWAKE, due_at=NOON - 2 * HOUR, rang=[NOON - minutes * 60_000])
    assert (decision == Suppress("coalesced")) if reason else isinstance(decision, Send)


def test_what_quiet_hours_held_counts_as_late_however_short_the_night() -> None:
    assert decided(rules=AWAKE, due_at=NOON - 60_000, held=True, rang=[NOON]) == Suppress(
        "coalesced"
    )


def test_what_comes_on_time_rings_whatever_rang_before() -> None:
    assert isinstance(decided(rules=AWAKE, due_at=NOON - 15 * 60_000, rang=[NOON]), Send)


def test_the_participants_own_reminders_are_late_like_any_other_and_flags_for_staff_are_not() -> (
    None
):
    assert decided(
        rules=AWAKE, kind=CHECK_IN_REMINDER, due_at=NOON - HOUR, rang=[NOON]
    ) == Suppress("coalesced")
    assert isinstance(
        decided(rules=AWAKE, kind=SUPPORT_FLAG, due_at=NOON - HOUR, rang=[NOON]), Send
    )


def test_quiet_hours_go_before_the_cap_so_that_a_held_notice_is_counted_when_it_goes_out() -> None:
    night = NotificationSettings(quiet=[QuietHours("00:00", "00:00")])
    assert isinstance(decided(rules=night, pushed=[NOON]), Hold)


def test_what_a_peer_wrote_is_of_use_for_longer_than_a_common_night() -> None:
    for kind in (kind for kind in KINDS.values() if kind.needs == "assignment"):
        assert kind.useful_for.total_seconds() >= 12 * 3600
