"""Reads clock times as real feeds spell them, in English, Spanish and French.

The app's search reads them by the same vectors. What is not certain is not read: `7-8:30` may be
the morning or the evening, and twelve hours off is a person before a locked door.
"""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct, structs

_DAY = 24 * 60
_HALF_DAY = 12 * 60
_MOST_ACROSS_NOON = 6 * 60
"""`11-12:30 pm` begins in the morning; `8-6 pm` may be a long day or a slip."""
_MOST_LETTERS = 80

_LEAD = re.compile(r"\A(?:(?:at|from|de|desde|a|à|dès) )?(?:las? )?(?=\d)", re.ASCII)
_DATED = re.compile(r"\d{4}-\d{2}-", re.ASCII)
_TRAIL = re.compile(r" (?:sharp|en punto|précises)\Z")
_HALVES: dict[str, tuple[str, range]] = {
    **dict.fromkeys(
        ("a", "am", "a.m", "a m", "a. m", "a.m.", "am.", "a.", "a. m."), ("a", range(1, 13))
    ),
    **dict.fromkeys(
        ("p", "pm", "p.m", "p m", "p. m", "p.m.", "pm.", "p.", "p. m."), ("p", range(1, 13))
    ),
    **dict.fromkeys(
        ("in the morning", "morning", "de la mañana", "de la manana", "por la mañana", "du matin"),
        ("a", range(1, 12)),
    ),
    **dict.fromkeys(("de la madrugada",), ("a", range(1, 7))),
    **dict.fromkeys(
        ("in the afternoon", "afternoon", "de la tarde", "de l'après-midi", "de l'apres-midi"),
        ("p", range(1, 9)),
    ),
    **dict.fromkeys(("in the evening", "evening", "du soir"), ("p", range(4, 12))),
    **dict.fromkeys(("at night", "de la noche", "por la noche"), ("p", range(6, 12))),
    **dict.fromkeys(
        ("noon", "(noon)", "n", "del mediodía", "del mediodia", "du midi", "pm (noon)", "pm noon"),
        ("p", range(12, 13)),
    ),
    **dict.fromkeys(
        ("midnight", "(midnight)", "mn", "am (midnight)", "am midnight"), ("m", range(12, 13))
    ),
}
_NAMED = {
    **dict.fromkeys(
        ("noon", "midday", "mediodía", "mediodia", "medio día", "medio dia", "midi", "12 n", "12n"),
        "p",
    ),
    **dict.fromkeys(
        ("midnight", "medianoche", "media noche", "minuit", "12 de la noche", "12 at night"), "m"
    ),
}
_CLOCK = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}[t ])?(?P<hour>\d{1,2})"
    r"(?: ?(?:(?P<h>h) ?|[:;.] ?| )(?P<minute>\d{2})|(?P<tight>\d{2}))?(?::\d{2}(?:\.\d{1,6})?)?"
    r"(?P<unit> ?(?:hs|hrs?|horas?|heures?|h)\b\.?)?(?: ?(?P<half>[^\d\s].*))?",
    re.ASCII,
)
_BETWEEN = re.compile(
    r" ?[-\u2010-\u2015\u2212~] ?| (?:to|till?|until|thru|through|a|hasta|à|jusqu'à) "
)


class Span(Struct, frozen=True):
    """`start` and `end` as HH:MM.

    `is_assumed`: it has neither half-day nor a leading zero, and is taken for the 24-hour clock.
    """

    start: str
    end: str | None = None
    is_assumed: bool = False
    is_end_unread: bool = False


class _Clock(Struct, frozen=True):
    """A time as it is written.

    Minutes since midnight by a 24-hour clock; of a 12-hour one also the half-day, where that is
    said.
    """

    minutes: int
    half: str = ""
    is_whole: bool = True
    """It says more than an hour alone."""
    is_padded: bool = False
    is_24: bool = False

    @property
    def has_halves(self) -> bool:
        """Return whether the same digits could mean morning or evening."""
        return not self.is_24 and 60 <= self.minutes < 13 * 60

    def in_half(self, half: str) -> int:
        """Return the minutes since midnight in this half of the day."""
        return self.minutes % _HALF_DAY + (_HALF_DAY if half == "p" else 0)

    @property
    def certain(self) -> int:
        """Return the minutes since midnight by what the time itself says."""
        return self.in_half(self.half) if self.half else self.minutes


def read_span(text: str, end_text: str = "") -> Span | None:
    """Read a time, or a start and an end, in one text or two.

    None where the start is not certain; an end that is not certain is left out.
    """
    text, end_said = _plain(text), bool(end_text.strip())
    end = _clock_of(_plain(end_text), is_end=True)
    if start := _clock_of(text):
        span = _two_fields(start, end) if end else _alone(start)
        return (
            structs.replace(span, is_end_unread=True)
            if span and end_said and not span.end
            else span
        )
    spans = [span for first, last in _ranges(text) if (span := _range(first, last))]
    if len(spans) != 1:
        return None
    [span] = spans
    span = (_two_fields(_fixed(span.start), end) if end else None) or span
    return structs.replace(span, is_end_unread=not span.end)


