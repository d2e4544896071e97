"""Quiet hours: spans of the participant's local time without notices. Instants are milliseconds since 1970 UTC."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from domain.entities.notification_settings import QuietHours
from notifications.schedule import DAY, instant, local_date

LOOK_AHEAD_DAYS = 9
"""A span comes back after a week at the latest; one day more for its end and one for the zone."""


def quiet_until(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> int | None:
    """When quiet ends that holds now, spans that touch taken together; None where it is not quiet."""
    end = now
    for since, until in _sorted(spans, zone, now):
        if since <= end < until:
            end = until
    return end if end > now else None


def next_quiet(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> int | None:
    """When quiet begins next, after now."""
    return next((since for since, _ in _sorted(spans, zone, now) if since > now), None)


def _sorted(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> list[tuple[int, int]]:
    today = local_date(now, zone)
    days = [today + number * DAY for number in range(-2, LOOK_AHEAD_DAYS)]
    return sorted(_intervals(spans, zone, days))


def _intervals(spans: Sequence[QuietHours], zone: ZoneInfo, days: list[date]) -> Iterator[tuple[int, int]]:
    for span in spans:
        for day in days:
            if not span.weekdays or day.weekday() in span.weekdays:
                last_day = day if span.until > span.since else day + DAY
                # In an overlap quiet begins with the first and ends with the last: the stricter reading.
                yield instant(day, span.since, zone), instant(last_day, span.until, zone, last=True)
