"""The text of one row of a feed: fields as words, remarks, and what found no field of its own."""

from typing import Any

from library.feed import FeedRemark
from library.texts import paragraphs, shorten

_LIMITS = {
    "title": 120,
    "region": 80,
    "location": 200,
    "address": 300,
    "phone": 120,
    "conference_phone": 120,
    "updated_at": 40,
}


class RowText:
    """Reads the fields of one row as text, and gathers the text that has no field of its own."""

    def __init__(self, fields: dict[str, Any], number: int, remarks: list[FeedRemark]) -> None:
        self.fields = fields
        self.number = number
        self.remarks = remarks
        self.text: list[str] = []

    def remark(self, code: str, field: str) -> None:
        """Note what could not be read as it stood."""
        self.remarks.append(FeedRemark(self.number, code, field))

    def words(self, field: str) -> str:
        """Return a field as text with its line breaks."""
        value = self.fields.get(field)
        if isinstance(value, list):
            return "\n".join(filter(None, map(paragraphs, value)))
        if value is True or (isinstance(value, dict) and value):
            self.remark("not_text", field)
        return paragraphs(value)

    def one_line(self, field: str) -> str:
        """Return a field as one line of text."""
        return " ".join(self.words(field).split())

    def fitting(self, place: str, field: str, text: str) -> str:
        """Return text as long as its place allows; the whole of it then goes into the body."""
        limit = _LIMITS[place]
        if len(text) <= limit:
            return text
        self.remark("moved", field)
        self.text.append(text)
        return shorten(text, limit)
