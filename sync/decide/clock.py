"""The key of a mutation: time good enough to choose what is shown, never a reason to refuse."""

from collections.abc import Iterable

from msgspec import Struct

from domain.instants import TRUSTED_SKEW_MS, WriteTime
from domain.keys import EARLIEST, Key, ToldKey
from domain.records import Mutation

GREATEST_COUNTER = 2**31
"""A base's counter as a client tells it is believed up to here."""


class Arrival(Struct, frozen=True):
    """When a request came in, by the server's clock, and what the device's clock said then.

    In milliseconds.
    """

    received_at: int
    sent_at: int

    @property
    def skew(self) -> int:
        """Return how far the server is ahead of the device, where that matters.

        For what has no offset of its own.
        """
        skew = self.received_at - self.sent_at
        return skew if abs(skew) > TRUSTED_SKEW_MS else 0

    def ahead_of(self, mutation: Mutation) -> int:
        """Return how far the server was ahead of the device as it wrote, if that is known."""
        return self.skew if mutation.offset is None else mutation.offset

    def written(self, mutation: Mutation) -> WriteTime:
        """Return when a mutation was written, and how wrong its clock was.

        What is offered again was written by the time in the key that it had: so it is corrected
        again as it was at first. A key that is before the corrected time was set back to its
        arrival, and so says when that was.
        """
        ahead = self.ahead_of(mutation)
        by = mutation.at + ahead
        if mutation.acknowledged is None:
            return WriteTime(self.received_at, by, ahead)
        told = self.clamp(mutation.acknowledged.key).ms
        return WriteTime(told if by > told else self.received_at, told, ahead)

    def clamp(self, key: ToldKey) -> Key:
        """Return a key of the client's within bounds: not ahead of the server, readable for all."""
        return key.clamped(latest=self.received_at, greatest_counter=GREATEST_COUNTER)


def key_of(mutation: Mutation, device: int, arrival: Arrival, bases: Iterable[Key]) -> Key:
    """Return the mutation's key: corrected time, clamped, and above its bases (`docs/sync.md`).

    Clamped to the arrival and to what can be read, and raised strictly above the bases.
    """
    # Clamped and never refused: a phone with a dead clock battery must still be able to write.
    corrected = mutation.at + arrival.ahead_of(mutation)
    ms, counter = max(EARLIEST, min(corrected, arrival.received_at)), 0
    for base in bases:
        if (ms, counter) <= (base.ms, base.counter):
            ms, counter = base.ms, base.counter + 1
    return Key(ms, counter, device, mutation.n)
