"""What a program's curators keep for people: meetings, services, articles, exercises."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest
from domain.values import LanguageCode, Line, LocalTime, ZoneName

Topic = Literal["crisis", "health", "coping", "planning", "community", "home", "purpose", "rights"]


class Occurrence(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A weekly time, in the resource's zone.

    Meeting Guide: weekly only, one hour where no end is given.
    """

    day: Annotated[int, Meta(ge=0, le=6, description="0 is Sunday, as in the Meeting Guide feed.")]
    time: LocalTime
    end_time: LocalTime | None = None


class Resource(Entity, kw_only=True):
    """One entry of the library, readable by everyone in the program and kept on their phones."""

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.LIBRARY,),
        created_by=Role.CURATOR,
        first_sync=FirstSync.LIBRARY,
        removed_by=Role.CURATOR,
    )

    type: Annotated[
        Literal[
            "meeting", "service", "helpline", "article", "worksheet", "exercise", "event", "form"
        ],
        latest("content", "What it is."),
    ]
    topic: Annotated[Topic, latest("content", "The shelf it stands on.")]
    title: Annotated[str, latest("content", "Its name.", min_length=1, max_length=120)]
    summary: Annotated[str, latest("content", "One or two sentences.", max_length=280)] = ""
    body: Annotated[str, latest("content", "The whole text, plain.", max_length=6000)] = ""
    languages: Annotated[
        list[LanguageCode], latest("content", "Language codes.", max_length=10)
    ] = []
    region: Annotated[str, latest("content", "Town or area.", max_length=80)] = ""
    schedule: Annotated[list[Occurrence], latest("content", "Weekly times.", max_length=70)] = []
    time_zone: Annotated[ZoneName | None, latest("content", "IANA zone of the schedule.")] = None
    meeting_types: Annotated[
        list[Annotated[str, Meta(max_length=20)]],
        latest("content", "Meeting Guide type codes.", max_length=40),
    ] = []
    location: Annotated[str, latest("content", "Name of the place.", max_length=200)] = ""
    address: Annotated[str, latest("content", "Street address.", max_length=300)] = ""
    latitude: Annotated[
        Annotated[float, Meta(ge=-90, le=90)] | None, latest("content", "Degrees north.")
    ] = None
    longitude: Annotated[
        Annotated[float, Meta(ge=-180, le=180)] | None, latest("content", "Degrees east.")
    ] = None
    phone: Annotated[str, latest("content", "A number to call.", max_length=120)] = ""
    url: Annotated[str, latest("content", "A web address.", max_length=1000)] = ""
    conference_url: Annotated[str, latest("content", "Where to join online.", max_length=1000)] = ""
    conference_phone: Annotated[
        str, latest("content", "A number to join by phone.", max_length=120)
    ] = ""
    attendance_option: Annotated[
        Literal["", "in_person", "online", "hybrid", "inactive"],
        latest("content", "How it can be attended, where the source says so outright."),
    ] = ""
    approximate: Annotated[
        Literal["", "yes", "no"],
        latest("content", "Whether the address is only near, as the source says."),
    ] = ""
    eligibility: Annotated[list[Line], latest("content", "Who it is for.", max_length=20)] = []
    documents_needed: Annotated[list[Line], latest("content", "What to bring.", max_length=20)] = []
    cost: Annotated[
        Literal["free", "sliding", "paid", "unknown"], latest("content", "What it costs.")
    ] = "unknown"
    source: Annotated[str, latest("content", "Where the entry is from.", max_length=300)] = ""
    licence: Annotated[str, latest("content", "Under what terms.", max_length=120)] = ""
    updated_at: Annotated[
        str,
        latest("content", "When the source last changed it, as the source says.", max_length=40),
    ] = ""
    checked_on: Annotated[date | None, latest("content", "When a curator last checked it.")] = None
    review_after_days: Annotated[
        int, latest("content", "After how many days to check again.", ge=1, le=3650)
    ] = 180
    state: Annotated[
        Literal["draft", "published", "retired"], latest("state", "Whether people see it.")
    ] = "published"
