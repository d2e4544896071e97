"""When a meeting is, as a Meeting Guide row says it: days, times and time zone."""

from domain.entities.resource import Occurrence, Resource
from domain.zones import is_zone
from library.days import DAY_LABELS, read_days
from library.row_text import RowText
from library.spelled_time import Span, read_span
from library.texts import one_line
from library.whereabouts import may_be_in


def schedule_of(row: RowText) -> list[Occurrence]:
    """Return the weekly times; what could not be read is remarked and goes into the text."""
    days, unread = read_days(row.fields.get("day"))
    if unread:
        row.remark("day_unread", "day")
        row.text.append("Day: " + ", ".join(map(one_line, unread)))
    time, end_time = row.one_line("time"), row.one_line("end_time")
    span = read_span(time, end_time)
    if time and span is None:
        row.remark("time_unread", "time")
    if span and days:
        return _weekly(row, days, span, time, end_time)
    if span and not unread:
        row.remark("no_day", "day")
    if days and not time:
        row.remark("no_time", "time")
    said = {"Day": ", ".join(DAY_LABELS[day] for day in days), "Time": time, "Until": end_time}
    row.text += [f"{label}: {words}" for label, words in said.items() if words]
    return []


def _weekly(
    row: RowText, days: list[int], span: Span, time: str, end_time: str
) -> list[Occurrence]:
    if span.is_assumed:
        row.remark("time_assumed", "time")
    if span.is_end_unread:
        row.remark("end_unread", "end_time" if end_time else "time")
        row.text.append(f"Until: {end_time}" if end_time else f"Time: {time}")
    return [Occurrence(day, span.start, span.end) for day in days]


def named_zone(row: RowText, time_zone: str) -> str:
    """Return the zone that the row names, or that of the import."""
    named = row.one_line("timezone")
    if named and is_zone(named):
        return named
    if named:
        row.remark("zone_unread", "timezone")
        row.text.append(f"Time zone: {named}")
    return time_zone


def remark_doubtful_zone(row: RowText, resource: Resource) -> None:
    """Remark a row that names no zone and lies in another one than the import says."""
    if row.one_line("timezone") == resource.time_zone:
        return
    place = {name: row.one_line(name) for name in ("state", "country")}
    if resource.time_zone and not may_be_in(
        resource.time_zone, **place, address=resource.address, longitude=resource.longitude
    ):
        row.remark("zone_doubtful", "timezone")
