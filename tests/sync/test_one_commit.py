"""What one push brings is committed together.

Rows, receipts and the rights by which it was judged (`docs/sync.md`, section 2).
"""

import asyncio

import pytest

import accounts
from database.connection import Connection
from records.streams import stream_transaction
from tests.sync.devices import NOW, outcomes
from tests.sync.town import Town


async def test_receipts_commit_with_what_they_are_of(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    phone.write("goal", {"words": {"title": "x" * 121}})
    phone.write("goal", {"words": {"title": "Rest"}})
    found = []
    commit = town.database._connections.commit

    async def look_and_commit(connection: Connection) -> None:
        refused = await connection.value("SELECT count(*) FROM receipt")
        applied = await connection.value(
            "SELECT count(*) FROM record WHERE entity = 'goal' AND history <> '{}'"
        )
        found.append((refused, applied))
        await commit(connection)

    monkeypatch.setattr(town.database._connections, "commit", look_and_commit)
    assert outcomes(await phone.sync()) == ["refused", "applied"]
    assert found == [(1, 1)]


async def test_a_right_that_ends_while_a_push_waits_for_the_stream_is_no_right(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    desk = await town.device(marcus)
    desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    async with stream_transaction(town.database, [stream], now=NOW) as writer:
        push = asyncio.create_task(desk.sync())
        await asyncio.sleep(0.1)
        assert not push.done()
        await accounts.revoke(writer.connection, marcus["person"], stream)
    assert outcomes(await push) == ["refused"]
