"""What the inbox holds of a nudge: the peer's words as they are when it comes due.

Also that instant, and what became of it.
"""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from domain.entities import SPECS
from domain.entities.nudge import Delivery, Nudge
from domain.entities.nudge_plan import NudgePlan
from notifications.policy.kinds.nudge import DELIVERIES, delivery_group, nudge_groups
from notifications.policy.notice_life import STATES

PLAN = "00000000-0000-4000-8000-000000000001"
DUE = datetime(2026, 9, 22, 14, 30, 15, 250_000, tzinfo=UTC)


def test_it_holds_the_words_of_its_plan_and_the_instant_at_which_it_was_due() -> None:
    plan = NudgePlan(
        text="Shall we walk?", starts_on=date(2026, 9, 1), local_time="09:30", kind="meeting"
    )
    due_at = int(DUE.timestamp() * 1000)
    groups = nudge_groups(PLAN, plan, due_at=due_at, local_date="2026-09-21", state="accepted")
    assert SPECS["nudge"].read(groups) == Nudge(
        plan=PLAN,
        text="Shall we walk?",
        kind="meeting",
        due_at=DUE,
        local_date=date(2026, 9, 21),
        delivery="accepted",
    )


@pytest.mark.parametrize("state", sorted(DELIVERIES))
def test_what_it_says_of_its_delivery_is_one_of_the_words_that_there_are(state: str) -> None:
    assert state in STATES
    assert delivery_group(state)["delivery"]["delivery"] in get_args(Delivery)
