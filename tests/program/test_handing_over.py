"""The nudges that a former peer planned end, and come to the next peer as drafts."""

from typing import Any

import msgspec
import pytest

import accounts
from notifications.queue import notices
from program.assignments import end_running_assignment
from records.streams import stream_transaction, write_system
from tests.fixtures.house import NOW, House
from tests.program.assigning import give

DAY = 24 * 3600 * 1000


PLAN = "00000000-0000-7000-9000-000000000001"


async def plan_nudge(house: House, stream: int) -> None:
    words = {"text": "Hello", "kind": "hello"}
    schedule = {"repeat": "daily", "starts_on": "2026-09-01", "local_time": "17:30"}
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        await write_system(
            writer,
            stream,
            "nudge_plan",
            PLAN,
            {"words": words, "schedule": schedule},
            mutation=house.new_id(),
        )


async def test_what_the_former_peer_planned_is_cancelled(house: House) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await plan_nudge(house, old.stream)
    async with house.database.transaction() as connection:
        assert len(await notices.schedules_due(connection, NOW + DAY, 10)) == 1
        occurrence = notices.NewNotice(
            PLAN,
            old.program,
            old.participant,
            "nudge",
            old.stream,
            PLAN,
            "2026-09-22",
            0,
            NOW + DAY,
        )
        await notices.add_notices(connection, [occurrence], NOW)
    await give(house, "tasha", "elena")
    async with house.database.transaction() as connection:
        assert await notices.schedules_due(connection, NOW + DAY, 10) == []
        assert await connection.rows("SELECT state FROM notice") == [("cancelled",)]


async def plan(house: House, stream: int, text: str, **schedule: object) -> str:
    record = house.new_id()
    groups: dict[str, dict[str, object]] = {
        "words": {"text": text, "kind": "goal"},
        "schedule": {"repeat": "daily", "starts_on": "2026-09-01", "local_time": "17:30"}
        | schedule,
    }
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        await write_system(writer, stream, "nudge_plan", record, groups, mutation=house.new_id())
    return record


async def drafts(house: House, peer: str) -> list[dict[str, Any]]:
    """The groups of a peer's drafts."""
    async with house.database.reading() as connection:
        account = await accounts.stream_of(connection, house[peer], "account")
        rows = await connection.rows(
            "SELECT body FROM record WHERE stream = $1 AND entity = 'nudge_draft' ORDER BY seq",
            account,
        )
    return [msgspec.json.decode(body) for (body,) in rows]


async def test_what_goes_on_repeating_is_handed_to_the_new_peer_as_drafts(house: House) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await plan(
        house,
        old.stream,
        "Noon meeting?",
        repeat="weekly",
        weekdays=[1, 4],
        every=2,
        times=26,
        only_if_no_check_in=True,
    )
    await plan(house, old.stream, "Just this once", repeat="once", starts_on="2026-12-01")
    await plan(house, old.stream, "That was the last", ends_on="2026-09-02")
    called_off = await plan(house, old.stream, "Not any more")
    async with stream_transaction(house.database, [old.stream], now=NOW) as writer:
        await write_system(
            writer,
            old.stream,
            "nudge_plan",
            called_off,
            {"state": {"cancelled": True}},
            mutation=house.new_id(),
        )

    await give(house, "tasha", "elena", now=NOW + DAY)
    [draft] = await drafts(house, "elena")
    assert draft["origin"] == {"participant": house["tasha"], "from_peer": True}
    assert draft["words"] == {"text": "Noon meeting?", "kind": "goal"}
    assert draft["schedule"] == {
        "repeat": "weekly",
        "every": 2,
        "starts_on": "2026-09-01",
        "local_time": "17:30",
        "weekdays": [1, 4],
        "times": 26,
        "only_if_no_check_in": True,
    }
    assert await drafts(house, "marcus") == []
    async with house.database.transaction() as connection:
        assert await notices.schedules_due(connection, NOW + DAY, 10) == [], "a draft is no plan"


async def test_drafts_come_with_the_next_peer_also_where_no_one_walked_alongside_in_between(
    house: House,
) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await plan(house, old.stream, "Good morning")
    await end_running_assignment(
        house.database,
        house.actor("ruth"),
        participant=house["tasha"],
        now=NOW,
        new_id=house.new_id,
    )
    await give(house, "tasha", "elena", now=NOW + DAY)
    assert [draft["words"]["text"] for draft in await drafts(house, "elena")] == ["Good morning"]
    await give(house, "tasha", "marcus", now=NOW + 2 * DAY)
    assert await drafts(house, "marcus") == [], "what she has not planned is hers alone"


async def test_a_reassignment_that_fails_hands_over_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await plan(house, old.stream, "Good morning")

    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("program.assignments.start_assignment", fails)
    with pytest.raises(RuntimeError):
        await give(house, "tasha", "elena")
    assert await drafts(house, "elena") == []
    async with house.database.transaction() as connection:
        assert len(await notices.schedules_due(connection, NOW + DAY, 10)) == 1
