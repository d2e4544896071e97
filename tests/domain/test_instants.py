"""An instant that has not come yet, and what is derived from it: decided without a database."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from msgspec import Struct

from domain.instants import TRUSTED_SKEW_MS, Instant, WriteTime, clamp_instants

ARRIVAL = datetime(2026, 9, 22, 12, tzinfo=UTC)
CAME = int(ARRIVAL.timestamp() * 1000)
SKEW = timedelta(milliseconds=TRUSTED_SKEW_MS)


class Told(Struct, frozen=True):
    at: datetime
    told_at: datetime | None = None
    day: date = date(2026, 9, 30)
    zone: str = "America/Chicago"


def at(instant: datetime, *, by: datetime = ARRIVAL, ahead: timedelta = timedelta(0)) -> Told:
    """As it is kept; `by` is when it was written, and `ahead` how far the true clock is."""
    written = WriteTime(CAME, int(by.timestamp() * 1000), ahead // timedelta(milliseconds=1))
    value = clamp_instants(Told(instant), (Instant("at", "told_at", "day", "zone"),), written)
    return msgspec.convert(value, Told, from_attributes=True)


@pytest.mark.parametrize(
    ("by", "latest"),
    [
        (ARRIVAL, ARRIVAL),
        (ARRIVAL - SKEW, ARRIVAL),
        (ARRIVAL - timedelta(hours=3), ARRIVAL - timedelta(hours=3) + SKEW),
    ],
)
def test_up_to_its_arrival_and_a_little_after_it_was_written_it_is_left_alone(
    by: datetime, latest: datetime
) -> None:
    later = latest + timedelta(milliseconds=1)
    assert at(latest, by=by) == Told(latest)
    assert at(later, by=by) == Told(latest, told_at=later, day=date(2026, 9, 22))


def test_a_clock_that_is_known_to_be_fast_is_set_back_by_that_and_one_that_is_slow_never() -> None:
    sent = ARRIVAL + timedelta(hours=3)
    meant = ARRIVAL - timedelta(hours=2)
    assert at(sent, ahead=timedelta(hours=-5)) == Told(meant, sent, date(2026, 9, 22))
    assert at(sent, ahead=timedelta(hours=5)) == Told(ARRIVAL, sent, date(2026, 9, 22))


@pytest.mark.parametrize(("day", "zone"), [(None, None), ("day", None), (None, "zone")])
def test_a_day_is_derived_where_both_it_and_its_zone_are_named(
    day: str | None, zone: str | None
) -> None:
    sent = ARRIVAL + timedelta(days=5)
    found = clamp_instants(
        Told(sent), (Instant("at", "told_at", day, zone),), WriteTime(CAME, CAME, 0)
    )
    assert found == Told(ARRIVAL, told_at=sent)
