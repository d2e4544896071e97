"""One row of a Meeting Guide feed, field by field."""

import hashlib
from typing import Any

from msgspec import Struct

from domain.attendance import attendance_of
from domain.entities.resource import Resource
from library.feed import FeedRemark
from library.meeting_names import ATTENDANCE, KEPT_FIELDS, LANGUAGES, TYPE_OF, YES_OR_NO
from library.meeting_place import address_of, coordinates_of, phone_of, region_of, web_address_of
from library.meeting_schedule import named_zone, remark_doubtful_zone, schedule_of
from library.row_text import RowText
from library.texts import one_line, shorten

_MOST_TEXT = 6000
_MOST_TYPES, _LONGEST_TYPE = 40, 20
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class MeetingRow(Struct, frozen=True):
    """A meeting, and the slug that names it in its feed."""

    slug: str
    resource: Resource


def read_meeting(
    row: Any, number: int, remarks: list[FeedRemark], *, time_zone: str, source: str, licence: str
) -> MeetingRow | None:
    """Read the meeting of one row, and add to `remarks` what could not be read.

    None where the row holds no meeting.
    """
    if not isinstance(row, dict):
        remarks.append(FeedRemark(number, "not_a_row", "", imported=False))
        return None
    name = one_line(row.get("name")) or one_line(row.get("group")) or one_line(row.get("location"))
    if not name or not any(
        row.get(field) not in _NOTHING for field in KEPT_FIELDS - {"name", "updated"}
    ):
        remarks.append(
            FeedRemark(number, "name_alone" if name else "no_name", "name", imported=False)
        )
        return None
    return _Reader(row, number, remarks).read(name, time_zone, source, licence)


class _Reader(RowText):
    """Reads one row into a meeting."""

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
            region=self.fitting("region", "region", region_of(self)),
            schedule=schedule_of(self),
            time_zone=named_zone(self, time_zone),
            meeting_types=types,
            location=self.fitting("location", "location", self.one_line("location").rstrip(" ,")),
            address=self.fitting("address", "address", address_of(self)),
            phone=phone_of(self, "phone"),
            url=web_address_of(self, "url"),
            conference_url=web_address_of(self, "conference_url"),
            conference_phone=phone_of(self, "conference_phone"),
            attendance_option=self.attendance_option(types),
            approximate=self.approximate(),
            source=source,
            licence=licence,
            updated_at=self.fitting("updated_at", "updated", self.one_line("updated")),
            **coordinates_of(self),
        )
        self.attendance(resource)
        remark_doubtful_zone(self, resource)
        resource.body = self.body()
        return MeetingRow(self.slug(resource), resource)

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
        return shorten(text, _MOST_TEXT)

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
                self.fields.get("day"),
                self.fields.get("time"),
            )
        )
        # A slug is one line, so the line break keeps this apart from every slug that a feed may
        # hold.
        return "\n" + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]

    def types(self) -> list[str]:
        value = self.fields.get("types")
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
        for piece in map(one_line, pieces):
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
        said = self.fields.get("approximate")
        return YES_OR_NO.get(str(said if isinstance(said, bool) else one_line(said)).lower(), "")

    def attendance(self, resource: Resource) -> None:
        is_said = bool(
            resource.attendance_option or resource.approximate or "ONL" in resource.meeting_types
        )
        if is_said and attendance_of(resource).how == "unknown":
            self.remark(
                "attendance_unclear", "attendance_option" if resource.attendance_option else "types"
            )


_NOTES = (
    ("notes", ""),
    ("location_notes", "Place"),
    ("group", "Group"),
    ("group_notes", ""),
    ("conference_url_notes", "Online"),
    ("conference_phone_notes", "By phone"),
    ("email", "E-mail"),
)