def _plain(text: str) -> str:
    # A bound before any pattern is tried: some of them would be slow on a long text.
    if len(text) > _MOST_LETTERS:
        return ""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().replace("’", "'").split())
    return _TRAIL.sub("", _LEAD.sub("", plain))


def _clock_of(text: str, *, is_end: bool = False) -> _Clock | None:
    if half := _NAMED.get(text):
        return _Clock(_HALF_DAY, half)
    found = _CLOCK.fullmatch(text)
    if found is None or text.startswith("0."):
        return None
    minute = found["minute"] or found["tight"]
    minutes = int(found["hour"]) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or minutes > (_DAY if is_end else _DAY - 1):
        return None
    is_24 = bool(found["h"] or found["unit"]) or not 60 <= minutes < 13 * 60
    clock = _Clock(
        minutes, "", bool(minute or found["unit"] or found["h"]), len(found["hour"]) == 2, is_24
    )
    return _with_half(clock, found["half"]) if found["half"] else clock


def _with_half(clock: _Clock, words: str) -> _Clock | None:
    """Apply words for the half-day; an hour that is never called so is a slip, so None."""
    half, hours = _HALVES.get(words, ("", range(0)))
    hour = clock.minutes // 60
    if hour == 12 and words in ("in the afternoon", "de la tarde"):
        return _Clock(clock.minutes, "p")
    return _Clock(clock.minutes, half, is_24=False) if hour in hours else None


def _ranges(text: str) -> Iterator[tuple[_Clock, _Clock]]:
    for between in _BETWEEN.finditer(text) if not _DATED.match(text) else ():
        first, last = (
            _clock_of(text[: between.start()]),
            _clock_of(_LEAD.sub("", text[between.end() :]), is_end=True),
        )
        if first and last:
            yield first, last


def _alone(clock: _Clock) -> Span | None:
    if clock.half:
        return Span(_wall(clock.certain))
    if not clock.is_whole:
        return None
    return Span(_wall(clock.minutes), None, is_assumed=clock.has_halves and not clock.is_padded)


def _range(first: _Clock, last: _Clock) -> Span | None:
    """Read a range in one text: its end's half-day holds for its start where that makes sense."""
    if first.half or last.half:
        return _by_halves(first, last)
    is_24 = any(
        clock.is_24 or (clock.is_padded and clock.minutes < 10 * 60) for clock in (first, last)
    )
    return (
        _ended(first.minutes, last.minutes) if is_24 and (first.is_whole or last.is_whole) else None
    )


def _two_fields(start: _Clock, end: _Clock) -> Span | None:
    """Read a range in two fields, each of which may use the 24-hour clock, as the format asks.

    Where the half-day of the other says otherwise, neither is certain.
    """
    if not start.half and not end.half:
        return _whole_day(start, end)
    span = _by_halves(start, end)
    if span is None:
        return None
    if not start.half and start.is_padded and span.start != _wall(start.minutes):
        return None
    if not end.half and end.is_padded and span.end != _wall(end.minutes):
        return Span(span.start)
    return span


def _whole_day(start: _Clock, end: _Clock) -> Span | None:
    """Read a range of which neither time says its half-day."""
    first = _alone(start)
    if first is None or not end.is_whole:
        return first
    if first.is_assumed and (end.minutes - start.minutes) % _DAY > _HALF_DAY:
        return None
    return structs.replace(_ended(start.minutes, end.minutes), is_assumed=first.is_assumed)


def _by_halves(first: _Clock, last: _Clock) -> Span | None:
    """Read a range of which at least one time says its half-day."""
    if not first.half:
        start = first.minutes if not first.has_halves else _before(first, last)
        return None if start is None else _ended(start, last.certain)
    if last.half or not last.has_halves:
        return _ended(first.certain, last.certain)
    half = "p" if first.half == "p" else "a"
    same, other = last.in_half(half), last.in_half("a" if half == "p" else "p")
    if same > first.certain:
        return _ended(first.certain, same)
    is_near = same < first.certain and (other - first.certain) % _DAY <= _MOST_ACROSS_NOON
    return _ended(first.certain, other) if is_near else Span(_wall(first.certain))


def _before(first: _Clock, last: _Clock) -> int | None:
    """Return when it begins, by the half-day of its end.

    `10-12 am` is as often meant for noon, so it is not certain.
    """
    if last.half == "a" and last.minutes >= _HALF_DAY and first.minutes < _HALF_DAY:
        return None
    half = "p" if last.half == "p" else "a"
    same = first.in_half(half)
    if same <= last.certain:
        return same
    other = first.in_half("a" if half == "p" else "p")
    return other if (last.certain - other) % _DAY <= _MOST_ACROSS_NOON else None


def _ended(start: int, end: int) -> Span:
    """Return the span; an end that makes no sense is left out.

    It makes none where it is the start, or on the next day at a time when nobody meets any more.
    """
    length = (end - start) % _DAY
    is_slip = length == 0 or (length > _HALF_DAY and end % _DAY < start)
    return Span(_wall(start), None if is_slip else _wall(end))


def _fixed(wall: str) -> _Clock:
    hour, minute = map(int, wall.split(":"))
    return _Clock((hour % 12 or 12) * 60 + minute, "p" if hour >= 12 else "a")


def _wall(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
