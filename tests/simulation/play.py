"""One run: a script played on the real exchange, in virtual time."""

import random
from functools import partial
from typing import Any, Protocol

import msgspec

from domain.declare import StreamKind
from tests.simulation import mistakes
from tests.simulation.acts import NEWER
from tests.simulation.broken import Broken
from tests.simulation.cast import FOUNDED_AT, PARTICIPANTS, PEERS, Seat
from tests.simulation.disk import Answer, Disk
from tests.simulation.fates import Frozen, Sent
from tests.simulation.hands import Focus, Hands
from tests.simulation.holding import nothing_lacks
from tests.simulation.office import Office
from tests.simulation.phone import Phone
from tests.simulation.verdicts import Verdict
from tests.simulation.wire import Parcel, Wire
from tests.simulation.words import Words

HOUR = 3600 * 1000
STEPS = (1, 20, 1000, 60_000, HOUR, 30 * HOUR)
LIMITS = (1, 3, 20, 500, 500)
PAGES = 2000
"""More than any reading can take."""
MUTATIONS = 200
"""As many as a request may hold."""


class Listener(Protocol):
    """Whoever wants to know what single phones write, and what they have heard."""

    def wrote(self, phone: Phone, frozen: Frozen) -> None: ...

    def heard(self, phone: Phone, parcel: Parcel, answer: Answer, mended: bool) -> None: ...


class Play:
    """`frozen` is everything that was ever written, by id.

    `late` what is still on its way, with who sent it.

    `dead` are mutations whose last copy may have gone with a phone, `owed` those that a restored
    server must have again; `saved` is the last backup.
    """

    def __init__(
        self,
        wire: Wire,
        office: Office,
        words: Words,
        phones: list[Phone],
        listener: Listener | None = None,
    ) -> None:
        self.wire, self.office, self.words, self.phones = wire, office, words, phones
        self.listener = listener
        self.now = FOUNDED_AT + HOUR
        self.frozen: dict[str, Frozen] = {}
        self.late: list[tuple[Phone, Parcel]] = []
        self.dead: set[str] = set()
        self.owed: dict[str, Verdict] = {}
        self.saved: Any = None

    async def begin(self) -> None:
        for participant, peer in zip(PARTICIPANTS, PEERS, strict=True):
            await self.office.reassign(participant, peer, self.now)

    def clock(self, phone: Phone) -> int:
        return self.now + phone.skew

    def pass_time(self, rng: random.Random) -> None:
        self.now += rng.choice(STEPS)

    def held_by(self, seat: int, rng: random.Random) -> Phone:
        """The device in this place of the cast, or one of its clones."""
        twins = [
            self.phones[seat],
            *(phone for phone in self.phones if phone.clone_of is self.phones[seat]),
        ]
        return twins[0] if len(twins) == 1 else rng.choice(twins)

    def write(
        self, phone: Phone, rng: random.Random, act: str, focus: Focus = (None, None)
    ) -> None:
        """What the person does next, on the phone alone, where they can do it."""
        hands = Hands(
            self.wire.cast, self.wire.books.rights, self.words, phone, self.clock(phone), rng
        )
        hands.focus = focus
        if act in NEWER:
            frozen = NEWER[act](hands) if phone.schema > 1 else None
        elif act in mistakes.MISTAKES:
            frozen = mistakes.MISTAKES[act](hands)
        else:
            frozen = getattr(hands, act)()
        self.words.fresh.clear()
        if frozen is not None:
            before = phone.image() if frozen.op == "erase" else None
            phone.keep(frozen)
            if self.listener:
                self.listener.wrote(phone, frozen)
            self.frozen[frozen.id] = frozen
            if before:
                self.bury(before, phone.disk)

    def pack(self, phone: Phone, batch: list[Sent], rng: random.Random) -> Parcel:
        sent_at = self.clock(phone)
        request = phone.request(batch, sent_at=sent_at, limit=rng.choice(LIMITS))
        reading = phone.disk.reading
        epoch = reading.epoch if reading.cursor else ""
        return Parcel(
            phone.seat,
            msgspec.json.encode(request),
            batch,
            sent_at,
            epoch,
            reading.known,
        )

    async def send(self, parcel: Parcel) -> Answer:
        return await self.wire.deliver(parcel, self.now)

    async def hear(
        self, phone: Phone, parcel: Parcel, answer: Answer, *, whole: bool = False
    ) -> None:
        """The answer, on the phone's disk. What was meant for another device is not heard."""
        if parcel.seat != phone.seat:
            return
        if answer.device_forked:
            self.wire.tally.rule("a fork was noticed")
            await self.become_device(phone)
            return
        hold = partial(nothing_lacks, self.wire.books, phone) if whole else None
        logged, mended = set(phone.disk.log), phone.mended
        phone.take(answer, parcel.batch, self.clock(phone), hold)
        self.dead |= logged - phone.disk.log.keys()  # what is too old to be offered, too
        if self.listener:
            self.listener.heard(phone, parcel, answer, phone.mended > mended)

    async def become_device(self, phone: Phone) -> None:
        """Make the phone a new device, to which the former one's cursor is worthless.

        It reads anew, and sends its outbox again under the same ids.
        """
        phone.seat = Seat(
            phone.seat.person, await self.office.new_device(phone.seat.person, self.now)
        )
        phone.read_anew()

    async def sync(self, phone: Phone, rng: random.Random, batch: list[Sent] | None = None) -> None:
        """Push and pull until nothing more is to be read."""
        waits = [*phone.offers(), *phone.unsent()] if batch is None else batch
        for _ in range(PAGES):
            seat, epoch = phone.seat, phone.disk.epoch
            parcel = self.pack(phone, waits[:MUTATIONS], rng)
            answer = await self.send(parcel)
            await self.hear(phone, parcel, answer, whole=True)
            has_lost = bool(parcel.listed - phone.disk.reading.streams.keys())
            waits = waits[MUTATIONS:]
            if phone.seat != seat or phone.disk.epoch != (epoch or phone.disk.epoch):
                waits = [*phone.offers(), *phone.unsent()]
            elif not (
                answer.more
                or waits
                or has_lost
                or phone.disk.anew
                or phone.disk.shown.cursor is None
            ):
                return
        raise Broken("stuck", f"device {phone.seat.device} reads without end")

    def bury(self, before: Disk, after: Disk) -> None:
        """What was only on the disk as it was before."""
        held = [
            {entry.frozen.id for entry in disk.outbox} | disk.log.keys() for disk in (before, after)
        ]
        self.dead |= held[0] - held[1]

    def account(self, person: str) -> int:
        return self.wire.books.rights.stream(person, StreamKind.ACCOUNT)
