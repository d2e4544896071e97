"""Whether a place can be in a time zone.

By its state or province in North America, elsewhere roughly by its longitude.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.zones import UnknownZone, zone_named

_MOST_HOURS_FROM_THE_SUN = 2.5
"""How far clocks are ahead of the sun by law, as in western Spain, Argentina and China."""

# fmt: off
_STATES_OF = {
    "America/New_York":
        "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV ON QC NU",
    "America/Chicago": "AL AR FL IA IL IN KS KY LA MI MN MO MS ND NE OK SD TN TX WI MB ON NU",
    "America/Denver": "AZ CO ID KS MT ND NE NM NV OR SD TX UT WY AB BC NT NU SK",
    "America/Phoenix": "AZ BC YT", "America/Los_Angeles": "CA ID NV OR WA BC",
    "America/Anchorage": "AK", "America/Adak": "AK", "Pacific/Honolulu": "HI",
    "America/Regina": "SK", "America/Halifax": "NB NS PE QC NL", "America/St_Johns": "NL",
    "America/Puerto_Rico": "PR VI QC", "America/Panama": "ON NU", "Pacific/Guam": "GU",
}
_NAMES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
    "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR",
    "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD",
    "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
    "puerto rico": "PR", "guam": "GU", "alberta": "AB", "british columbia": "BC", "manitoba": "MB",
    "new brunswick": "NB", "newfoundland and labrador": "NL", "nova scotia": "NS",
    "northwest territories": "NT", "nunavut": "NU", "ontario": "ON", "prince edward island": "PE",
    "quebec": "QC", "québec": "QC", "saskatchewan": "SK", "yukon": "YT",
}
# fmt: on
_STATES = {state for states in _STATES_OF.values() for state in states.split()}
_ZONES_OF = {
    state: [zone for zone, states in _STATES_OF.items() if state in states.split()]
    for state in _STATES
}

_AMERICAN = frozenset({"", "us", "usa", "united states", "ca", "canada"})
_IN_ADDRESS = re.compile(
    r", ?([A-Za-zé. ]{2,25}?)(?:,? ?(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d))?"
    r", ?(?:USA|US|United States|Canada)\Z"
    r"|, ?([A-Z]{2}) \d{5}(?:-\d{4})?\Z"
)


def may_be_in(
    zone: str, *, state: str, country: str, address: str, longitude: float | None
) -> bool:
    """Return False only where it is certain that the place is not in the zone.

    True of a zone that is not known, and of a place of which nothing is said.
    """
    try:
        known = zone_named(zone)
    except UnknownZone:
        return True
    zones = _ZONES_OF.get(_state(state, country, address))
    if zones:
        return _offsets(known) in {_offsets(zone_named(each)) for each in zones}
    if longitude is None:
        return True
    # The sun moves 15 degrees an hour, so a longitude gives a rough offset anywhere on earth.
    return abs(longitude / 15 - _offsets(known)[0] / timedelta(hours=1)) <= _MOST_HOURS_FROM_THE_SUN


def _state(state: str, country: str, address: str) -> str:
    if state and country.lower() in _AMERICAN:
        return _NAMES.get(state.lower(), state.upper())
    found = _IN_ADDRESS.search(address)
    said = (found[1] or found[2]).strip() if found else ""
    return _NAMES.get(said.lower(), said.upper())


@lru_cache(maxsize=512)
def _offsets(zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """Return the offsets from UTC in winter and in summer."""
    winter, summer = (zone.utcoffset(datetime(2026, month, 15)) for month in (1, 7))  # noqa: DTZ001
    return winter or timedelta(), summer or timedelta()
