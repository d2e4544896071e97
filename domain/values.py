"""Value types that several entities share: numbers and texts with their limits."""

from typing import Annotated

from msgspec import Meta

RecordId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", description="A UUID, lower case.")
]
LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Wall-clock time, HH:MM.")]
Weekday = Annotated[int, Meta(ge=0, le=6, description="0 is Monday.")]
OneToFive = Annotated[int, Meta(ge=1, le=5)]
NoneToTen = Annotated[int, Meta(ge=0, le=10)]
Word = Annotated[str, Meta(min_length=1, max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
ZoneName = Annotated[str, Meta(min_length=1, max_length=64, description="IANA time zone.")]
LanguageCode = Annotated[str, Meta(min_length=2, max_length=8)]
