"""One run: a script played on the real exchange.

Every push is judged by the tables before and after it.
"""

import random
import re
import time
from typing import Any

import msgspec

from database.database import Database
from domain.errors import AlongsideError, NotReady
from sync.caller import Caller
from sync.exchange import exchange
from tests.phone.wire import EndlessReading, pages, sync_request
from tests.simulation.adversary import afterwards, beside
from tests.simulation.adversary.cast import DEVICES, Pen, Wire
from tests.simulation.adversary.faults import CPU_MS
from tests.simulation.adversary.knowing import Senders, strange_rows
from tests.simulation.adversary.mutations import Hand, encoded
from tests.simulation.adversary.oracle import Oracle, Push
from tests.simulation.adversary.pace import slowdown
from tests.simulation.adversary.readable import Answer, answer_of, unreadable, untold
from tests.simulation.adversary.standing import misplaced
from tests.simulation.adversary.tables import Layout, Tables
from tests.simulation.broken import Broken
from tests.simulation.cast import FOUNDED_AT, Cast, Ids, Seat

HOUR = 3_600_000
RECENT = 6
PAGES = 40


class Sealed(msgspec.Struct, frozen=True):
    """What was accepted of a peer.

    Under which proof, in which stream, and the words it stands for.
    """

    mutation: str
    record: str
    stream: int
    words: Any


