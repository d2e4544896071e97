"""No promise of the sync rules is broken, whatever the network, the clocks and people do.

Each run is a whole program from one integer.

`SEEDS=n pytest -m soak tests/simulation` and `make simulate SEEDS=n` run on;
`reports/simulation.json` says what was exercised.
"""

import os
from collections.abc import AsyncIterator

import pytest

from tests.simulation.exercised import RULES
from tests.simulation.many import play_all, write_report
from tests.simulation.replays import FOLDER, record_all
from tests.simulation.run import Stage
from tests.simulation.script import FAULTS, KINDS, LEAST_EVENTS, LEAST_FAULTS, Script, script_of
from tests.simulation.seeds import ONCE_BROKEN, events
from tests.simulation.tally import VERDICTS, Tally

SEEDS = 330
"""As many as take about a minute, and let the rarest act come up often enough."""
MORE = int(os.environ.get("SEEDS", "2000"))
OFTEN = 100
"""How often each verdict, fault and rule has to come up.

So nothing is claimed of what was hardly tried.
"""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    built = await Stage.build()
    yield built
    built.clear()


@pytest.mark.timeout(900)
async def test_no_seed_breaks_a_promise(stage: Stage) -> None:
    tally = Tally()
    failed = await play_all(stage, range(1, SEEDS + 1), tally)
    write_report(tally)
    assert failed == []
    assert tally.rare([*KINDS, *VERDICTS, *RULES], OFTEN) == {}


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_no_seed_of_many_breaks_a_promise(stage: Stage) -> None:
    tally = Tally()
    failed = await play_all(stage, range(1, MORE + 1), tally)
    write_report(tally)
    assert failed == []


@pytest.mark.parametrize(("wrong", "script"), ONCE_BROKEN)
async def test_what_was_once_broken_holds(wrong: str, script: Script, stage: Stage) -> None:
    assert await stage.run(events(script), Tally()) is None, wrong


async def test_a_seed_is_the_same_every_time(stage: Stage) -> None:
    first, second = Tally(), Tally()
    for counted in (first, second):
        assert await stage.run(script_of(7), counted) is None
    assert first.report() == second.report()


async def test_the_scripts_for_the_client_are_what_is_recorded_now() -> None:
    """If not: `python -m tests.simulation.replays`, and see what became of them."""
    assert {path.name: path.read_text() for path in FOLDER.glob("*.json")} == await record_all()


def test_every_seed_has_events_and_faults_enough() -> None:
    for seed in range(1, SEEDS + 1):
        script = script_of(seed)
        assert len(script) >= LEAST_EVENTS
        assert sum(event.kind in FAULTS for event in script) >= LEAST_FAULTS
