"""Acts of one person against each other, in every order, and very many of one kind.

They are short scripts like those of `histories.py`.
"""

import random
from collections.abc import Callable
from itertools import pairwise, permutations, product

from tests.simulation.adversary import hoards
from tests.simulation.adversary.cast import DION, TABLET, TASHA, Wire
from tests.simulation.adversary.mutations import Hand
from tests.simulation.adversary.play import Play
from tests.simulation.adversary.pushes import AGAINST, act
from tests.simulation.adversary.tables import ERASED, HIDDEN, Seen

DRAFT = {
    "words": {"text": "x"},
    "schedule": {"starts_on": "2026-10-01", "local_time": "09:30"},
    "origin": {"participant": 3},
}
PLAYED = AGAINST[:4]
"""Erase, dismiss, hide and share."""


async def acts_against_each_other_in_one_push(play: Play) -> None:
    """Erase, dismiss, hide and move, each against each, in every order."""
    await _against(play, lambda acts: [acts])


async def acts_against_each_other_over_several(play: Play) -> None:
    """The same from two phones, one push for each act."""
    await _against(play, lambda acts: [[each] for each in acts])


async def _against(play: Play, parted: Callable[[list[str]], list[list[str]]]) -> None:
    rng = random.Random(1)
    orders = [*map(list, product(PLAYED, repeat=2)), *map(list, permutations(PLAYED, 3))]
    for order in orders:
        hand = play.hand(TASHA, rng)
        record, own = hand.fresh(), play.streams(TASHA)["own"]
        await play.push(TASHA, [made(hand, "goal", record, own), _part(hand, record, own)])
        second = hand.write("goal", record, stream=own, set={"words": {"title": "Otherwise"}})
        await play.push(
            TASHA,
            [
                second,
                hand.write("goal", record, set={"visibility": {"shared": rng.random() < 0.5}}),
            ],
        )
        for kinds in parted(order):
            seat = rng.choice((TASHA, TABLET))
            hand = play.hand(seat, rng)
            await play.push(seat, [act(hand, _standing(play, record), kind) for kind in kinds])


def _standing(play: Play, record: str) -> Seen:
    """Where the record is, or was."""
    rows = [row for row in play.tables.records if row.record == record]
    return min(rows, key=lambda row: (row.state in (HIDDEN, ERASED), row.stream))


async def much_of_everything(play: Play) -> None:
    """What one person could gather made a small push take seconds.

    Each act is as cheap as what it names.
    """
    rng = random.Random(1)
    for gather in hoards.HOARDS:
        for strike in (gather, *rng.sample(hoards.STRIKES, 2)):
            hand = play.hand(DION, rng)
            goal = hoards.goal_of(hand)
            if goal is None:
                await play.push(DION, [made(hand, "goal", hand.fresh(), play.streams(DION)["own"])])
                continue
            await play.push(DION, hoards.fitting(strike(hand, goal)))


async def what_was_sent_before_a_move(play: Play) -> None:
    """Older receipts stay beside the place that a record has left.

    So a repeated push was applied a second time.
    """
    hand, own = play.hand(TASHA, random.Random(1)), play.streams(TASHA)["own"]
    goal = hand.fresh()
    await play.push(TASHA, [made(hand, "goal", goal, own)])
    first = [
        hand.write("goal", goal, set={"words": {"title": f"{at}"}}) for at in range(hoards.MANY)
    ]
    for before, after in pairwise(first):
        after["base"] = {"words": [[before["id"]]]}
    await play.push(TASHA, first)
    for shared in (True, False):
        await play.push(TASHA, [hand.moved(_standing(play, goal), shared=shared)])
        await play.push(TASHA, first[::2])


def made(hand: Hand, entity: str, record: str, stream: int) -> Wire:
    groups = (
        DRAFT
        if entity == "nudge_draft"
        else {"words": {"title" if entity == "goal" else "text": "x"}}
    )
    return hand.write(entity, record, stream=stream, set=groups)


def _part(hand: Hand, goal: str, stream: int) -> Wire:
    return hand.write(
        "goal_step",
        hand.fresh(),
        stream=stream,
        set={"goal": {"goal": goal}, "words": {"text": "x"}},
    )
