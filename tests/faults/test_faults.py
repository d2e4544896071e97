"""Whatever strikes the server under load, what it confirmed is there once.

Everyone comes to hold the same.

`make faults FAULTS=2000` runs on; `python -m tests.faults --only NAME` tries one again. Both write
reports/faults.json.
"""

import pytest

from tests.faults.fault import KINDS, named
from tests.faults.many import run
from tests.faults.tally import Tally

FAULTS = 150
"""As many as take about two minutes on two cores."""


@pytest.mark.postgresql
@pytest.mark.timeout(1200)
async def test_no_fault_breaks_a_promise() -> None:
    tally = await run(FAULTS, tally=Tally())
    assert tally.broken == []
    assert tally.counts["faults"] >= FAULTS
    assert {kind.name for kind in KINDS} - tally.kinds.keys() == set(), "every kind has to strike"


def test_every_fault_has_a_name_that_tells_it() -> None:
    assert [named(f"{kind.name}:3:14").kind for kind in KINDS] == KINDS
    with pytest.raises(ValueError, match="no fault"):
        named("sqlite:kill:nothing:1:1")
