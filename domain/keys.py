"""The key of a mutation, by which all mutations are in one order, and the numbers in it.

Instants are milliseconds since 1970 UTC; devices are small integers that mean nothing outside their
deployment.
"""

from typing import Annotated

from msgspec import Meta, Struct

EARLIEST, LATEST, GREATEST = -62_135_596_800_000, 253_402_300_799_999, 2**53 - 1
"""What every reader of a key can hold: instants of the years 1 to 9999 (ms), and counts."""

Millis = Annotated[int, Meta(ge=EARLIEST, le=LATEST)]
Counter = Annotated[int, Meta(ge=0, le=GREATEST)]
RowId = Annotated[int, Meta(ge=1, le=GREATEST)]


class ToldKey(Struct, array_like=True, frozen=True, order=True):
    """A key as a client tells it, or as it was once stored: its numbers may be out of bounds."""

    ms: int
    counter: int
    device: int
    n: int

    def clamped(self, *, latest: int = LATEST, greatest_counter: int = GREATEST) -> "Key":
        """Return the nearest key within the bounds, and not after this instant (ms)."""
        ms, counter, device, n = self.ms, self.counter, self.device, self.n
        if (
            EARLIEST <= ms <= latest
            and 0 <= counter <= greatest_counter
            and 0 <= device <= GREATEST
            # The fast way, for nearly every key: a push may tell tens of thousands.
            and 0 <= n <= GREATEST
        ):
            return Key(ms, counter, device, n)
        counts = (
            min(self.counter, greatest_counter),
            min(self.device, GREATEST),
            min(self.n, GREATEST),
        )
        return Key(max(EARLIEST, min(self.ms, latest)), *(max(0, count) for count in counts))


class Key(ToldKey, array_like=True, frozen=True, order=True):
    """The total order of mutations: corrected time, causal counter, device, the device's count."""

    ms: Millis
    counter: Counter
    device: Counter
    n: Counter
