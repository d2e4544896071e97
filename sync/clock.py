"""The key of a mutation: time that is good enough to choose what is shown, and never a reason to refuse."""

from collections.abc import Iterable

from msgspec import Struct

from domain.records import Key, Mutation

TRUSTED_SKEW_MS = 120_000
"""Without an offset of its own, a mutation is corrected by the request's clock only when that is off by more."""

GREATEST_COUNTER = 2**31
"""A base's counter as a client tells it is believed up to here."""


class Arrival(Struct, frozen=True):
    """When a request came in, by the server's clock, and what the device's clock said as it was sent. Milliseconds."""

    received_at: int
    sent_at: int

    @property
    def skew(self) -> int:
        """How far the server is ahead of the device, where that matters."""
        skew = self.received_at - self.sent_at
        return skew if abs(skew) > TRUSTED_SKEW_MS else 0

    def believe(self, key: Key) -> Key:
        """A key that only the client vouches for, clamped so that it cannot outrun the server's clock."""
        return Key(min(key.ms, self.received_at), min(key.counter, GREATEST_COUNTER), key.device, key.n)


def key_of(mutation: Mutation, device: int, arrival: Arrival, bases: Iterable[Key]) -> Key:
    """Corrected time, clamped to the arrival, raised strictly above the greatest key of the bases (`docs/sync.md`)."""
    ms, counter = min(mutation.at + (arrival.skew if mutation.offset is None else mutation.offset), arrival.received_at), 0
    for base in bases:
        if (ms, counter) <= (base.ms, base.counter):
            ms, counter = base.ms, base.counter + 1
    return Key(ms, counter, device, mutation.n)
