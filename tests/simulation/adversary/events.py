"""What happens in a run.

One function for each kind of event, everything about it drawn when it happens.
"""

import random

from tests.simulation.adversary import afterwards, hoards, pushes, staff
from tests.simulation.adversary.mutations import LEAST, MOST
from tests.simulation.adversary.play import HOUR, Play
from tests.simulation.script import Event

STEPS = (1, 1000, 60_000, HOUR, 30 * HOUR)


async def happen(play: Play, event: Event) -> None:
    """Raises Broken where an adversary reached what it must not."""
    rng = random.Random(event.draw)
    play.now += rng.choice(STEPS)
    if event.kind in staff.ACTS:
        await staff.ACTS[event.kind](play, event.who, rng)
        play.tables = await play.layout.read(play.database)
    else:
        await EVENTS[event.kind](play, event.who, rng)


async def _push(play: Play, seat: int, rng: random.Random) -> None:
    mutations = pushes.push(play.hand(seat, rng))
    sent_at = rng.choice((play.now, play.now, play.now, LEAST, 0, MOST))
    await play.push(
        seat, mutations, sent_at=sent_at, cursor=pushes.cursor(rng, play.cursors.get(seat))
    )


async def _again(play: Play, seat: int, rng: random.Random) -> None:
    """What someone sent before, by its sender or another.

    Also in part, and with the proof that a former server gave.
    """
    if not play.sent:
        return
    of, mutations = rng.choice(play.sent[-12:])
    mutations = [dict(each) for each in rng.sample(mutations, rng.randint(1, len(mutations)))]
    for each in mutations:
        found = [seal for seal, known in play.seals.items() if known.mutation == each["id"]]
        if found and rng.random() < 0.5:
            each["acknowledged"] = {
                "key": [play.now, 0, play.cast.seats[of].device, each["n"]],
                "seal": found[0],
            }
    await play.push(of if rng.random() < 0.5 else seat, mutations)


async def _pull(play: Play, seat: int, rng: random.Random) -> None:
    await play.push(
        seat, [], cursor=pushes.cursor(rng, play.cursors.get(seat)), limit=rng.choice((1, 3, 500))
    )


async def _hoard(play: Play, seat: int, rng: random.Random) -> None:
    await play.push(seat, hoards.hoard(play.hand(seat, rng)))


async def _strike(play: Play, seat: int, rng: random.Random) -> None:
    await play.push(seat, hoards.strike(play.hand(seat, rng)))


async def _back_up(play: Play, seat: int, rng: random.Random) -> None:
    await afterwards.back_up(play)


async def _keep_house(play: Play, seat: int, rng: random.Random) -> None:
    await afterwards.keep(play)


EVENTS = {
    "push": _push,
    "again": _again,
    "pull": _pull,
    "hoard": _hoard,
    "strike": _strike,
    "back_up": _back_up,
    "keep_house": _keep_house,
}
