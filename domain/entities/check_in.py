"""How a person is, right now, in at most three taps."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, instant, least, once
from domain.values import NoneToTen, OneToFive, RecordId, Word, ZoneName


class CheckIn(Entity, kw_only=True):
    """One moment.

    Append-only: two on one day are both kept, and a correction is a new one that names the old.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.CHECK_INS,
        removed_by=Role.PARTICIPANT,
    )

    kind: Annotated[
        Literal["daily", "weekly", "urge", "moment"], once("answers", "What prompted it.")
    ] = "daily"
    occurred_at: Annotated[
        datetime,
        instant(
            "answers",
            (
                "The instant it is about, with its offset. One to come is set back by the known "
                "skew, or to its arrival."
            ),
            told="told_at",
            day="local_date",
            zone="time_zone",
        ),
    ]
    told_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        once(
            "answers",
            "What the phone's clock said, where that was still to come. The server writes it.",
        ),
    ] = None
    time_zone: Annotated[ZoneName, once("answers", "IANA name of the phone's zone.")]
    local_date: Annotated[
        date,
        once(
            "answers",
            "The calendar day it counts for; that of the instant, where the instant was set back.",
        ),
    ]
    mood: Annotated[OneToFive | None, once("answers", "1 very low … 5 very good.")] = None
    craving: Annotated[NoneToTen | None, once("answers", "0 none … 10 strongest.")] = None
    stress: Annotated[NoneToTen | None, once("answers", "0 none … 10 strongest.")] = None
    sleep_quality: Annotated[OneToFive | None, once("answers", "1 very bad … 5 very good.")] = None
    sleep_hours: Annotated[
        Annotated[float, Meta(ge=0, le=24, multiple_of=0.5)] | None,
        once("answers", "Hours slept, in halves."),
    ] = None
    connected: Annotated[OneToFive | None, once("answers", "1 very alone … 5 very connected.")] = (
        None
    )
    confidence: Annotated[NoneToTen | None, once("answers", "0 not sure … 10 very sure.")] = None
    use_since_last: Annotated[
        Literal["no", "yes", "prefer_not"] | None,
        once("answers", "From older apps, shared with the rest: now a `use_report` of its own."),
    ] = None
    took_meds_as_planned: Annotated[
        Literal["yes", "no", "na", "prefer_not"] | None,
        once("answers", "Medicine taken as planned."),
    ] = None
    triggers: Annotated[list[Word], once("answers", "What pulled.", max_length=10)] = []
    helped: Annotated[list[Word], once("answers", "What helped.", max_length=10)] = []
    grateful: Annotated[str, once("answers", "Something good.", max_length=280)] = ""
    replaces: Annotated[
        RecordId | None, once("answers", "The check-in that this one corrects.")
    ] = None
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
