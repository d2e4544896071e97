"""Time zones by name.

A phone may know names that this machine does not, and a name may be anything at all.
"""

from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import BadInput

NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Names that a machine has for its own use: nobody else knows what they mean."""
ALIKE = 0.9
"""How alike two names are of which one is a slip of the other; `CST` is like none."""


class UnknownZone(ValueError):
    """The name is not in the IANA database of this machine."""


def zone_named(name: str) -> ZoneInfo:
    """Return the zone.

    Raises UnknownZone, whatever the name: `America` is a folder of the database, `zone.tab` no
    zone, `../x` no name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(f"no time zone of {len(name)} characters by that name") from error


@cache
def _names() -> frozenset[str]:
    """Return the known names, read from the disk once.

    It takes some milliseconds, and a feed may name a zone in every row.
    """
    return frozenset(available_timezones()) - NO_PLACES


def is_zone(name: str) -> bool:
    """Return whether it is the name of a zone on this machine."""
    return name in _names()


def closest_zone(name: str) -> str | None:
    """Return the zone that a mistyped name was plainly meant for.

    `Amercia/New_York` is `America/New_York`.
    """
    asked = name.strip().replace(" ", "_").casefold()
    known = {each.casefold(): each for each in _names()}
    # Only one candidate, and a close one: a wrong zone moves every meeting by hours.
    return next((known[each] for each in get_close_matches(asked, known, n=1, cutoff=ALIKE)), None)


def checked_zone(name: str) -> str:
    """Return the name where it is a zone.

    Raises BadInput, with the name that may be meant.
    """
    if is_zone(name):
        return name
    meant = closest_zone(name)
    hint = f" Is it {meant}?" if meant else ""
    raise BadInput(
        f"This time zone is not known. It is written like America/Chicago.{hint}", where="time_zone"
    )


def zone_of(*names: str) -> ZoneInfo:
    """Return the first of these zones that is known here; UTC where none is.

    Such as a person's own and then their program's.
    """
    for name in names:
        try:
            return zone_named(name)
        except UnknownZone:
            continue
    return ZoneInfo("UTC")
