"""One fault after another.

A long run tries every call there is, and a short one a fair sample of each kind.
"""

import math
import random
import sys
from collections.abc import Iterator
from itertools import chain, count, repeat

from tests.faults import http
from tests.faults.engines import STAGES, Stage
from tests.faults.examine import account, examine
from tests.faults.fault import AT_A_MOMENT, KINDS, Fault, Kind
from tests.faults.load import Load
from tests.faults.people import Cast
from tests.faults.phone import Phone, WrongAnswer
from tests.faults.server import Stuck
from tests.faults.strike import strike
from tests.faults.tally import Broken, Tally

SEED = 20_260_921
GIVE_UP = 20
"""Loads that end before their fault, in a row."""


async def run(
    total: int,
    *,
    tally: Tally,
    seed: int = SEED,
    engines: tuple[str, ...] = ("sqlite", "postgresql"),
) -> Tally:
    """About `total` faults over both engines, in proportion to the kinds' weights."""
    weights = sum(kind.weight for kind in KINDS)
    for engine in engines:
        async with STAGES[engine]() as stage:
            await _run_engine(
                stage,
                {
                    kind: math.ceil(total * kind.weight / weights)
                    for kind in KINDS
                    if kind.engine == engine
                },
                tally,
                seed,
            )
    return tally


async def _run_engine(stage: Stage, shares: dict[Kind, int], tally: Tally, seed: int) -> None:
    calls = await _calls_of_a_load(stage)
    try:
        for kind, share in shares.items():
            await _run_kind(stage, kind, share, calls, tally, random.Random(f"{seed} {kind.name}"))
            tally.write()
    except Stuck as stuck:  # a second time: nothing more can be tried on this database
        tally.broken.append(f"{stuck}")
        tally.counts["stuck"] += 1


async def run_one(fault: Fault, tally: Tally) -> bool:
    """On a stage of its own. Whether it struck."""
    async with STAGES[fault.kind.engine]() as stage:
        return await suffer(stage, fault, tally)


async def _run_kind(
    stage: Stage, kind: Kind, share: int, calls: dict[str, int], tally: Tally, rng: random.Random
) -> None:
    struck, missed = 0, 0
    numbers = _numbers(
        share, max(1, calls.get(kind.call, 1000)), rng, every=kind.call != AT_A_MOMENT
    )
    while struck < share and missed < GIVE_UP:
        if await suffer(stage, Fault(kind, next(numbers), rng.randrange(10**6)), tally):
            struck, missed = struck + 1, 0
        else:
            missed += 1
            tally.counts["ran_out"] += 1


def _numbers(share: int, calls: int, rng: random.Random, *, every: bool) -> Iterator[int]:
    """Every call once, up to a tenth more than a load usually makes, where the share allows it.

    The rest by chance.
    """
    by_chance = (rng.randint(1, calls) for _ in repeat(None))
    if every and share >= calls:
        return chain(range(1, calls + calls // 10 + 1), by_chance)
    return chain(
        (1 + int((index + rng.random()) * calls / share) for index in range(share)), by_chance
    )


async def suffer(stage: Stage, fault: Fault, tally: Tally) -> bool:
    """One fault among people of its own, and everything that is to hold after it.

    Whether it struck.
    """
    rng = random.Random(fault.seed)
    cast = await stage.cast()
    load = Load(
        [Phone(seat, stage.server.port, random.Random(rng.random())) for seat in cast.phones]
    )
    before = tally.counts["faults"]
    try:
        await _strike_and_examine(stage, fault, tally, cast, load)
    except (Broken, http.Broken, WrongAnswer, Stuck) as problem:
        _tell(fault, _broken(problem), tally)
        if isinstance(problem, Stuck):
            await stage.server.kill()
            await stage.server.start()
    finally:
        load.leave()
    tally.counts.update(
        account(load.phones) | {"turned_away": load.turned_away, "cut_off": load.cut_off}
    )
    return tally.counts["faults"] > before


async def _strike_and_examine(
    stage: Stage, fault: Fault, tally: Tally, cast: Cast, load: Load
) -> None:
    await _begin(load.phones)
    if await strike(stage, load, fault):
        tally.struck(fault)
    if load.wrong:
        raise WrongAnswer("; ".join(load.wrong))
    if load.silent:
        raise Broken("stuck", "; ".join(load.silent))
    await examine(stage, cast, load.phones)


def _broken(problem: Exception) -> Broken:
    match problem:
        case Broken():
            return problem
        case WrongAnswer():
            return Broken("answered_wrongly", str(problem))
        case _:
            return Broken("stuck", f"{problem!r}")


async def _begin(phones: list[Phone]) -> None:
    """Something to edit."""
    for phone in phones:
        for _ in range(3):
            phone.act()
        await phone.sync()
    for phone in phones:
        await phone.sync()


async def _calls_of_a_load(stage: Stage) -> dict[str, int]:
    """How many of each call a load makes that meets no fault."""
    control = stage.server.control
    made = []
    for seed in count(1):
        load = Load(
            [
                Phone(seat, stage.server.port, random.Random(seed))
                for seat in (await stage.cast()).phones
            ]
        )
        await _begin(load.phones)
        before = control.counts()
        await load.run()
        load.leave()
        made.append({name: number - before[name] for name, number in control.counts().items()})
        if seed == 3:
            return {name: max(each[name] for each in made) for name in made[0]}
    raise AssertionError


def _tell(fault: Fault, broken: Broken, tally: Tally) -> None:
    tally.found(fault, broken)
    sys.stdout.write(
        f"{fault.name}  {broken}\n    again: python -m tests.faults --only {fault.name}\n"
    )
