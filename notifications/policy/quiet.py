"""Quiet hours: spans of the participant's local time without notices.

Instants are milliseconds since 1970 UTC.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from zoneinfo import ZoneInfo

from domain.entities.notification_settings import QuietHours
from notifications.policy.schedule import DAY, instant_of, local_date

LOOK_AHEAD_DAYS = 9
"""A span comes back after a week at the latest; one day more for its end and one for the zone."""


def quiet_until(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> int | None:
    """Return when the quiet that holds now ends; None where it is not quiet.

    Spans that touch count as one.
    """
    end = now
    # Yesterday's span may reach into today: quiet hours mostly cross midnight.
    for since, until in _in_order(spans, zone, now):
        if since > end:
            break
        end = max(end, until)
    return end if end > now else None


def next_quiet(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> int | None:
    """Return when quiet begins next, after now."""
    return next((since for since, _ in _in_order(spans, zone, now) if since > now), None)


def _in_order(spans: Sequence[QuietHours], zone: ZoneInfo, now: int) -> Iterable[tuple[int, int]]:
    """Yield quiet spans from yesterday on, by their beginning, as far as they are asked for."""
    today = local_date(now, zone)
    return merge(*(_of_span(span, zone, today) for span in spans))


def _of_span(span: QuietHours, zone: ZoneInfo, today: date) -> Iterator[tuple[int, int]]:
    for day in (today + number * DAY for number in range(-1, LOOK_AHEAD_DAYS)):
        if not span.weekdays or day.weekday() in span.weekdays:
            last_day = day if span.until > span.since else day + DAY
            # In an overlap quiet begins with the first and ends with the last: the stricter
            # reading.
            yield (
                instant_of(day, span.since, zone),
                instant_of(last_day, span.until, zone, last=True),
            )
