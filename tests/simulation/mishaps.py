"""What can go wrong between a phone and the server, and at the server.

One function for each kind of event.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from database.database import Database
from domain.errors import BadInput
from sync.caller import Caller
from sync.exchange import exchange
from tests.simulation.broken import Broken
from tests.simulation.cast import PARTICIPANTS
from tests.simulation.hands import Focus
from tests.simulation.misfortunes import MISFORTUNES
from tests.simulation.office import any_participant, other_peer
from tests.simulation.phone import KEPT, Phone
from tests.simulation.play import Play
from tests.simulation.restoring import bring_back, save
from tests.simulation.screen import screen
from tests.simulation.script import Event
from tests.simulation.turns import TURNS as CROSSINGS
from tests.simulation.wire import Late, Parcel, started
from tests.simulation.writable import SETTINGS

MARGIN = 5 * 24 * 3600 * 1000

TURNS = (
    ("move", "move"),
    ("move", "move"),
    ("move", "move"),
    ("move", "move"),
    ("move", "move"),
    ("edit", "edit"),
    ("edit", "edit"),
    ("remove", "restore"),
    ("edit", "remove"),
    ("remove", "edit"),
    ("restore", "restore"),
    ("restore", "restore"),
    ("restore", "remove"),
    ("restore", "edit"),
)

Mishap = Callable[[Play, Phone, random.Random], Awaitable[None]]


async def happen(play: Play, event: Event) -> None:
    """The event, at its moment. Raises Broken where a promise does not hold."""
    rng = random.Random(event.draw)
    play.pass_time(rng)
    phone = play.held_by(event.who, rng)
    if event.kind in EVENTS:
        await EVENTS[event.kind](play, phone, rng)
    else:
        play.write(phone, rng, event.kind)
    play.wire.tally.event(event.kind)


async def sync(play: Play, phone: Phone, rng: random.Random) -> None:
    if rng.random() < 0.1:
        phone.former = phone.image()
    await play.sync(phone, rng)


async def pull(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.sync(phone, rng, [])


async def lose_request(play: Play, phone: Phone, rng: random.Random) -> None:
    play.pack(phone, phone.unsent(), rng)


async def lose_answer(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.send(play.pack(phone, phone.unsent(), rng))


async def repeat(play: Play, phone: Phone, rng: random.Random) -> None:
    """The network delivers a request twice; the phone sees one of the answers."""
    parcel = play.pack(phone, phone.unsent() * rng.choice((1, 1, 2)), rng)
    answers = [await play.send(parcel), await play.send(parcel)]
    await play.hear(phone, parcel, rng.choice(answers))


async def delay(play: Play, phone: Phone, rng: random.Random) -> None:
    """The request comes past later ones, when the phone has given up waiting."""
    play.late.append((phone, play.pack(phone, phone.unsent(), rng)))


async def arrive(play: Play, phone: Phone, rng: random.Random) -> None:
    if play.late:
        _, parcel = play.late.pop(rng.randrange(len(play.late)))
        await play.send(parcel)


async def reorder(play: Play, phone: Phone, rng: random.Random) -> None:
    batch = phone.unsent()
    rng.shuffle(batch)
    await play.sync(phone, rng, batch)


async def cut(play: Play, phone: Phone, rng: random.Random) -> None:
    """Only part of what waits is sent, and not always the first part."""
    batch = phone.unsent()
    await play.sync(
        phone,
        rng,
        sorted(rng.sample(batch, rng.randint(0, len(batch))), key=lambda sent: sent.frozen.n),
    )


async def tear(play: Play, phone: Phone, rng: random.Random) -> None:
    """The connection breaks within the request: it must be refused whole."""
    person = play.wire.cast.people[phone.seat.person]
    body = play.pack(phone, phone.unsent(), rng).body
    try:
        await exchange(
            play.wire.database,
            Caller(person.id, person.uuid, person.program, phone.seat.device),
            body[: rng.randrange(len(body))],
            now=play.now,
        )
    except BadInput:
        return
    raise Broken("misjudged", "half a request was taken for a whole one")


async def two_tabs(play: Play, phone: Phone, rng: random.Random) -> None:
    """Two senders of one outbox, with one cursor; what they hear is written in any order."""
    parcels = [play.pack(phone, phone.unsent(), rng), play.pack(phone, phone.unsent(), rng)]
    answers = [await play.send(parcel) for parcel in parcels]
    heard = [*zip(parcels, answers, strict=True)]
    rng.shuffle(heard)
    mended, epoch = phone.mended, phone.disk.epoch
    for parcel, answer in heard:
        if (phone.mended, phone.disk.epoch) == (
            mended,
            epoch,
        ):  # what one tab hears after the other began to read anew belongs to what is gone
            phone.doubt("two tabs wrote")
            await play.hear(phone, parcel, answer)
            epoch = epoch or phone.disk.epoch


async def back_up(play: Play, phone: Phone, rng: random.Random) -> None:
    """Of the server."""
    if play.saved is not None:
        play.saved.path.unlink()
    play.saved = await save(play)


async def restore_server(play: Play, phone: Phone, rng: random.Random) -> None:
    """From its last backup, if that is not older than what phones can bring again."""
    if play.saved is not None and play.now - play.saved.at < KEPT - MARGIN:
        await bring_back(play, play.saved)


async def apart(play: Play, phone: Phone, rng: random.Random) -> None:
    """Two devices of one person turn to the same thing before they hear of each other."""
    others = [
        each
        for each in play.phones
        if each.seat.person == phone.seat.person and each is not phone and each.listed
    ]
    both = {seen.record for seen in screen(phone)}.intersection(
        *({seen.record for seen in screen(each)} for each in others[:1])
    )
    records = [
        each.record
        for each in screen(phone)
        if each.record in both and each.entity in ("goal", "plan_item", "journal_note")
    ]
    participant = phone.seat.person in PARTICIPANTS
    if not others or (participant and not records):
        return
    focus: Focus = (None, rng.choice(SETTINGS if participant else SETTINGS[-1:]))
    acts = ("settle", "settle")
    if participant and rng.random() < 0.6:
        acts = rng.choice(TURNS)
        goals = [
            each.record for each in screen(phone) if each.record in both and each.entity == "goal"
        ]
        focus = rng.choice(((acts[0] == "move" and goals) or records)[-3:]), None
    for each, act in zip((phone, others[0]), acts, strict=True):
        for _ in range(rng.choice((1, 2))):
            play.write(each, rng, act, focus)


async def race(play: Play, phone: Phone, rng: random.Random) -> None:
    """Two devices' requests begin before either is decided."""
    other = rng.choice([each for each in play.phones if each is not phone])
    async with play.wire.database.transaction():
        waiting = [await _begin(play, each, rng) for each in (phone, other) if each.unsent()]
    for each, parcel, task in waiting:
        await play.hear(each, parcel, play.wire.check(parcel, await task, play.now))


