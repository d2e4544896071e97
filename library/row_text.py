"""The text of one row of a feed: its fields as words, what was remarked, and what found no field of its own."""

from typing import Any

from library.feed import Remark
from library.texts import paragraphs, shortened

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
    """Reads the fields of one row as text and gathers the text that has no place of its own."""

    def __init__(self, fields: dict[str, Any], number: int, remarks: list[Remark]) -> None:
        self.fields = fields
        self.number = number
        self.remarks = remarks
        self.text: list[str] = []

    def remark(self, code: str, field: str) -> None:
        self.remarks.append(Remark(self.number, code, field))

    def words(self, field: str) -> str:
        value = self.fields.get(field)
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
