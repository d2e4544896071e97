"""What a script's acts are made of: freezing a mutation, sending, reading to the end.

And what must be the same after each act.
"""

from collections import Counter
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from tests.differential.engine import SEATS
from tests.differential.phone import Phone
from tests.differential.twins import Twins
from tests.phone.wire import Mutation

PATIENCE = 3
"""A phone that has more than so many mutations to send finds a network."""


class Acting(RuleBasedStateMachine):
    """Founds a program for the script, and holds both engines to one story."""

    def __init__(self, both: Twins, tally: Counter[str]) -> None:
        super().__init__()
        self.both, self.tally = both, tally
        self.made = 0

    @initialize()
    def begin(self) -> None:
        self.number = self.both.found()
        devices = self.both.engines[0].devices
        self.phones = {seat: Phone(seat, devices[seat]) for seat in SEATS}
        for phone in self.phones.values():
            self._send(phone, [])
        self._furnish()

    @invariant()
    def streams_are_the_same(self) -> None:
        if hasattr(self, "phones"):
            self.both.same_streams()

    def teardown(self) -> None:
        if hasattr(self, "phones"):
            for phone in self.phones.values():
                self._read_to_the_end(phone)
            self.both.same_tables()

    def _furnish(self) -> None:
        """Write something of most kinds, read by both of Olive's phones and her peer.

        She has said yes to the peer.
        """
        phone, peer = self.phones["olive/1"], self.phones["pat/1"]
        own, walk = phone.stream("own"), phone.stream("assignment")
        goal = self._id()
        self._write(
            phone, "goal", goal, own, {"words": {"title": "one"}, "tags": {"add": ["home"]}}, {}
        )
        self._write(
            phone,
            "goal_step",
            self._id(),
            own,
            {"goal": {"goal": goal}, "words": {"text": "one"}},
            {},
        )
        self._write(
            phone,
            "plan_item",
            self._id(),
            phone.stream("shared"),
            {"place": {"section": "steady"}, "words": {"text": "one"}},
            {},
        )
        self._write(peer, "encouragement", self._id(), walk, {"words": {"text": "one"}}, {})
        for _, record, stream in phone.records():
            if stream == walk:
                self._write(phone, "assignment", record, walk, {"sharing": {"shares": True}}, {})
        for each in (phone, peer, self.phones["olive/2"], phone):
            self._read_to_the_end(each)

    def _pick(
        self, phone: Phone, which: int, among: Any = None
    ) -> tuple[str, str, int | None] | None:
        there = [each for each in phone.records() if among is None or each[0] in among]
        return there[-1 - which % len(there)] if there else None

    def _write(
        self,
        phone: Phone,
        entity: str,
        record: str,
        stream: int | None,
        groups: dict[str, Any],
        base: dict[str, Any],
    ) -> None:
        phone.outbox.append(self._frozen(phone, "edit", entity, record, stream, groups, base))

    def _act(
        self,
        phone: Phone,
        op: str,
        entity: str,
        record: str,
        stream: int | None,
        base: dict[str, Any],
    ) -> None:
        phone.outbox.append(self._frozen(phone, op, entity, record, stream, {}, base))

    def _frozen(
        self,
        phone: Phone,
        op: str,
        entity: str,
        record: str,
        stream: int | None,
        groups: dict[str, Any],
        base: dict[str, Any],
    ) -> Mutation:
        phone.n += 1
        if len(phone.outbox) >= PATIENCE:
            self._read_to_the_end(phone)
        plain = {
            "id": self._id(),
            "n": phone.n,
            "at": self.both.clock() + phone.n % 3,
            "offset": 0,
            "op": op,
            "schema": 2,
        }
        return {
            **plain,
            "entity": entity,
            "record": record,
            "stream": stream,
            "set": groups,
            "base": base,
        }

    def _send(
        self, phone: Phone, batch: list[Mutation], *, limit: int = 500, lost: bool = False
    ) -> bool:
        """Whether there is more to read."""
        answer, cursors = self.both.exchange(
            phone.seat, phone.bodies(batch, sent_at=self.both.clock(), limit=limit)
        )
        self.tally.update(result["outcome"] for result in answer.get("results", []))
        self.tally.update(["forked"] if answer.get("device_forked") else [])
        if answer.get("device_forked"):
            phone.outbox, phone.n = [], phone.n + 10
        if not lost:
            phone.take(answer, cursors, batch)
        return bool(answer.get("more", False))

    def _read_to_the_end(self, phone: Phone, limit: int = 500) -> None:
        while self._send(phone, list(phone.outbox), limit=limit):
            pass

    def _id(self) -> str:
        self.made += 1
        return f"0199{self.number % 2**16:04x}-0000-7000-8000-{self.made:012x}"
