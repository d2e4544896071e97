"""When a flag calls for someone."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from domain.entities.support_flag import FlagState, SupportFlag

ASKED = datetime(2026, 9, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("state", get_args(FlagState))
def test_it_calls_until_somebody_has_seen_it_or_it_was_taken_back(state: FlagState) -> None:
    assert SupportFlag(recorded_at=ASKED, state=state).calls is (state == "open")
    assert SupportFlag(recorded_at=ASKED, state=state, withdrawn=True).calls is False