class Play:
    """`sent` is every push, to be sent again.

    `answers` what was answered, so that two engines can be held together.

    `recent` are the records that changed last: those that others turn to next.
    """

    def __init__(self, database: Database, cast: Cast, layout: Layout, tables: Tables) -> None:
        self.database, self.cast, self.layout, self.tables = database, cast, layout, tables
        self.now = FOUNDED_AT + HOUR
        self.ids = Ids(random.Random(1))
        self.pen = Pen(self.ids)
        self.pen.counts = dict.fromkeys([seat.device for seat in cast.seats], 100)
        self.sent: list[tuple[int, list[Wire]]] = []
        self.senders = Senders(tables)
        self.seals: dict[str, Sealed] = {}
        self.answers: list[str] = []
        self.recent: list[tuple[int, str]] = []
        self.cursors: dict[int, str] = {}
        self.saved: afterwards.Saved | None = None
        self.pushes, self.slowest = 0, 0.0

    def hand(self, seat: int, rng: random.Random) -> Hand:
        person = self.cast.people[self.cast.seats[seat].person]
        hand = Hand(
            self.tables,
            self.pen,
            self.cast.seats[seat].device,
            person.id,
            person.uuid,
            self.now,
            rng,
        )
        near = [row for place in self.recent[-RECENT:] if (row := self.tables.record(*place))]
        if near and rng.random() < 0.55:
            hand.focus = rng.choice(near)
        return hand

    def streams(self, seat: int) -> dict[str, int]:
        """Where the person writes, by kind: of assignments the newest."""
        roles = self.tables.roles(self.cast.people[self.cast.seats[seat].person].id)
        owned = [
            stream
            for stream, role in sorted(roles.items())
            if role in ("participant", "self", "peer")
        ]
        return {str(self.tables.streams[stream]["kind"]): stream for stream in owned}

    def new_id(self) -> str:
        return self.ids.at(self.now)

    async def push(self, seat: int, mutations: list[Wire], **request: Any) -> None:
        """Sent, answered and judged."""
        told = self._request(seat, mutations, **{"cursor": self.cursors.get(seat)} | request)
        before = self.tables
        answer = await self.send(self.cast.seats[seat], encoded(told))
        self.tables = await self.layout.read(self.database)
        if mutations:
            self.pushes += 1
            self.sent.append((seat, mutations))
        self._judge(seat, mutations, answer, before)
        if answer:
            self._told(self.cast.people[self.cast.seats[seat].person].id, mutations, answer)
            self.cursors[seat] = answer.cursor or self.cursors.get(seat, "")
            self._learn_seals(mutations, answer)
        if any(each.get("op") == "erase" for each in mutations):
            await afterwards.follow(self)
        await self._everyone_reads(before)

    async def send(self, seat: Seat, body: bytes) -> Answer | None:
        """What is answered; None where the request is refused as a whole."""
        person = self.cast.people[seat.person]
        caller = Caller(person.id, person.uuid, person.program, seat.device)
        began = time.process_time()
        try:
            encoded_answer = await exchange(self.database, caller, body, now=self.now)
        except NotReady as error:
            raise Broken("server_errors", repr(error)) from error
        except AlongsideError as error:
            self.answers.append(f"{type(error).__name__} {error.where}")
            return None
        except Exception as error:
            raise Broken("server_errors", f"{error!r} for {_without_cursor(body)}") from error
        spent = (time.process_time() - began) * 1000
        self.slowest = max(self.slowest, spent)
        if spent > CPU_MS and spent > CPU_MS * slowdown():
            raise Broken(
                "over_budget", f"{spent:.0f} ms for {len(body)} bytes, {_without_cursor(body)}"
            )
        self.answers.append(encoded_answer.decode())
        try:
            return answer_of.decode(encoded_answer)
        except msgspec.ValidationError as error:
            raise Broken("unreadable_rows", f"{error} in an answer to {seat.person}") from error

    def _judge(
        self, seat: int, mutations: list[Wire], answer: Answer | None, before: Tables
    ) -> None:
        changes = self.tables.since(before)
        self.recent += sorted(place for place in changes.get("record", {}))
        if wrong := unreadable(self.tables, changes):
            raise Broken("unreadable_rows", "; ".join(wrong))
        pushed = self._pushed(seat, mutations, answer)
        foreign = Oracle(pushed, before, self.tables).foreign(changes.get("record", {}))
        foreign += beside.strange(pushed, before, self.tables, changes)
        foreign += misplaced(pushed, before, self.tables, changes.get("record", {}))
        if foreign:
            raise Broken(
                "foreign_changes",
                f"{self.cast.seats[seat].person}: {'; '.join(foreign[:4])} BY {told_short(pushed)}",
            )

    def _told(self, person: int, mutations: list[Wire], answer: Answer) -> None:
        """No result is another's. Then this person has sent these."""
        if strange := self.senders.strange(person, answer.results):
            raise Broken("told_too_much", "; ".join(strange[:4]))
        for each, result in zip(mutations, answer.results, strict=False):
            if result.outcome != "deferred":
                self.senders.sent(person, each["id"])

    def _pushed(self, seat: int, mutations: list[Wire], answer: Answer | None) -> Push:
        person, device = (
            self.cast.people[self.cast.seats[seat].person],
            self.cast.seats[seat].device,
        )
        outcomes = (
            [result.outcome for result in answer.results]
            if answer and not answer.device_forked
            else ["deferred"] * len(mutations)
        )
        sealed = {each["id"]: each["stream"] for each in mutations if self._is_truly_sealed(each)}
        told: list[str] = list(outcomes)
        return Push(
            person=person.id,
            uuid=person.uuid,
            device=device,
            mutations=mutations,
            outcomes=told,
            sealed=sealed,
        )

    def _is_truly_sealed(self, wire: Wire) -> bool:
        known = self.seals.get((wire.get("acknowledged") or {}).get("seal", ""))
        return known is not None and known == Sealed(
            wire["id"], wire["record"], wire.get("stream") or 0, wire.get("set", {})
        )

    def _learn_seals(self, mutations: list[Wire], answer: Answer) -> None:
        for wire, result in zip(mutations, answer.results, strict=False):
            if result.seal and result.stream:
                self.seals[result.seal] = Sealed(
                    wire["id"], wire["record"], result.stream, wire.get("set", {})
                )

    async def _everyone_reads(self, before: Tables) -> None:
        """Whoever reads a stream that has moved, or has gained or lost one, reads on and can."""
        moved = {
            id_ for id_, stream in self.tables.streams.items() if stream != before.streams.get(id_)
        }
        for seat in range(len(DEVICES)):
            person = self.cast.people[self.cast.seats[seat].person].id
            if moved & self.tables.roles(person).keys() or self.tables.roles(
                person
            ) != before.roles(person):
                await self.read(seat)

    async def read(self, seat: int, *, anew: bool = False) -> None:
        """To the end.

        Raises Broken where a page is refused, or holds what its reader's types do not.
        """
        who = self.cast.seats[seat]

        async def ask(cursor: str | None) -> Answer:
            request = self._request(seat, [], cursor=cursor)
            answer = await self.send(who, msgspec.json.encode(request))
            if answer is None:
                raise Broken("unreadable_rows", f"{who.person} cannot read on")
            return answer

        try:
            async for page in pages(ask, None if anew else self.cursors.get(seat), at_most=PAGES):
                self._may_be_told(who, page)
                self.cursors[seat] = page.cursor
        except EndlessReading as error:
            raise Broken("unreadable_rows", f"{who.person} reads without end") from error

    def _may_be_told(self, seat: Seat, answer: Answer) -> None:
        if wrong := untold(answer):
            raise Broken("unreadable_rows", f"{seat.person} is told {'; '.join(wrong[:3])}")
        person = self.cast.people[seat.person].id
        if strange := strange_rows(person, answer, self.tables):
            raise Broken("told_too_much", f"{seat.person}: {'; '.join(strange[:4])}")

    def _request(self, seat: int, mutations: list[Wire], **more: Any) -> dict[str, Any]:
        device = self.cast.seats[seat].device
        return sync_request(device, mutations, **{"sent_at": self.now, "schema": 2} | more)


def _without_cursor(body: bytes) -> str:
    return re.sub(rb'"cursor":"[^"]*"', b'"cursor":"some"', body)[:500].decode(errors="replace")


def told_short(push: Push) -> str:
    """The mutations of a push, each in a few words."""
    lines = []
    for each, outcome in zip(push.mutations, push.outcomes, strict=True):
        base = {register: len(named) for register, named in each.get("base", {}).items()}
        what = (
            f"{each.get('op', 'edit')} {each['entity']} {each['record'][-12:]} in "
            f"{each.get('stream')}"
        )
        lines.append(f"{what} of {base} set {list(each.get('set', {}))}: {outcome}")
    return "; ".join(lines[:8])
