"""Figures that are never synced: derived from records by calendar date, here and on the phone.

`openapi/vectors/figures` holds both (`web/src/figures`) to the same answers. A day without an entry
is a gap and takes nothing away; nothing here starts again at zero because of one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol, TypeVar

from msgspec import Struct

from domain.entities.check_in import CheckIn
from domain.entities.goal import Goal
from domain.entities.goal_progress import GoalProgress
from domain.entities.recovery_period import RecoveryPeriod

FURTHEST_EAST = timedelta(hours=14)
"""From UTC, in use (Kiritimati): no calendar on Earth is further ahead."""

TRENDED = ("mood", "craving", "stress", "sleep_quality", "sleep_hours", "connected", "confidence")
"""The answers of a check-in that are numbers."""

MILLIONTHS = 1_000_000
HUNDREDTHS = 100
DAY = timedelta(days=1)


class Corrected(Protocol):
    """A record that is never edited: a correction is a new one that names it."""

    replaces: str | None


C = TypeVar("C", bound=Corrected)


class Days(Struct, frozen=True, kw_only=True):
    """Days of a recovery clock.

    `current_days` is the run that today lies in, 0 where it lies in none; `longest_days` the
    longest run, the current one included.
    """

    current_days: int
    total_days: int
    longest_days: int


class Progress(Struct, frozen=True, kw_only=True):
    """What was done in one period of a goal.

    A period of `total` has neither a first nor a last day; a goal may have no target.
    """

    first_day: date | None
    last_day: date | None
    amount: float
    target: float | None
    reached: bool


class Trend(Struct, frozen=True, kw_only=True):
    """One answer of check-ins over some days.

    A day's value is the mean of its entries; days without one are left out. `average` is that of
    the days that have a value, and `before` the same of as many days earlier. All rounded to
    hundredths, halves up.
    """

    points: list[tuple[date, float]]
    average: float | None
    before: float | None


def counting_day(local: date, now: int, before: date | None) -> date:
    """Return the day to count by: the local date, but never earlier only for a change of zone.

    `now` is the instant in milliseconds since 1970 UTC, `before` the day that this function gave
    last. One that is nowhere on Earth yet came from a wrong clock, and is forgotten.
    """
    furthest = (datetime.fromtimestamp(now / 1000, UTC) + FURTHEST_EAST).date()
    return before if before is not None and local < before <= furthest else local


def days_in_recovery(periods: Iterable[RecoveryPeriod], today: date) -> Days:
    """Count days in recovery by calendar dates; the first and the last day of a period both count.

    So a period that begins today is one day. Days that two periods share count once, and periods
    with no day between them are one run. Days after today do not count yet, and a period that ends
    before it begins has none.
    """
    runs = _runs(periods, today)
    lengths = [(last - first).days + 1 for first, last in runs]
    return Days(
        current_days=lengths[-1] if runs and runs[-1][1] == today else 0,
        total_days=sum(lengths),
        longest_days=max(lengths, default=0),
    )


def _runs(periods: Iterable[RecoveryPeriod], today: date) -> list[tuple[date, date]]:
    spans = sorted((each.from_date, min(each.to_date or today, today)) for each in periods)
    runs: list[tuple[date, date]] = []
    for first, last in spans:
        if last < first:
            continue
        # Two periods that touch are one run: the person changed a record, not their recovery.
        if runs and (first - runs[-1][1]).days <= 1:
            runs[-1] = runs[-1][0], max(runs[-1][1], last)
        else:
            runs.append((first, last))
    return runs


def goal_progress(goal: Goal, entries: Mapping[str, GoalProgress], day: date) -> Progress:
    """Return what was done in the goal's period that holds this day; `entries` by record id.

    A week begins on Monday. A frequency counts entries, every other measure adds up their amounts,
    to a millionth.
    """
    first, last = _period(goal.period, day)
    held = [
        each
        for each in latest_corrections(entries).values()
        if first is None or last is None or first <= each.local_date <= last
    ]
    frequency = goal.measure == "frequency"
    # Whole millionths: floating-point sums depend on their order, and phone and server must agree.
    millionths = sum(
        MILLIONTHS if frequency else _rounded(each.amount * MILLIONTHS) for each in held
    )
    amount = millionths / MILLIONTHS
    return Progress(
        first_day=first,
        last_day=last,
        amount=amount,
        target=goal.target,
        reached=goal.target is not None and millionths >= _rounded(goal.target * MILLIONTHS),
    )


def _period(
    period: Literal["day", "week", "month", "total"], day: date
) -> tuple[date | None, date | None]:
    match period:
        case "day":
            return day, day
        case "week":
            monday = day - day.weekday() * DAY
            return monday, monday + 6 * DAY
        case "month":
            first = day.replace(day=1)
            # 31 days after the first is always in the next month.
            return first, (first + 31 * DAY).replace(day=1) - DAY
        case "total":
            return None, None


def trend(check_ins: Mapping[str, CheckIn], field: str, today: date, days: int) -> Trend:
    """Return one answer over the last `days` days, today included.

    `check_ins` are by record id, `field` is one of TRENDED.
    """
    values = _values_by_day(check_ins, field)
    first = today - (days - 1) * DAY
    now = [(day, values[day]) for day in sorted(values) if first <= day <= today]
    earlier = [value for day, value in values.items() if first - days * DAY <= day < first]
    return Trend(
        points=[(day, value / HUNDREDTHS) for day, value in now],
        average=_average([value for _, value in now]),
        before=_average(earlier),
    )


def _values_by_day(check_ins: Mapping[str, CheckIn], field: str) -> dict[date, int]:
    """Return the mean of each day's answers, in hundredths."""
    answers: dict[date, list[int]] = defaultdict(list)
    for each in latest_corrections(check_ins).values():
        answer = getattr(each, field)
        if answer is not None:
            answers[each.local_date].append(_rounded(answer * HUNDREDTHS))
    return {day: _mean(given) for day, given in answers.items()}


def _average(hundredths: list[int]) -> float | None:
    return _mean(hundredths) / HUNDREDTHS if hundredths else None


def latest_corrections(records: Mapping[str, C]) -> dict[str, C]:
    """Return the records that are not corrected: of each row of corrections the last one.

    Where two phones corrected the same one apart, that with the greatest id counts. What was
    corrected counts again when its correction is removed.
    """
    named = {each.replaces for each in records.values()}
    families: dict[str, list[str]] = defaultdict(list)
    for id_ in records:
        families[_first_of(id_, records)].append(id_)
    found = {
        max(each for each in family if each not in named or _all_named(family, named))
        for family in families.values()
    }
    return {id_: record for id_, record in records.items() if id_ in found}


def _all_named(family: list[str], named: set[str | None]) -> bool:
    return all(each in named for each in family)


def _first_of(id_: str, records: Mapping[str, Corrected]) -> str:
    """Return the id that a row of corrections began with, which may be gone.

    Of a ring, which no app makes, the smallest id.
    """
    passed: list[str] = []
    at: str | None = id_
    while at is not None and at not in passed:
        passed.append(at)
        at = records[at].replaces if at in records else None
    return passed[-1] if at is None else min(passed[passed.index(at) :])


def _mean(whole: list[int]) -> int:
    """Return the mean as a whole number, halves up."""
    return (2 * sum(whole) + len(whole)) // (2 * len(whole))


def _rounded(value: float) -> int:
    """Return the whole number, halves up, as the phone rounds too."""
    return int(value + 0.5)
