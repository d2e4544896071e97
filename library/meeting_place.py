"""Where a meeting is, as a Meeting Guide row says it: region, address, coordinates, links."""

import math
from typing import Any, cast

from domain.phone_numbers import phone_numbers
from library.row_text import RowText
from library.texts import one_line, web_address, without_markup

_MOST_ADDRESS = 1000


def region_of(row: RowText) -> str:
    """Return the region, the smallest area first."""
    regions = row.fields.get("regions")
    pieces = (
        regions.split(">")
        if isinstance(regions, str)
        else regions
        if isinstance(regions, list)
        else []
    )
    names = [
        *reversed(list(map(one_line, pieces))),
        row.one_line("sub_region"),
        row.one_line("region"),
    ]
    return ", ".join(dict.fromkeys(filter(None, names))) or row.one_line("city")


def address_of(row: RowText) -> str:
    """Return the address: the formatted one, or its parts in order, none of them twice."""
    whole = row.one_line("formatted_address").rstrip(" ,")
    street, city = row.one_line("address").rstrip(" ,"), row.one_line("city")
    if whole:
        row.text += [
            f"Address: {part}" for part in (street, city) if part.lower() not in whole.lower()
        ]
        return whole
    town = " ".join(filter(None, (row.one_line("state"), row.one_line("postal_code"))))
    said = {piece.strip().lower() for piece in street.split(",")}
    parts = [part for part in (city, town, row.one_line("country")) if part.lower() not in said]
    return ", ".join(filter(None, [street, *parts]))


def web_address_of(row: RowText, field: str) -> str:
    """Return a field's web address, or "" with a remark where a phone may not open it."""
    text = row.one_line(field)
    address = (
        web_address(without_markup(row.fields.get(field))) or web_address(text) if text else ""
    )
    if address is None or len(address) > _MOST_ADDRESS:
        row.remark("address_unread", field)
        row.text.append(text)
        return ""
    return address


def phone_of(row: RowText, field: str) -> str:
    """Return a field's phone number as it is written, with a remark where nobody can call it."""
    text = row.one_line(field)
    if text and not phone_numbers(text):
        row.remark("phone_unread", field)
    return row.fitting(field, field, text)


def coordinates_of(row: RowText) -> dict[str, Any]:
    """Return latitude and longitude in degrees; empty where they are not on the earth."""
    given = [
        value
        for name in ("latitude", "longitude")
        if (value := row.fields.get(name)) is not None and str(value).strip()
    ]
    if not given:
        return {}
    if len(given) == 1:
        row.remark("half_place", "latitude")
        return {}
    latitude, longitude = (_degrees(value) for value in given)
    if (
        latitude is None
        or longitude is None
        or abs(latitude) > 90
        or abs(longitude) > 180
        # Null Island: what geocoders answer when they find nothing.
        or latitude == longitude == 0
    ):
        row.remark("place_unread", "latitude")
        return {}
    return {"latitude": latitude, "longitude": longitude}


def _degrees(value: Any) -> float | None:
    try:
        degrees = float(cast(Any, value)) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return None
    return degrees if math.isfinite(degrees) else None
