"""What goes with a record goes with it however much it is.

One push takes as much as it may (`docs/sync.md`, section 5).
"""

from typing import Any

import pytest

import sync.touching
from domain.bounds import PARTS
from sync.decide.budget import ROW
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town


@pytest.fixture
async def phone(town: Town) -> Device:
    return await town.device(await town.participant("Tasha"))


def _step(phone: Device, goal: str, text: str = "step") -> dict[str, Any]:
    return phone.mutate(
        entity="goal_step",
        record=new_id(),
        stream=phone.streams["own"],
        set={"goal": {"goal": goal}, "words": {"text": text}},
    )


async def _goal(phone: Device, steps: int, text: str = "step-token") -> str:
    goal: str = phone.write("goal", {"words": {"title": "goal-token"}})["record"]
    for _ in range(steps):
        _step(phone, goal, text)
        if len(phone.outbox) == 200:
            await phone.sync()
    await phone.sync_all()
    return goal


def _move(phone: Device, goal: str, *, shared: bool, base: str = "") -> dict[str, Any]:
    bases = (
        {"visibility": [[base]]}
        if base
        else {"visibility": phone.shown(goal)["heads"].get("visibility", [])}
    )
    return phone.mutate(
        entity="goal",
        record=goal,
        stream=phone.streams["own"],
        base=bases,
        set={"visibility": {"shared": shared}},
    )


async def _words(phone: Device) -> str:
    async with phone.database.reading() as connection:
        return f"{await connection.rows('SELECT body, kept, dismissed, history FROM record')}"


def _where(phone: Device, goal: str) -> dict[str, set[str]]:
    """In which streams the goal and its steps are live."""
    names = {stream: kind for kind, stream in phone.streams.items()}
    live = [
        (names[stream], row) for (stream, _), row in phone.rows.items() if row["state"] == "live"
    ]
    return {
        "goal": {
            kind
            for kind, row in live
            if row["entity"] == "goal" and row["body"]["words"]["title"] == "goal-token"
        },
        "steps": {
            kind
            for kind, row in live
            if row["entity"] == "goal_step" and row["body"]["goal"]["goal"] == goal
        },
    }


