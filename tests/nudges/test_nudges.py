"""Ten thousand nudges on each engine, with workers killed at every step.

None comes twice, and none after its right ended (security: F1–F3, E1, E7).

`make nudges NUDGES=n` runs on. Both write reports/nudges.json.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifications.push.payload import PAYLOAD_BYTES, SENTENCES
from tests.nudges.dying import STEPS
from tests.nudges.hostility import accepted, addresses
from tests.nudges.tally import Tally
from tests.nudges.wave import run_wave

DUE = 10_000
CRASHES = 10
BATCH = 200
SEED = 20_260_603


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    """Of the whole module: the report is of all of it."""
    found = Tally()
    yield found
    found.write()


@pytest.mark.timeout(400)
async def test_each_nudge_is_sent_at_most_once_and_none_after_its_right_ended(
    database_url: str, tmp_path: Path, tally: Tally
) -> None:
    found = await run_wave(database_url, tmp_path, due=DUE, crashes=CRASHES, batch=BATCH, seed=SEED)
    tally.add(database_url.partition(":")[0], found)
    assert found.wrong == []
    assert (found.due, found.duplicated, found.sent_after_revocation) == (DUE, 0, 0)
    assert set(found.crashes) == set(STEPS), "a crash at every step"
    assert found.revoked_in_time > 0
    assert 0 < found.states["unknown"] <= CRASHES * BATCH
    assert found.states["accepted"] > DUE / 2
    assert found.lengths == {PAYLOAD_BYTES}
    assert found.sentences == {
        language: set(sentences) for language, sentences in SENTENCES.items()
    }


async def test_addresses_that_mean_harm_are_refused_when_handed_over_and_at_the_send(
    tmp_path: Path, tally: Tally
) -> None:
    for endpoint, setting in addresses():
        tally.hostile_tried += 1
        tally.hostile_accepted += await accepted(endpoint, setting, tmp_path)
    assert tally.hostile_accepted == []
    assert tally.hostile_tried >= 60
