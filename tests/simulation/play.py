"""One run: a script played on the real exchange, in virtual time."""

import random
from functools import partial

import msgspec

from domain.declare import StreamKind
from domain.records import SyncAnswer
from tests.simulation import mistakes
from tests.simulation.cast import FOUNDED_AT, PARTICIPANTS, PEERS
from tests.simulation.fates import Frozen
from tests.simulation.hands import Focus, Hands
from tests.simulation.holding import nothing_lacks
from tests.simulation.office import Office
from tests.simulation.phone import Phone
from tests.simulation.wire import Parcel, Wire
from tests.simulation.words import Words

HOUR = 3600 * 1000
STEPS = (1, 20, 1000, 60_000, HOUR, 30 * HOUR)
LIMITS = (1, 3, 20, 500, 500)
PAGES = 2000
"""More than any reading can take."""


class Play:
    """`frozen` is everything that was ever written, by id; `late` what is still on its way, with who sent it."""

    def __init__(self, wire: Wire, office: Office, words: Words, phones: list[Phone]) -> None:
        self.wire, self.office, self.words, self.phones = wire, office, words, phones
        self.now = FOUNDED_AT + HOUR
        self.frozen: dict[str, Frozen] = {}
        self.late: list[tuple[Phone, Parcel]] = []

    async def begin(self) -> None:
        for participant, peer in zip(PARTICIPANTS, PEERS, strict=True):
            await self.office.reassign(participant, peer, self.now)

    def clock(self, phone: Phone) -> int:
        return self.now + phone.skew

    def pass_time(self, rng: random.Random) -> None:
        self.now += rng.choice(STEPS)

    def write(self, phone: Phone, rng: random.Random, act: str, focus: Focus = (None, None)) -> None:
        """What the person does next, on the phone alone, where they can do it."""
        hands = Hands(self.wire.cast, self.wire.books.rights, self.words, phone, self.clock(phone), rng)
        hands.focus = focus
        mistake = mistakes.MISTAKES.get(act)
        frozen = mistake(hands) if mistake else getattr(hands, act)()
        self.words.fresh.clear()
        if frozen is not None:
            phone.keep(frozen)
            self.frozen[frozen.id] = frozen

    def pack(self, phone: Phone, batch: list[Frozen], rng: random.Random) -> Parcel:
        sent_at = self.clock(phone)
        request = phone.request(batch, sent_at=sent_at, limit=rng.choice(LIMITS))
        return Parcel(phone.seat, msgspec.json.encode(request), batch, sent_at)

    async def send(self, parcel: Parcel) -> SyncAnswer:
        return await self.wire.deliver(parcel, self.now)

    async def sync(self, phone: Phone, rng: random.Random, batch: list[Frozen] | None = None) -> None:
        """Push and pull until nothing more is to be read."""
        pushed = phone.unsent() if batch is None else batch
        for _ in range(PAGES):
            answer = await self.send(self.pack(phone, pushed, rng))
            phone.take(answer, self.clock(phone), partial(nothing_lacks, self.wire.books, phone))
            pushed = []
            if not answer.more and phone.disk.cursor is not None:
                return

    def rights(self) -> dict[str, set[int]]:
        return {peer: set(self.wire.books.rights.roles(peer)) for peer in PEERS}

    def excuse_who_lost(self, before: dict[str, set[int]]) -> None:
        """Who loses a right and regains it between two pulls is not told what was removed meanwhile."""
        for phone in self.phones:
            lost = before.get(phone.seat.person, set()) - self.wire.books.rights.roles(phone.seat.person).keys()
            if lost:
                phone.excuse = "a right was lost"

    def account(self, person: str) -> int:
        return self.wire.books.rights.stream(person, StreamKind.ACCOUNT)