async def test_an_erase_of_more_than_one_push_takes_is_finished_by_the_next(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the words that were refused of the record.

    Also of a part of it, and of what would have been one.
    """
    monkeypatch.setattr(sync.touching, "ERASING", 7 * ROW)
    goal = await _goal(phone, 12)
    steps = [record for (_, record), row in phone.rows.items() if row["entity"] == "goal_step"]
    for step in steps[:9]:
        phone.write("goal_step", {"words": {"text": "refused-token " * 200}}, record=step)
    for _ in range(9):
        phone.write("goal", {"words": {"title": "refused-token " * 20}}, record=goal)
        _step(phone, goal, "refused-token " * 200)
    await phone.sync_all()
    kept = (await _goal(phone, 3, "kept-step"), (await _words(phone)).count("kept-step"))

    phone.mutate(op="erase", entity="goal", record=goal, stream=phone.streams["own"])
    told = []
    while phone.outbox:
        told += outcomes(await phone.sync())
    assert told == ["deferred"] * (len(told) - 1) + ["applied"]
    assert 5 < len(told) < 10
    words = await _words(phone)
    assert "step-token" not in words
    assert "refused-token" not in words
    assert words.count("kept-step") == kept[1]
    assert phone.shown(kept[0])["state"] == "live"


@pytest.mark.parametrize(("length", "pushes"), [(200, 3), (10_000, 6)])
async def test_the_longer_the_words_the_fewer_rows_are_erased_at_once(
    phone: Device, monkeypatch: pytest.MonkeyPatch, length: int, pushes: int
) -> None:
    """A row costs the same, and every 512 bytes of its words a point more."""
    monkeypatch.setattr(sync.touching, "ERASING", 3 * ROW)
    goal = await _goal(phone, 0)
    for _ in range(6):
        phone.write("goal", {"words": {"title": "r" * length * 2}}, record=goal)
    assert set(outcomes(await phone.sync())) == {"refused"}

    phone.mutate(op="erase", entity="goal", record=goal, stream=phone.streams["own"])
    told = []
    while phone.outbox:
        told += outcomes(await phone.sync())
    assert told == ["deferred"] * (pushes - 1) + ["applied"]


async def test_what_was_erased_so_far_is_in_the_ledger(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.touching, "ERASING", 2 * ROW)
    goal = await _goal(phone, 5)
    phone.mutate(op="erase", entity="goal", record=goal, stream=phone.streams["own"])
    assert outcomes(await phone.sync()) == ["deferred"]
    async with phone.database.reading() as connection:
        assert [
            goal in content for (content,) in await connection.rows("SELECT content FROM ledger")
        ] == [True]


async def test_parts_follow_where_the_last_of_many_moves_leads(phone: Device) -> None:
    goal = await _goal(phone, 5)
    before = ""
    for turn in range(21):
        before = _move(phone, goal, shared=turn % 2 == 0, base=before)["id"]
    await phone.sync_all()
    assert _where(phone, goal) == {"goal": {"shared"}, "steps": {"shared"}}
    for turn in range(20):
        before = _move(phone, goal, shared=turn % 2 == 1, base=before)["id"]
    await phone.sync_all()
    assert _where(phone, goal) == {"goal": {"shared"}, "steps": {"shared"}}
    _move(phone, goal, shared=False, base=before)
    await phone.sync_all()
    assert _where(phone, goal) == {"goal": {"own"}, "steps": {"own"}}


async def test_a_part_that_is_touched_between_two_moves_stands_where_its_whole_does(
    phone: Device,
) -> None:
    goal = await _goal(phone, 3)
    step = next(record for (_, record), row in phone.rows.items() if row["entity"] == "goal_step")
    first = _move(phone, goal, shared=True)["id"]
    edit = phone.mutate(
        entity="goal_step", record=step, stream=phone.streams["own"],
            base={"words": phone.shown(step)["heads"]["words"]},
        set={"words": {"text": "between"}},
    )  # fmt: skip
    new = _step(phone, goal, "new between")
    _move(phone, goal, shared=False, base=first)
    results = {result.id: result for result in (await phone.sync()).results}
    assert [results[each["id"]].stream for each in (edit, new)] == [phone.streams["shared"]] * 2
    await phone.sync_all()
    assert _where(phone, goal) == {"goal": {"own"}, "steps": {"own"}}
    assert {phone.shown(each["record"])["body"]["words"]["text"] for each in (edit, new)} == {
        "between",
        "new between",
    }


async def test_what_was_shared_and_hidden_in_one_push_was_never_shown(
    phone: Device, town: Town
) -> None:
    goal = await _goal(phone, 3)
    first = _move(phone, goal, shared=True)["id"]
    _move(phone, goal, shared=False, base=first)
    await phone.sync_all()
    async with town.database.reading() as connection:
        states = await connection.rows(
            "SELECT state FROM record WHERE stream = $1 AND entity = 'goal_step'",
            phone.streams["shared"],
        )
    assert states == []


async def test_the_moves_of_many_wholes_come_with_several_pushes(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.touching, "MOST_PARTS", 10)
    goals = [await _goal(phone, 4) for _ in range(5)]
    for goal in goals:
        _move(phone, goal, shared=True)
    told = []
    while phone.outbox:
        told.append(outcomes(await phone.sync()))
    assert [each.count("applied") for each in told] == [2, 2, 1]
    await phone.sync_all()
    assert [_where(phone, goal) for goal in goals] == [
        {"goal": {"shared"}, "steps": {"shared"}}
    ] * 5


async def test_a_whole_has_so_many_parts_and_can_still_be_hidden_and_erased(phone: Device) -> None:
    goal = await _goal(phone, PARTS)
    _step(phone, goal, "one too many")
    [result] = (await phone.sync()).results
    assert (result.outcome, result.code) == ("refused", "too_many")
    shared = _move(phone, goal, shared=True)["id"]
    assert outcomes(await phone.sync()) == ["applied"]
    _move(phone, goal, shared=False, base=shared)
    assert outcomes(await phone.sync()) == ["applied"]
    phone.mutate(op="erase", entity="goal", record=goal, stream=phone.streams["own"])
    while phone.outbox:
        await phone.sync()
    async with phone.database.reading() as connection:
        left = await connection.value(
            "SELECT count(*) FROM record WHERE body LIKE '%step-token%' OR body LIKE '%too many%'"
        )
    assert left == 0


async def test_a_part_has_no_parts(phone: Device) -> None:
    """The part would stay where it is, for the peer to read.

    Its whole's whole is hidden or erased.
    """
    goal = phone.write("goal", {"words": {"title": "A room"}})["record"]
    step = phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": "Call"}})["record"]
    phone.write("goal_step", {"goal": {"goal": step}, "words": {"text": "Find the number"}})
    answer = await phone.sync()
    assert outcomes(answer) == ["applied", "applied", "refused"]
    assert (answer.results[-1].code, answer.results[-1].field) == ("invalid", "goal.goal")
    await phone.sync_all()
    assert "Find the number" in str(
        [row for row in phone.rows.values() if row["entity"] == "refused_write"]
    )
