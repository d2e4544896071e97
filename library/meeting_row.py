"""One row of a Meeting Guide feed, field by field."""

import hashlib
import math
from typing import Any, cast

from msgspec import Struct

from domain.attendance import attendance_of
from domain.entities.resource import Occurrence, Resource
from domain.phone_numbers import phone_numbers
from domain.zones import is_zone
from library.days import DAY_LABELS, read_days
from library.feed import Remark
from library.meeting_names import ATTENDANCE, KEPT_FIELDS, LANGUAGES, TYPE_OF, YES_OR_NO
from library.spelled_time import Span, read_span
from library.texts import as_written, line, paragraphs, shortened, web_address
from library.whereabouts import may_be_in

_LIMITS = {
    "title": 120,
    "region": 80,
    "location": 200,
    "address": 300,
    "phone": 120,
    "conference_phone": 120,
    "updated_at": 40,
}
_MOST_ADDRESS = 1000
_MOST_TEXT = 6000
_MOST_TYPES, _LONGEST_TYPE = 40, 20
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class MeetingRow(Struct, frozen=True):
    slug: str
    resource: Resource


def read_row(
    row: Any, number: int, remarks: list[Remark], *, time_zone: str, source: str, licence: str
) -> MeetingRow | None:
    """The meeting of one row; adds to `remarks` what could not be read. None where the row holds no meeting."""
    if not isinstance(row, dict):
        remarks.append(Remark(number, "not_a_row", "", imported=False))
        return None
    name = line(row.get("name")) or line(row.get("group")) or line(row.get("location"))
    if not name or not any(
        row.get(field) not in _NOTHING for field in KEPT_FIELDS - {"name", "updated"}
    ):
        remarks.append(Remark(number, "name_alone" if name else "no_name", "name", imported=False))
        return None
    return _Reader(row, number, remarks).read(name, time_zone, source, licence)


