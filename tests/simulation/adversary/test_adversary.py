"""Nobody reaches what is not theirs, whatever they send; no one's row becomes unreadable.

No push stops the server.

`make adversary SEEDS=n` plays on, and makes the script of a failure as short as it goes.
"""

import asyncio
import random
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tests.fixtures.postgresql import PostgreSQL
from tests.simulation.adversary import histories, orders
from tests.simulation.adversary.faults import CPU_MS
from tests.simulation.adversary.many import Played, held, played_on
from tests.simulation.adversary.play import Play
from tests.simulation.adversary.run import run
from tests.simulation.adversary.script import script_of
from tests.simulation.adversary.stage import Stage
from tests.simulation.adversary.tally import Tally
from tests.simulation.replays import Numbered

SEEDS = ("1-25", "26-50", "51-75", "76-100", "101-125", "126-150", "151-175", "176-200")
ON_BOTH = ("1-10", "11-20", "21-30")
HISTORIES = (
    "a_reader_erases_the_library",
    "a_peer_erases_what_is_shared",
    "a_participant_erases_what_the_peer_wrote",
    "a_twin_is_erased_again_by_the_ledger",
    "a_clock_before_all_time",
    "a_poisoned_plan",
    "poisoned_rows_and_time",
    "a_dismissal_of_nothing",
    "a_zone_that_is_a_folder",
    "acts_against_each_other_in_one_push",
    "acts_against_each_other_over_several",
    "words_in_a_peers_refused_write",
    "what_was_there_before_it_was_shared",
    "what_a_curator_takes_away",
    "anothers_mutation_id",
    "numbers_at_their_edges",
    "much_of_everything",
    "what_was_sent_before_a_move",
)


BESIDE_OTHERS = 3
"""How much longer than alone a push may take in a whole run.

Browsers, databases and other workers share the two cores, and processor time grows by as much. The
command measures the budget itself; what stopped a server took seconds.
"""


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.simulation.adversary.play.CPU_MS", BESIDE_OTHERS * CPU_MS)


@pytest.fixture(scope="module")
def sqlite_stage() -> Iterator[Stage]:
    stage = asyncio.run(Stage.build())
    yield stage
    asyncio.run(stage.clear())


@pytest.fixture(scope="module")
def postgresql_stage(postgresql_server: PostgreSQL) -> Iterator[Stage]:
    stage = asyncio.run(Stage.build(postgresql_server))
    yield stage
    asyncio.run(stage.clear())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def stage(request: pytest.FixtureRequest) -> Stage:
    found: Stage = request.getfixturevalue(f"{request.param}_stage")
    return found


@pytest.mark.parametrize("seeds", SEEDS)
async def test_no_seed_reaches_what_it_must_not(seeds: str, sqlite_stage: Stage) -> None:
    await _all_hold(seeds, played_on(sqlite_stage))


@pytest.mark.postgresql
@pytest.mark.parametrize("seeds", ON_BOTH)
async def test_no_seed_does_on_postgresql_and_both_engines_answer_alike(
    seeds: str, sqlite_stage: Stage, postgresql_stage: Stage
) -> None:
    await _all_hold(seeds, played_on(sqlite_stage, postgresql_stage))


async def _all_hold(seeds: str, played: Played) -> None:
    first, last = map(int, seeds.split("-"))
    for seed in range(first, last + 1):
        assert await held(played, seed, Tally()) is None, f"seed {seed}"


@pytest.mark.parametrize("history", HISTORIES)
async def test_what_people_once_could_do(history: str, stage: Stage) -> None:
    async with stage.opened() as database:
        with patch("database.ledger.secrets", Numbered(random.Random(0))):
            played = getattr(histories, history, None) or getattr(orders, history)
            await played(
                Play(database, stage.cast, stage.layout, await stage.layout.read(database))
            )


async def test_a_seed_is_the_same_every_time(sqlite_stage: Stage) -> None:
    first, second = [await run(sqlite_stage, script_of(7), Tally()) for _ in range(2)]
    assert first.answers == second.answers
