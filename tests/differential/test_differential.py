"""SQLite and PostgreSQL tell every device the same, after every step of whatever people do."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from api.settings import Settings
from notifications.push.vapid import create_key
from tests.api.conftest import ORIGIN
from tests.differential.machine import Script
from tests.differential.twins import twins
from tests.fixtures.opening import ledger_beside

SCRIPTS, MORE = 40, 1000
"""As many as take under a minute on two cores, and under an hour."""
OFTEN = 5
"""Nothing is claimed of an outcome that hardly came up."""
OUTCOMES = {"applied", "adjusted", "duplicate", "refused", "depends_on_refused", "deferred", "gone"}


@pytest.mark.timeout(3600)
def test_one_script_ends_the_same_on_both_engines(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    create_key(tmp_path / "keys")
    tally: Counter[str] = Counter()
    with twins((_settings(sqlite_url, tmp_path), _settings(postgresql_url, tmp_path))) as both:
        script = partial(Script, both, tally)
        run_state_machine_as_test(script, settings=_how_long())  # type: ignore[arg-type]
    assert {outcome for outcome in OUTCOMES if tally[outcome] < OFTEN} == set(), tally


def _how_long() -> settings:
    given = settings()
    is_soak = given.max_examples > settings.get_profile("quick").max_examples
    return settings(
        given,
        max_examples=MORE if is_soak else SCRIPTS,
        stateful_step_count=40,
        deadline=None,
        derandomize=not is_soak,
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def _settings(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        ledger=str(ledger_beside(url)),
        origin=ORIGIN,
        vapid_contact="mailto:someone@example.org",
        web_dir=str(folder),
        keys_dir=str(folder / "keys"),
        worker="off",
    )