class _Reader:
    """Reads the fields of one row and gathers the text that has no place of its own."""

    def __init__(self, row: dict[str, Any], number: int, remarks: list[Remark]) -> None:
        self.row = row
        self.number = number
        self.remarks = remarks
        self.text: list[str] = []

    def read(self, name: str, time_zone: str, source: str, licence: str) -> MeetingRow:
        self.notes(name)
        types = self.types()
        resource = Resource(
            type="meeting",
            topic="community",
            title=self.fitting("title", "name", name),
            languages=list(dict.fromkeys(LANGUAGES[code] for code in types if code in LANGUAGES))[
                :10
            ],
            region=self.fitting("region", "region", self.region()),
            schedule=self.schedule(),
            time_zone=self.zone(time_zone),
            meeting_types=types,
            location=self.fitting("location", "location", self.one_line("location").rstrip(" ,")),
            address=self.fitting("address", "address", self.address()),
            phone=self.phone("phone"),
            url=self.web("url"),
            conference_url=self.web("conference_url"),
            conference_phone=self.phone("conference_phone"),
            attendance_option=self.attendance_option(types),
            approximate=self.approximate(),
            source=source,
            licence=licence,
            updated_at=self.fitting("updated_at", "updated", self.one_line("updated")),
            **self.coordinates(),
        )
        self.attendance(resource)
        self.doubtful_zone(resource)
        resource.body = self.body()
        return MeetingRow(self.slug(resource), resource)

    def remark(self, code: str, field: str) -> None:
        self.remarks.append(Remark(self.number, code, field))

    def words(self, field: str) -> str:
        value = self.row.get(field)
        if isinstance(value, list):
            return "\n".join(filter(None, map(paragraphs, value)))
        if value is True or (isinstance(value, dict) and value):
            self.remark("not_text", field)
        return paragraphs(value)

    def one_line(self, field: str) -> str:
        return " ".join(self.words(field).split())

    def fitting(self, place: str, field: str, text: str) -> str:
        limit = _LIMITS[place]
        if len(text) <= limit:
            return text
        self.remark("moved", field)
        self.text.append(text)
        return shortened(text, limit)

    def notes(self, name: str) -> None:
        for field, label in _NOTES:
            words = self.words(field)
            if words and words != name:
                self.text.append(f"{label}: {words}" if label else words)
        for place in "123":
            contact = [
                self.one_line(f"contact_{place}_{part}") for part in ("name", "phone", "email")
            ]
            if any(contact):
                self.text.append("Contact: " + ", ".join(filter(None, contact)))
        if self.approximate() == "yes":
            self.text.append("Address: approximate")

    def body(self) -> str:
        text = "\n\n".join(dict.fromkeys(self.text))
        if len(text) <= _MOST_TEXT:
            return text
        self.remark("too_long", "notes")
        return shortened(text, _MOST_TEXT)

    def slug(self, resource: Resource) -> str:
        slug = self.one_line("slug")
        if slug:
            return slug
        self.remark("no_slug", "slug")
        identity = repr(
            (
                resource.title,
                resource.location,
                resource.address,
                self.row.get("day"),
                self.row.get("time"),
            )
        )
        return "\n" + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]

    def types(self) -> list[str]:
        value = self.row.get("types")
        if isinstance(value, dict):  # PHP writes an array with a gap as an object
            value = list(value.values())
        pieces = (
            value.split(",")
            if isinstance(value, str)
            else value
            if isinstance(value, list)
            else [value]
        )
        codes: dict[str, None] = {}
        for piece in map(line, pieces):
            code = TYPE_OF.get(piece.upper(), piece)
            if piece and piece.upper() not in TYPE_OF:
                self.remark("unknown_type", "types")
            if piece and len(code) <= _LONGEST_TYPE and len(codes) < _MOST_TYPES:
                codes[code] = None
            elif piece and code not in codes:
                self.text.append(f"Type: {code}")
        return list(codes)

    def attendance_option(self, types: list[str]) -> Any:
        said = self.one_line("attendance_option")
        option = ATTENDANCE.get(said.lower().replace("-", "_").replace(" ", "_"), "")
        if said and not option:
            self.remark("attendance_unread", "attendance_option")
            self.text.append(f"Attendance: {said}")
        return option or ("hybrid" if "HY" in types else "")

    def approximate(self) -> Any:
        said = self.row.get("approximate")
        return YES_OR_NO.get(str(said if isinstance(said, bool) else line(said)).lower(), "")

    def attendance(self, resource: Resource) -> None:
        is_said = bool(
            resource.attendance_option or resource.approximate or "ONL" in resource.meeting_types
        )
        if is_said and attendance_of(resource).how == "unknown":
            self.remark(
                "attendance_unclear", "attendance_option" if resource.attendance_option else "types"
            )

    def schedule(self) -> list[Occurrence]:
        days, unread = read_days(self.row.get("day"))
        if unread:
            self.remark("day_unread", "day")
            self.text.append("Day: " + ", ".join(map(line, unread)))
        time, end_time = self.one_line("time"), self.one_line("end_time")
        span = read_span(time, end_time)
        if time and span is None:
            self.remark("time_unread", "time")
        if span and days:
            return self.weekly(days, span, time, end_time)
        if span and not unread:
            self.remark("no_day", "day")
        if days and not time:
            self.remark("no_time", "time")
        said = {"Day": ", ".join(DAY_LABELS[day] for day in days), "Time": time, "Until": end_time}
        self.text += [f"{label}: {words}" for label, words in said.items() if words]
        return []

    def weekly(self, days: list[int], span: Span, time: str, end_time: str) -> list[Occurrence]:
        if span.is_assumed:
            self.remark("time_assumed", "time")
        if span.is_end_unread:
            self.remark("end_unread", "end_time" if end_time else "time")
            self.text.append(f"Until: {end_time}" if end_time else f"Time: {time}")
        return [Occurrence(day, span.start, span.end) for day in days]

    def zone(self, time_zone: str) -> str:
        named = self.one_line("timezone")
        if named and is_zone(named):
            return named
        if named:
            self.remark("zone_unread", "timezone")
            self.text.append(f"Time zone: {named}")
        return time_zone

    def doubtful_zone(self, resource: Resource) -> None:
        """Of a row that names no zone and is in another one than the import says."""
        if self.one_line("timezone") == resource.time_zone:
            return
        place = {name: self.one_line(name) for name in ("state", "country")}
        if resource.time_zone and not may_be_in(
            resource.time_zone, **place, address=resource.address, longitude=resource.longitude
        ):
            self.remark("zone_doubtful", "timezone")

    def region(self) -> str:
        """The smallest area first."""
        regions = self.row.get("regions")
        pieces = (
            regions.split(">")
            if isinstance(regions, str)
            else regions
            if isinstance(regions, list)
            else []
        )
        names = [
            *reversed(list(map(line, pieces))),
            self.one_line("sub_region"),
            self.one_line("region"),
        ]
        return ", ".join(dict.fromkeys(filter(None, names))) or self.one_line("city")

    def address(self) -> str:
        whole = self.one_line("formatted_address").rstrip(" ,")
        street, city = self.one_line("address").rstrip(" ,"), self.one_line("city")
        if whole:
            self.text += [
                f"Address: {part}" for part in (street, city) if part.lower() not in whole.lower()
            ]
            return whole
        town = " ".join(filter(None, (self.one_line("state"), self.one_line("postal_code"))))
        said = {piece.strip().lower() for piece in street.split(",")}
        parts = [
            part for part in (city, town, self.one_line("country")) if part.lower() not in said
        ]
        return ", ".join(filter(None, [street, *parts]))

    def web(self, field: str) -> str:
        text = self.one_line(field)
        address = web_address(as_written(self.row.get(field))) or web_address(text) if text else ""
        if address is None or len(address) > _MOST_ADDRESS:
            self.remark("address_unread", field)
            self.text.append(text)
            return ""
        return address

    def phone(self, field: str) -> str:
        text = self.one_line(field)
        if text and not phone_numbers(text):
            self.remark("phone_unread", field)
        return self.fitting(field, field, text)

    def coordinates(self) -> dict[str, Any]:
        given = [
            value
            for name in ("latitude", "longitude")
            if (value := self.row.get(name)) is not None and str(value).strip()
        ]
        if not given:
            return {}
        if len(given) == 1:
            self.remark("half_place", "latitude")
            return {}
        latitude, longitude = (_degrees(value) for value in given)
        if (
            latitude is None
            or longitude is None
            or abs(latitude) > 90
            or abs(longitude) > 180
            or latitude == longitude == 0
        ):
            self.remark("place_unread", "latitude")
            return {}
        return {"latitude": latitude, "longitude": longitude}


_NOTES = (
    ("notes", ""),
    ("location_notes", "Place"),
    ("group", "Group"),
    ("group_notes", ""),
    ("conference_url_notes", "Online"),
    ("conference_phone_notes", "By phone"),
    ("email", "E-mail"),
)


def _degrees(value: Any) -> float | None:
    try:
        degrees = float(cast(Any, value)) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return None
    return degrees if math.isfinite(degrees) else None
