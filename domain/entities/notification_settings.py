"""When a phone may show a notice, and whether it may at all.

The stricter wish wins, whichever phone it came from.
"""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from domain.declare import (
    Entity,
    FirstSync,
    Policy,
    Role,
    StreamKind,
    greatest,
    latest,
    least,
    union,
)
from domain.values import LocalTime, Weekday


class QuietHours(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A span of local time without notices.

    It crosses midnight where `until` is not after `since`.
    """

    since: LocalTime
    until: LocalTime
    weekdays: Annotated[
        list[Weekday], Meta(max_length=7, description="Empty is every day, by the day it starts.")
    ] = []


ALWAYS = {"since": "00:00", "until": "00:00"}


class NotificationSettings(Entity, kw_only=True):
    """The participant's rule over every wish of staff."""

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SELF,
        first_sync=FirstSync.SETTINGS,
        singleton=True,
        erasable=False,
    )

    push: Annotated[
        bool,
        least(
            "push",
            (
                "Notices may appear on the lock screen, with one neutral sentence. Off sends "
                "none at all."
            ),
        ),
    ] = True
    quiet: Annotated[
        list[QuietHours], union("quiet", "Times of day without notices.", most=7, every=ALWAYS)
    ] = field(default_factory=lambda: [QuietHours("21:00", "08:00")])
    pause_until: Annotated[date | None, greatest("pause", "No notices before this local date.")] = (
        None
    )
    cap_day: Annotated[int, least("cap_day", "Notices from staff in one day.", ge=0, le=5)] = 1
    cap_week: Annotated[
        int, least("cap_week", "Notices from staff in seven days.", ge=0, le=20)
    ] = 5
    encouragements: Annotated[
        bool, least("encouragements", "Notices about notes from your peer.")
    ] = True
    nudges: Annotated[bool, least("nudges", "Notices that your peer planned.")] = True
    reminder_at: Annotated[
        LocalTime | None,
        latest(
            "reminder", "Wall-clock time of their own reminder to check in. None is no reminder."
        ),
    ] = None
    reminder_days: Annotated[
        list[Weekday],
        latest("reminder", "On which days: 0 is Monday. Empty is every day.", max_length=7),
    ] = []
    goal_steps: Annotated[
        bool, least("goal_steps", "Notices on the day by which a step of a goal is to be done.")
    ] = False
    plan_review_on: Annotated[
        date | None, latest("plan_review", "Local date to read the plan again.")
    ] = None
    meetings: Annotated[
        bool, least("meetings", "Notices half an hour before a favourite meeting begins.")
    ] = False