async def race_reassign(play: Play, phone: Phone, rng: random.Random) -> None:
    """End the assignment when a request has read its rights. It is decided by those at its turn."""
    peers = [
        each for each in play.phones if each.seat.person in ("marcus", "elena") and each.unsent()
    ]
    each = rng.choice(peers) if peers else phone
    if not each.unsent():
        return await reassign(play, phone, rng)
    may_go_on = asyncio.Event()
    late = Late(play.wire.database, may_go_on)
    _, parcel, task = await _begin(play, each, rng, late)
    await reassign(play, phone, rng)
    may_go_on.set()
    return await play.hear(each, parcel, play.wire.check(parcel, await task, play.now))


async def reassign(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.office.reassign(any_participant(rng), other_peer(rng), play.now)


async def unassign(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.office.unassign(any_participant(rng), play.now)


async def nudge_due(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.office.nudge(any_participant(rng), rng, play.now)


async def flag_moves(play: Play, phone: Phone, rng: random.Random) -> None:
    await play.office.move_flag(rng, play.now)


async def _begin(
    play: Play, phone: Phone, rng: random.Random, database: Database | None = None
) -> tuple[Phone, Parcel, "asyncio.Task[bytes]"]:
    parcel = play.pack(phone, phone.unsent(), rng)
    task = asyncio.create_task(play.wire.send(parcel, play.now, database))
    assert await started(task), "a push waits for its turn"
    return phone, parcel, task


EVENTS: dict[str, Mishap] = {
    mishap.__name__: mishap
    for mishap in (
        sync,
        pull,
        lose_request,
        lose_answer,
        repeat,
        delay,
        arrive,
        reorder,
        cut,
        tear,
        apart,
        two_tabs,
        back_up,
        restore_server,
        race,
        race_reassign,
        reassign,
        unassign,
        nudge_due,
        flag_moves,
        *MISFORTUNES,
        *CROSSINGS,
    )
}
