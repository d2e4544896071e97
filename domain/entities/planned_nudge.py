"""What a planned nudge and its draft have in common: the words, and when they are to come."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from domain.declare import Entity, latest
from domain.values import LocalTime, Weekday

Repeat = Literal["once", "daily", "weekly", "monthly"]


class PlannedNudge(Entity, kw_only=True):
    """Times are the participant's wall clock.

    Which days a schedule means: `notifications/policy/schedule.py`.
    """

    text: Annotated[
        str, latest("words", "What the participant reads in the app.", min_length=1, max_length=240)
    ]
    kind: Annotated[
        Literal["check_in", "goal", "meeting", "hello", "resource"],
        latest("words", "What it is about."),
    ] = "hello"
    repeat: Annotated[
        Repeat,
        latest(
            "schedule",
            (
                "How often. 'monthly' comes on the day of the month of the first date, in a "
                "shorter month on the last."
            ),
        ),
    ] = "once"
    every: Annotated[
        int,
        latest("schedule", "Every n days, weeks or months; weeks begin on Monday.", ge=1, le=30),
    ] = 1
    starts_on: Annotated[date, latest("schedule", "First local date.")]
    local_time: Annotated[LocalTime, latest("schedule", "The participant's wall clock.")]
    weekdays: Annotated[
        list[Weekday], latest("schedule", "With 'weekly': 0 is Monday.", max_length=7)
    ] = []
    ends_on: Annotated[date | None, latest("schedule", "Last local date.")] = None
    times: Annotated[
        Annotated[int, Meta(ge=1, le=26)] | None, latest("schedule", "How many at most.")
    ] = None
    only_if_no_check_in: Annotated[
        bool, latest("schedule", "Only on a day without a check-in so far.")
    ] = False
