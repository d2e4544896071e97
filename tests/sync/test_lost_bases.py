"""What names a refused edit waits for nothing that a restored server has lost for good.

Rules: `docs/sync.md`, section 4.
"""

from typing import Any

import pytest

from domain.receipts import Result
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device
from tests.sync.town import Town

LOST = [new_id(), [NOW - 60_000, 0, 99, 7]]
"""A head with its key, from a phone that is lost too."""


async def _made(town: Town) -> tuple[Device, str]:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}, "status": {"status": "draft"}})[
        "record"
    ]
    await phone.sync()
    return phone, goal


async def _sent(phone: Device, **fields: Any) -> Result:
    phone.mutate(entity="goal", stream=phone.streams["own"], **fields)
    [result] = (await phone.sync()).results
    return result


def _moved(base: list[Any]) -> dict[str, Any]:
    return {
        "base": {"status": [base]},
        "set": {"status": {"status": "draft", "came_from": "achieved"}},
    }


@pytest.mark.parametrize("length", [1, 2, 5])
async def test_a_chain_of_refused_edits_stands_for_a_head_that_is_lost(
    length: int, town: Town
) -> None:
    phone, goal = await _made(town)
    base: list[Any] = LOST
    for _ in range(length):
        refused = await _sent(phone, record=goal, **_moved(base))
        assert (refused.outcome, refused.code) == ("refused", "illegal_move")
        base = [refused.id]
    assert (
        await _sent(phone, record=goal, op="remove", base={"status": [base]})
    ).outcome == "applied"


async def test_a_head_that_was_told_of_elsewhere_in_the_mutation_is_known_by_its_key(
    town: Town,
) -> None:
    phone, goal = await _made(town)
    refused = await _sent(phone, record=goal, **_moved([LOST[0]]))
    assert (
        await _sent(phone, record=goal, op="remove", base={"status": [[refused.id]]})
    ).outcome == "deferred"
    phone.outbox.clear()
    covering = {"status": [[refused.id]], "words": [LOST]}
    assert (await _sent(phone, record=goal, op="remove", base=covering)).outcome == "applied"


async def test_what_stands_on_a_lost_head_is_later_than_it(town: Town) -> None:
    phone, goal = await _made(town)
    ahead = [LOST[0], [NOW + 9_000, 4, 99, 7]]
    refused = await _sent(phone, record=goal, **_moved(ahead))
    moved = {"status": {"status": "active", "came_from": "draft"}}
    result = await _sent(phone, record=goal, base={"status": [[refused.id]]}, set=moved)
    assert result.key is not None
    assert (result.key.ms, result.key.counter) == (NOW + 9_000, 5)


async def test_a_removal_waits_for_a_record_that_is_lost_and_an_erase_does_not(town: Town) -> None:
    phone, _ = await _made(town)
    lost = new_id()
    assert (
        await _sent(phone, record=lost, op="remove", base={"status": [LOST]})
    ).outcome == "deferred"
    phone.outbox.clear()
    assert (
        await _sent(phone, record=lost, op="erase", base={"status": [LOST]})
    ).outcome == "applied"
