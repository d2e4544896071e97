"""The key of a mutation, worked out from a phone's clock without a database.

What is corrected, what is believed, what is raised.
"""

import pytest

from domain.instants import TRUSTED_SKEW_MS
from domain.keys import EARLIEST, Key, ToldKey
from domain.records import Mutation
from sync.decide.clock import GREATEST_COUNTER, Arrival, key_of

NOW = 1_790_000_000_000
HOUR = 3_600_000


def written(at: int, offset: int | None = None) -> Mutation:
    return Mutation(id="m", n=7, at=at, offset=offset, entity="goal", record="r", stream=1)


@pytest.mark.parametrize(
    ("ahead", "skew"),
    [
        (0, 0),
        (TRUSTED_SKEW_MS, 0),
        (-TRUSTED_SKEW_MS, 0),
        (TRUSTED_SKEW_MS + 1, TRUSTED_SKEW_MS + 1),
        (-TRUSTED_SKEW_MS - 1, -TRUSTED_SKEW_MS - 1),
        (26 * HOUR, 26 * HOUR),
    ],
)
def test_a_clock_is_corrected_only_where_it_is_off_by_more_than_is_trusted(
    ahead: int, skew: int
) -> None:
    arrival = Arrival(NOW, NOW - ahead)
    assert arrival.skew == skew
    assert arrival.ahead_of(written(NOW)) == skew
    assert key_of(written(NOW - ahead - HOUR), 3, arrival, []).ms == NOW - HOUR - (ahead - skew)


def test_the_offset_that_a_phone_wrote_beside_it_counts_instead() -> None:
    """Also none: it knew at that moment that it was right."""
    arrival = Arrival(NOW, NOW - 26 * HOUR)
    assert arrival.ahead_of(written(NOW, offset=0)) == 0
    assert arrival.ahead_of(written(NOW, offset=5)) == 5
    assert key_of(written(NOW - HOUR, offset=5), 3, arrival, []) == Key(NOW - HOUR + 5, 0, 3, 7)


def test_nothing_is_later_than_it_came_nor_earlier_than_can_be_read() -> None:
    arrival = Arrival(NOW, NOW)
    assert key_of(written(NOW + 10 * HOUR, offset=0), 3, arrival, []).ms == NOW
    assert key_of(written(-(2**53), offset=0), 3, arrival, []).ms == EARLIEST


@pytest.mark.parametrize(
    ("bases", "key"),
    [
        ([], (NOW - 5, 0)),
        ([Key(NOW - 6, 9, 1, 1)], (NOW - 5, 0)),
        ([Key(NOW - 5, 0, 1, 1)], (NOW - 5, 1)),
        ([Key(NOW, 2, 1, 1)], (NOW, 3)),
        ([Key(NOW, 2, 1, 1), Key(NOW - 1, 8, 1, 1)], (NOW, 3)),
        ([Key(NOW - 1, 8, 1, 1), Key(NOW, 2, 1, 1)], (NOW, 3)),
        ([Key(NOW, 2, 1, 1), Key(NOW, 3, 1, 1)], (NOW, 4)),
    ],
)
def test_it_stands_above_every_base_whatever_the_clock_says(
    bases: list[Key], key: tuple[int, int]
) -> None:
    made = key_of(written(NOW - 5, offset=0), 3, Arrival(NOW, NOW), bases)
    assert (made.ms, made.counter, made.device, made.n) == (*key, 3, 7)


def test_a_key_that_only_the_client_vouches_for_outruns_nothing() -> None:
    arrival = Arrival(NOW, NOW)
    assert arrival.clamp(ToldKey(NOW + 1, 2, 3, 4)) == Key(NOW, 2, 3, 4)
    assert arrival.clamp(ToldKey(NOW - 1, GREATEST_COUNTER + 1, 3, 4)) == Key(
        NOW - 1, GREATEST_COUNTER, 3, 4
    )
    assert arrival.clamp(ToldKey(NOW - 1, 2, 3, 4)) == Key(NOW - 1, 2, 3, 4)
