"""What reading a feed gives, in any format: entries with their rows, and what could not be read."""

from msgspec import Struct, field

from domain.entities.resource import Resource


class FeedRemark(Struct, frozen=True):
    """Something in one row that could not be read or kept as it stood.

    `row` counts from 1 in the feed's order. `imported` is false where the whole row is not in the
    library. No part of the row is repeated here, so that a report may be logged.
    """

    row: int
    code: str
    field: str
    imported: bool = True

    @property
    def sentence(self) -> str:
        """Return the remark in plain words."""
        return REMARKS[self.code]


class FeedEntry(Struct, frozen=True):
    """One resource, the key that names it in its source, and the rows it was read from.

    `slug` is given where others share it.
    """

    key: str
    resource: Resource
    rows: tuple[int, ...]
    slug: str = ""


class ParsedFeed(Struct, frozen=True):
    """All of a feed.

    Each row is in exactly one entry or has a remark that it was not imported.

    `left_out` counts the rows that fill a field which the library does not keep, by the field's
    name in the feed.
    """

    source: str
    rows: int
    entries: list[FeedEntry]
    remarks: list[FeedRemark] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def not_imported(self) -> list[FeedRemark]:
        """Return the remarks about rows that are not in the library."""
        return [remark for remark in self.remarks if not remark.imported]


REMARKS: dict[str, str] = {
    "not_a_row": "The row is not an object with fields, so nothing of it could be read.",
    "no_name": "The row has no name, group or place, so it cannot be shown.",
    "name_alone": (
        "The row holds a name and nothing else, such as a heading does; it is no meeting."
    ),
    "no_slug": "The row has no slug; it is known by its name, time and place instead.",
    "shared_slug": "Another meeting has the same slug; both are kept, each as an entry of its own.",
    "repeated_row": "The row says the same as an earlier one and was joined with it.",
    "no_day": "There is a time but no day; the time is in the text.",
    "no_time": "There is a day but no time; the day is in the text.",
    "day_unread": "A day could not be read; it is in the text.",
    "time_unread": "The time could not be read with certainty; it is in the text.",
    "time_assumed": (
        "The time has neither a.m. nor p.m.; it is taken for the 24-hour clock. Check one of them."
    ),
    "end_unread": "The end time could not be read; it is in the text.",
    "zone_unread": "The time zone is not known; the zone of the import is used.",
    "zone_doubtful": (
        "The place lies in another time zone than that of the import, and the row names none: "
        "its time may be wrong."
    ),
    "place_unread": (
        "The coordinates could not be read or are not on the earth, so the meeting is not on a map."
    ),
    "half_place": "There is only one of latitude and longitude, so the meeting is not on a map.",
    "address_unread": "The web address is not one that a phone may open; it is in the text.",
    "phone_unread": (
        "There is no number in it that a phone can call; it is kept as it stands, and the app "
        "makes no link of it."
    ),
    "unknown_type": "A type code is not in the Meeting Guide list; it is kept as it is.",
    "attendance_unread": (
        "How it can be attended is said in words that are not known; they are in the text."
    ),
    "attendance_unclear": (
        "It is said to be online without a way to join, or at an address that is only near: "
        "people are told to ask."
    ),
    "moved": (
        "A text is longer than its place allows; its start stands there and the whole of it is "
        "in the text."
    ),
    "too_long": "The text is longer than an entry holds; what is beyond is not kept.",
    "not_text": "The field holds something else than text, so it was left out.",
}
"""Every code of a remark, in plain words."""
