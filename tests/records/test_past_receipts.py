"""A record that was changed a thousand times answers every repetition as it did.

Its row stays small (`docs/sync.md`, section 5).
"""

from typing import Any

import pytest

from domain.bounds import RECEIPTS
from records.past_receipts import ROOM
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes
from tests.sync.town import Town

LONG = 1_000


@pytest.fixture
async def phone(town: Town) -> Device:
    return await town.device(await town.participant("Tasha"))


@pytest.fixture
async def town(database: Any) -> Town:
    made = Town(database)
    await made.begin()
    return made


async def _edited(phone: Device, goal: str, times: int, **values: Any) -> list[dict[str, Any]]:
    """So many edits, each of which saw the one before.

    A push of some now and then, as a phone does.
    """
    made = []
    for turn in range(times):
        made.append(
            phone.write("goal", values or {"words": {"title": f"title {turn}"}}, record=goal)
        )
        if len(phone.outbox) == 50:
            await phone.sync()
    await phone.sync_all()
    return made


async def _history(phone: Device, goal: str) -> tuple[int, int]:
    """The characters of the row's history, and how many receipts are beside it."""
    async with phone.database.reading() as connection:
        longest = await connection.value(
            "SELECT max(length(history)) FROM record WHERE record = $1", goal
        )
        return longest, await connection.value("SELECT count(*) FROM past_receipt")


async def test_the_row_of_a_long_history_stays_small(phone: Device) -> None:
    goal = new_id()
    await _edited(phone, goal, LONG)
    characters, past = await _history(phone, goal)
    assert characters < ROOM
    assert LONG - 3 * RECEIPTS < past < LONG - RECEIPTS + 1


async def test_every_repetition_is_answered_as_the_first(phone: Device) -> None:
    goal = new_id()
    made = await _edited(phone, goal, 400)
    row = phone.shown(goal)
    for first in range(0, 400, 200):
        phone.outbox = made[first : first + 200]
        results = (await phone.sync()).results
        assert {(result.outcome, result.first) for result in results} == {("duplicate", "applied")}
        assert all(
            result.key and result.key.n == mutation["n"]
            for result, mutation in zip(results, made[first:], strict=False)
        )
    assert phone.shown(goal) == row


async def test_a_base_of_long_ago_is_known(phone: Device) -> None:
    """It is no head any more, and nothing waits for it."""
    goal = new_id()
    made = await _edited(phone, goal, 400)
    base = {"words": [[made[3]["id"]]]}
    phone.mutate(
        entity="goal",
        record=goal,
        stream=phone.streams["own"],
        base=base,
        set={"words": {"title": "From long ago"}},
    )
    assert outcomes(await phone.sync()) == ["applied"]
    assert len(phone.shown(goal)["heads"]["words"]) == 2
    async with phone.database.reading() as connection:
        assert (
            "awaited"
            not in f"{await connection.value('SELECT covered FROM record WHERE record = $1', goal)}"
        )


async def test_an_achievement_of_long_ago_still_holds(phone: Device) -> None:
    goal = new_id()
    phone.write("goal", {"words": {"title": "A room"}, "status": {"status": "active"}}, record=goal)
    achieved = phone.write(
        "goal", {"status": {"status": "achieved", "came_from": "active"}}, record=goal
    )
    apart = phone.mutate(
        entity="goal",
        record=goal,
        stream=phone.streams["own"],
        set={"status": {"status": "paused", "came_from": "active"}},
        at=NOW + 900,
    )
    await phone.sync_all()
    await _edited(phone, goal, 300)
    assert achieved["id"] == phone.shown(goal)["heads"]["status"][0][0]
    again = phone.mutate(
        entity="goal", record=goal, stream=phone.streams["own"],
            base={"status": [[achieved["id"]]]},
        set={"status": {"status": "active", "came_from": "achieved"}},
    )  # fmt: skip
    await phone.sync_all()
    assert [head[0] for head in phone.shown(goal)["heads"]["status"]] == [
        again["id"],
        apart["id"],
    ], "what stands on it counts for more"


async def test_receipts_go_with_their_record_and_fall_with_it(phone: Device) -> None:
    goal = new_id()
    made = await _edited(phone, goal, 300)
    moved = phone.write("goal", {"visibility": {"shared": True}}, record=goal)
    await phone.sync_all()
    phone.outbox = [made[0], moved]
    assert outcomes(await phone.sync()) == ["duplicate", "duplicate"]
    await _edited(phone, goal, 5)
    phone.mutate(op="erase", entity="goal", record=goal, stream=phone.streams["shared"])
    assert outcomes(await phone.sync()) == ["applied"]
    assert (await _history(phone, goal))[1] == 0


async def test_a_history_from_before_leaves_its_row_when_it_is_next_written(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = new_id()
    with monkeypatch.context() as before:
        before.setattr("records.past_receipts.ROOM", 10**9)
        made = await _edited(phone, goal, 400)
        assert (await _history(phone, goal))[0] > 2 * ROOM
    await _edited(phone, goal, 1)
    characters, past = await _history(phone, goal)
    assert (characters < ROOM, past) == (True, 401 - RECEIPTS)
    phone.outbox = made[:200]
    assert outcomes(await phone.sync()) == ["duplicate"] * 200


async def test_versions_that_were_let_go_come_back_with_their_keys(phone: Device) -> None:
    """Two phones let each other's version go: the greatest stays, whose receipt must be at hand."""
    goal = new_id()
    first = phone.write("goal", {"words": {"title": "first"}}, record=goal)
    await phone.sync_all()
    phone.mutate(
        op="dismiss",
        entity="goal",
        record=goal,
        stream=phone.streams["own"],
        base={"words": [[first["id"]]]},
    )
    await phone.sync_all()
    await _edited(phone, goal, 300, area={"dimension": "home"})
    second = phone.mutate(
        entity="goal", record=goal, stream=phone.streams["own"], set={"words": {"title": "second"}}
    )
    phone.mutate(
        op="dismiss",
        entity="goal",
        record=goal,
        stream=phone.streams["own"],
        base={"words": [[second["id"]]]},
    )
    await phone.sync_all()
    assert phone.shown(goal)["body"]["words"]["title"] == "second"
