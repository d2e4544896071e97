"""How a meeting can be attended, by what its fields mean.

The app works it out by the same vectors (`openapi/vectors/attendance/`).
"""

import re
from typing import Literal

from msgspec import Struct

from domain.entities.resource import Resource
from domain.phone_numbers import phone_numbers

How = Literal["in_person", "online", "both", "closed", "inactive", "unknown"]
"""`closed`: the place is, for now, and there is no other way.

`unknown`: what is said is not enough to send anyone anywhere.
"""
PlaceState = Literal["open", "area", "closed", "unsure", "none"]
"""`open`: one may go there.

`area`: it is only near. `unsure`: an address, but maybe nobody meets at it.
"""

_WEB = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_POSTAL_CODE = re.compile(
    r"\b(?:[a-z]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}"
    r"|[a-z]{2} \d{5}(?:-\d{4})?)(?= ?(?:,|$))|(?:^|, ?)\d{4,6}(?= ?(?:,|$))",
    re.IGNORECASE | re.ASCII,
)
_STREET = re.compile(
    r"\d|&|\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|highway|hwy|drive|lane|square)"
    r"\b\.?(?= ?(?:,|$))",
    re.IGNORECASE | re.ASCII,
)


class Attendance(Struct, frozen=True):
    """How a meeting can be attended, and what its place is good for."""

    how: How
    place: PlaceState


def attendance_of(meeting: Resource) -> Attendance:
    """Return how a meeting can be attended.

    What its source says outright counts first, then its type codes, then what it holds; where these
    do not agree, the more careful reading.
    """
    types = {code.upper() for code in meeting.meeting_types}
    option = meeting.attendance_option
    can_join = _WEB.match(meeting.conference_url) is not None or bool(
        phone_numbers(meeting.conference_phone)
    )
    is_said_online = option != "in_person" and (can_join or "ONL" in types or option != "")
    place = _place(meeting, exactly=is_said_online)
    # First: a group that says it does not meet must send nobody anywhere, whatever else is listed.
    if option == "inactive":
        return Attendance("inactive", "none" if place == "none" else "closed")
    # "Temporarily closed": the place is, and there may still be a way to join.
    if "TC" in types:
        return Attendance(
            "online" if can_join else "closed", "none" if place == "none" else "closed"
        )
    if not is_said_online:
        return Attendance("in_person" if place == "open" else "unknown", place)
    if option == "online" or place != "open":
        return Attendance(
            "online" if can_join else "unknown", _not_met_at(place, can_join=can_join)
        )
    if can_join or option == "hybrid":
        return Attendance("both", "open")
    # A place and a hint at online, but no way to join: nobody is sent there unasked.
    return Attendance("unknown", "unsure")


def _place(meeting: Resource, *, exactly: bool) -> PlaceState:
    """Return what the place is good for.

    Of a meeting that is online as well, a town is where it is at home, and no place to go to.
    """
    if not (meeting.location or meeting.address):
        return "none"
    if meeting.approximate == "yes":
        return "area"
    return (
        "open"
        if meeting.approximate == "no" or not exactly or _names_a_street(meeting.address)
        else "area"
    )


def _not_met_at(place: PlaceState, *, can_join: bool) -> PlaceState:
    if place != "open":
        return place
    return "area" if can_join else "unsure"


def _names_a_street(address: str) -> bool:
    # Postal codes first: their digits would count as a house number.
    return _STREET.search(_POSTAL_CODE.sub("", address)) is not None
