"""Time zones by name. A phone may know names that this machine does not, and a name may be anything at all."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


class UnknownZone(ValueError):
    """The name is not in the IANA database of this machine."""


def zone_named(name: str) -> ZoneInfo:
    """The zone. Raises UnknownZone, whatever the name: `America` is a folder of the database, `zone.tab` no zone, `../x` no name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(f"no time zone of {len(name)} characters by that name") from error


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Read from the disk once: it takes some milliseconds, and a feed may name a zone in every row."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether it is the name of a zone on this machine."""
    return name in _names()


def zone_of(*names: str) -> ZoneInfo:
    """The first of these that is known here, such as a person's own and then their program's; UTC where none is."""
    for name in names:
        try:
            return zone_named(name)
        except UnknownZone:
            continue
    return ZoneInfo("UTC")
