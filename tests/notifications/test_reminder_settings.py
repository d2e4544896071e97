"""When a participant's own reminders come due. When each kind stays silent of its own accord."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.entities.notification_settings import NotificationSettings
from domain.entities.resource import Occurrence
from notifications.policy.kinds import KINDS, Facts
from notifications.policy.kinds.kind import Wishes
from notifications.policy.kinds.unsent_words import EVICTION, SILENCE
from notifications.policy.meeting_times import Meeting
from notifications.policy.reminder_settings import occasions, wishes_for_reminders
from notifications.policy.schedule import millis

CHICAGO = ZoneInfo("America/Chicago")
NOON = millis(datetime(2026, 6, 3, 12, tzinfo=CHICAGO))
"""A Wednesday."""
HOUR = 3_600_000
WEDNESDAY = 3
"""As the Meeting Guide counts, from Sunday."""


def come(
    zone: ZoneInfo = CHICAGO,
    *,
    since: int = NOON,
    hours: float = 48,
    steps: Any = (),
    kept: Any = (),
    **rules: Any,
) -> list[str]:
    """Kind, day and UTC time of what comes due; `kept` are favourite meetings."""
    wishes = Wishes(
        rules=NotificationSettings(**rules), zone=zone, steps=frozenset(steps), meetings=kept
    )
    found = occasions(wishes, since, since + int(hours * HOUR))
    return [
        f"{kind} {day} {datetime.fromtimestamp(at / 1000, UTC):%d %H:%M}"
        for kind, _, day, _, at in found
    ]


def test_a_reminder_comes_at_its_time_every_day() -> None:
    assert come(reminder_at="18:00") == [
        "check_in_reminder 2026-06-03 03 23:00",
        "check_in_reminder 2026-06-04 04 23:00",
    ]


def test_on_the_chosen_days_alone() -> None:
    assert come(reminder_at="18:00", reminder_days=[3]) == ["check_in_reminder 2026-06-04 04 23:00"]


def test_without_a_time_there_is_none() -> None:
    assert come(reminder_days=[2, 3]) == []


def test_in_another_zone_it_is_the_same_wall_clock_time() -> None:
    assert come(ZoneInfo("Europe/Madrid"), reminder_at="18:00", hours=24) == [
        "check_in_reminder 2026-06-04 04 16:00"
    ]


@pytest.mark.parametrize(
    ("night", "at", "comes"),
    [
        pytest.param(
            datetime(2026, 3, 7, 18, tzinfo=CHICAGO),
            "02:30",
            "08 08:00",
            id="that is left out: the next valid minute",
        ),
        pytest.param(
            datetime(2026, 10, 31, 18, tzinfo=CHICAGO),
            "01:30",
            "01 06:30",
            id="that comes twice: once, the first time",
        ),
    ],
)
def test_when_clocks_change_it_comes_once(night: datetime, at: str, comes: str) -> None:
    found = come(since=millis(night), hours=24, reminder_at=at)
    assert [each[-8:] for each in found] == [comes]


def test_all_steps_of_a_day_are_one_reminder_in_the_morning_or_at_the_own_time() -> None:
    thursday = date(2026, 6, 4)
    assert come(goal_steps=True, steps=[thursday]) == ["goal_step_due 2026-06-04 04 14:00"]
    at_own = come(goal_steps=True, steps=[thursday], reminder_at="07:30", reminder_days=[6])
    assert at_own == ["goal_step_due 2026-06-04 04 12:30"]
    assert come(steps=[thursday]) == []


def test_a_plan_is_read_again_on_its_day() -> None:
    assert come(plan_review_on=date(2026, 6, 5)) == ["plan_review_due 2026-06-05 05 14:00"]
    assert come(plan_review_on=date(2026, 6, 3)) == []


def at_church(*times: str, zone: str = "America/Chicago") -> Meeting:
    return Meeting("church", [Occurrence(WEDNESDAY, time) for time in times], ZoneInfo(zone))


def test_a_meeting_is_told_of_half_an_hour_before_by_its_own_clock() -> None:
    elsewhere = at_church("19:00", zone="America/New_York")
    assert come(ZoneInfo("Europe/Madrid"), meetings=True, kept=[elsewhere]) == [
        "meeting_soon 2026-06-03 03 22:30"
    ]
    assert come(kept=[elsewhere]) == []


def test_two_times_of_a_day_are_two_reminders() -> None:
    wishes = Wishes(
        rules=NotificationSettings(meetings=True),
        zone=CHICAGO,
        meetings=[at_church("13:00", "19:00")],
    )
    found = list(occasions(wishes, NOON, NOON + 24 * HOUR))
    assert len({(each.source, each.local_date, each.slot) for each in found}) == 2


def test_one_that_begins_after_midnight_is_told_of_before_it() -> None:
    assert come(since=NOON - 18 * HOUR, hours=12, meetings=True, kept=[at_church("00:15")]) == [
        "meeting_soon 2026-06-03 03 04:45"
    ]


def test_any_one_wish_is_enough_to_plan_for() -> None:
    assert not wishes_for_reminders(NotificationSettings(reminder_days=[1]))
    for wish in (
        {"reminder_at": "08:00"},
        {"goal_steps": True},
        {"plan_review_on": date(2026, 6, 5)},
        {"meetings": True},
    ):
        assert wishes_for_reminders(NotificationSettings(**wish))


def reason(kind: str, rules: NotificationSettings | None = None, **facts: Any) -> str | None:
    return KINDS[kind].suppressed(
        Facts(rules=rules or NotificationSettings(), local_date=date(2026, 6, 3), **facts)
    )


@pytest.mark.parametrize(
    ("kind", "rules", "facts", "why"),
    [
        ("check_in_reminder", {}, {"checked_in": True}, "checked_in"),
        ("check_in_reminder", {"reminder_days": [3]}, {}, "not_that_day"),
        ("check_in_reminder", {"reminder_days": [2]}, {}, None),
        ("nudge", {}, {"checked_in": True, "unless_checked_in": True}, "checked_in"),
        ("nudge", {}, {"checked_in": True}, None),
        ("nudge", {}, {"unless_checked_in": True}, None),
        ("goal_step_due", {}, {"stands": False}, "done_already"),
        ("goal_step_due", {}, {}, None),
        ("plan_review_due", {"plan_review_on": date(2026, 9, 1)}, {}, "not_that_day"),
        ("plan_review_due", {"plan_review_on": date(2026, 6, 3)}, {}, None),
        ("meeting_soon", {}, {"stands": False}, "no_favourite"),
        ("meeting_soon", {}, {}, None),
        ("unsent_words", {}, {"stands": False}, "sent_meanwhile"),
        ("unsent_words", {}, {}, None),
        ("support_flag", {}, {"stands": False}, "flag_seen"),
        ("support_flag", {}, {}, None),
        ("encouragement", {}, {"checked_in": True, "stands": False}, None),
    ],
)
def test_why_a_kind_stays_silent(
    kind: str, rules: dict[str, Any], facts: dict[str, Any], why: str | None
) -> None:
    assert reason(kind, NotificationSettings(**rules), **facts) == why


def test_what_only_the_person_wished_for_is_off_until_they_do() -> None:
    off = {name for name, kind in KINDS.items() if not kind.wanted(NotificationSettings())}
    assert off == {"check_in_reminder", "goal_step_due", "plan_review_due", "meeting_soon"}


def test_the_cap_counts_what_staff_originate_and_nothing_else() -> None:
    assert {name for name, kind in KINDS.items() if kind.from_staff} == {"encouragement", "nudge"}


def test_only_a_flag_is_for_staff_and_urgent_and_goes_out_at_night() -> None:
    for wanted in (
        {name for name, kind in KINDS.items() if kind.who == "staff"},
        {name for name, kind in KINDS.items() if kind.urgency == "high"},
        {name for name, kind in KINDS.items() if kind.unless_set and not kind.unless_set.quiet},
        {name for name, kind in KINDS.items() if kind.needs == "flags"},
    ):
        assert wanted == {"support_flag"}


def test_waiting_words_are_told_of_well_before_a_browser_may_clear_them() -> None:
    assert (SILENCE, SILENCE + KINDS["unsent_words"].useful_for) == (timedelta(days=4), EVICTION)
    assert timedelta(days=7) == EVICTION


def test_what_is_of_use_for_minutes_never_replaces_what_is_of_use_for_hours() -> None:
    of_topic: dict[str, set[bool]] = {}
    for kind in KINDS.values():
        of_topic.setdefault(kind.topic, set()).add(kind.useful_for >= timedelta(hours=4))
    assert all(len(sorts) == 1 for sorts in of_topic.values())
