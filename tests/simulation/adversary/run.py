"""From a script to what became of it, in a database of its own.

On PostgreSQL held against the same script on SQLite.
"""

import random
from collections.abc import Sequence
from unittest.mock import patch

from msgspec import Struct

from tests.simulation.adversary import afterwards
from tests.simulation.adversary.events import happen
from tests.simulation.adversary.play import Play
from tests.simulation.adversary.stage import Stage
from tests.simulation.adversary.tally import Tally
from tests.simulation.broken import Broken
from tests.simulation.replays import Numbered
from tests.simulation.script import Event

MEASURES = 3
"""Of a script in which a push was over its budget: it is, where it was so each time."""


class Ran(Struct, frozen=True):
    """What an adversary reached, if anything, and what was answered until then."""

    broken: Broken | None
    answers: list[str]


async def run(stage: Stage, script: Sequence[Event], tally: Tally, *, restores: bool = True) -> Ran:
    """`restores` says whether the last backup is brought back at the end.

    On PostgreSQL that takes longer than all the rest.
    """
    async with stage.opened() as database:
        play = Play(database, stage.cast, stage.layout, await stage.layout.read(database))
        try:
            with patch("database.ledger.secrets", Numbered(random.Random(0))):
                await _play(play, script, restores=restores)
        except Broken as broken:
            return Ran(broken, play.answers)
        finally:
            tally.note(play, script)
    return Ran(None, play.answers)


async def _play(play: Play, script: Sequence[Event], *, restores: bool) -> None:
    for event in script:
        if restores or event.kind != "back_up":
            await happen(play, event)
    await afterwards.everyone_reads(play, anew=True)
    await afterwards.keep(play)
    await afterwards.restore(play)


async def measured(
    stage: Stage, script: Sequence[Event], tally: Tally, *, restores: bool = True
) -> Ran:
    """Run a script, again from the beginning where it was over budget.

    The machine may have had something else to do.
    """
    ran = await run(stage, script, tally, restores=restores)
    for _ in range(MEASURES - 1):
        if ran.broken is None or ran.broken.promise != "over_budget":
            break
        ran = await run(stage, script, tally, restores=restores)
    return ran


async def on_both(
    sqlite: Stage, postgresql: Stage, script: Sequence[Event], tally: Tally, *, restores: bool
) -> Ran:
    """On PostgreSQL, where every answer must be what SQLite gave."""
    first = await measured(sqlite, script, Tally(), restores=restores)
    second = await measured(postgresql, script, tally, restores=restores)
    return (
        second
        if second.broken
        else Ran(first.broken or _differs(first.answers, second.answers), second.answers)
    )


def _differs(first: list[str], second: list[str]) -> Broken | None:
    for number, (one, other) in enumerate(zip(first, second, strict=True)):
        if one != other:
            at = next(
                (
                    at
                    for at, (left, right) in enumerate(zip(one, other, strict=False))
                    if left != right
                ),
                0,
            )
            return Broken(
                "engine_differences",
                (
                    f"answer {number}: …{one[max(at - 80, 0) : at + 160]}, "
                    f"not …{other[max(at - 80, 0) : at + 160]}"
                ),
            )
    return None
