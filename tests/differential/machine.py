"""The steps of a script: people write, the program acts, and the network loses and delays."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.differential.writing import Writing, few, limits, olive, seats
from tests.phone.wire import Mutation


class Script(Writing):
    """All that happens: people write, devices sync or are lost, and the program goes on."""

    @rule(seat=seats, limit=limits)
    def syncs(self, seat: str, limit: int) -> None:
        self._send(self.phones[seat], list(self.phones[seat].outbox), limit=limit)

    @rule()
    def all_sync(self) -> None:
        for phone in self.phones.values():
            self._read_to_the_end(phone)

    @rule(seat=seats, limit=limits, order=st.randoms(use_true_random=False), lost=st.booleans())
    def sends_crossed(self, seat: str, limit: int, order: Any, lost: bool) -> None:
        """Part of it, out of order, some of it twice, with what was sent before.

        And the answer may be lost.
        """
        phone = self.phones[seat]
        before = [mutation for mutation, _ in phone.sent.values()]
        batch = phone.outbox + order.sample(before, min(2, len(before)))
        batch += order.sample(batch, min(2, len(batch)))
        order.shuffle(batch)
        self._send(phone, batch[: order.randint(1, 12)], limit=limit, lost=lost)

    @rule(seat=seats, limit=limits)
    def reads_anew(self, seat: str, limit: int) -> None:
        self.phones[seat].cursors = None, None
        self._read_to_the_end(self.phones[seat], limit)

    @rule(seat=seats)
    def was_cloned(self, seat: str) -> None:
        """A restored phone counts again from where its copy stood."""
        self.phones[seat].n = max(0, self.phones[seat].n - 2)

    @rule(
        participant=st.sampled_from(("olive", "otto")), peer=st.sampled_from(("pat", "fran", None))
    )
    def office_assigns(self, participant: str, peer: str | None) -> None:
        self.both.clock.pass_ms(1)
        self.both.both("assignment", lambda engine: engine.assign(participant, peer))

    @rule(seat=olive, which=few)
    def a_nudge_comes_due(self, seat: str, which: int) -> None:
        stream = self.phones[seat].stream("assignment", which)
        if stream is not None:
            record, mutation = self._id(), self._id()
            self.both.both("nudge", lambda engine: engine.nudge(stream, record, mutation))

    @rule()
    def is_set_back(self) -> None:
        """Begin another epoch.

        Everyone reads anew, and offers again what was acknowledged, with what it was answered.
        """
        epoch = f"epoch-{self.number}-{self._id()}"
        self.both.both("epoch", lambda engine: engine.set_back(epoch))
        for phone in self.phones.values():
            self._send(phone, [_offered_again(*each) for each in list(phone.sent.values())[-5:]])

    @rule(ms=st.sampled_from((1, 1000, 90_000, 90_000_000)))
    def time_passes(self, ms: int) -> None:
        self.both.clock.pass_ms(ms)


def _offered_again(mutation: Mutation, result: dict[str, Any]) -> Mutation:
    if "key" not in result:
        return mutation
    told = {name: result[name] for name in ("key", "rank", "seal") if name in result}
    return {**mutation, "acknowledged": told}
