"""A stream's rows, head and digest in an answer are those of one moment.

Whoever writes meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from accounts import Rights
from database.database import Connection, Database
from domain.wire import SyncAnswer
from records.record_rows import DIGEST_MODULUS, digest_of
from sync.caller import Caller
from sync.exchange import exchange
from tests.sync.devices import NOW, Device
from tests.sync.town import Town

Act = Callable[[], Awaitable[object]]


class Interrupted:
    """A sender whose rights have been read when someone else commits.

    Nothing more has been read before that commit.
    """

    def __init__(self, caller: Caller, meanwhile: Act, asked: int) -> None:
        self.caller, self.meanwhile, self.left = caller, meanwhile, asked

    async def authenticate(self, connection: Connection) -> tuple[Caller, Rights]:
        told = await self.caller.authenticate(connection)
        self.left -= 1
        if self.left == 0:
            await asyncio.create_task(_run(self.meanwhile))
        return told


async def _run(act: Act) -> None:
    await act()


async def _interrupted(device: Device, meanwhile: Act, *, limit: int, asked: int = 1) -> SyncAnswer:
    request = {
        "device": device.caller.device,
        "sent_at": NOW,
        "mutations": device.outbox,
        "cursor": device.cursor,
        "limit": limit,
    }
    sender = Interrupted(device.caller, meanwhile, asked)
    answer = msgspec.json.decode(
        await exchange(device.database, sender, msgspec.json.encode(request), now=NOW),
        type=SyncAnswer,
    )
    device.outbox.clear()
    device.take(answer)
    return answer


def _held(device: Device, stream: int) -> tuple[int, int]:
    """Count and digest of what the device holds of a stream."""
    live = [
        (record, row["seq"])
        for (each, record), row in device.rows.items()
        if each == stream and row["state"] == "live"
    ]
    return len(live), sum(digest_of(record, seq) for record, seq in live) % DIGEST_MODULUS


def _agrees(device: Device, answer: SyncAnswer) -> bool:
    return all(_held(device, int(stream)) == tuple(told) for stream, told in answer.digests.items())


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
@pytest.mark.parametrize("before", [0, 2])
async def test_a_page_and_its_digest_are_of_one_moment(before: int, limit: int, town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, reading = await town.device(tasha), await town.device(tasha)
    for number in range(before):
        phone.write("journal_note", {"words": {"text": f"earlier {number}"}})
    await phone.sync_all()
    await reading.sync_all()
    notes = [
        phone.write("journal_note", {"words": {"text": f"note {number}"}})["record"]
        for number in range(2)
    ]
    await phone.sync_all()
    phone.write("journal_note", {"words": {"text": "again"}}, record=notes[0])
    answer = await _interrupted(reading, phone.sync, limit=limit)
    assert _agrees(reading, answer)
    assert all(_agrees(reading, each) for each in await reading.sync_all(limit=limit))
    assert {record for (_, record), row in reading.rows.items() if row["state"] == "live"} >= set(
        notes
    )


async def test_a_first_reading_and_its_digest_are_of_one_moment(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, reading = await town.device(tasha), await town.device(tasha)
    notes = [
        phone.write("journal_note", {"words": {"text": f"note {number}"}})["record"]
        for number in range(3)
    ]
    await phone.sync_all()
    phone.write("journal_note", {"words": {"text": "again"}}, record=notes[1])
    assert _agrees(reading, await _interrupted(reading, phone.sync, limit=2))
    assert all(_agrees(reading, each) for each in await reading.sync_all(limit=2))


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
async def test_what_is_told_with_a_push_is_of_one_moment_too(
    limit: int, postgresql_database: Database
) -> None:
    """Of streams that the push does not lock.

    A peer reads what a participant writes at the same time.
    """
    town = Town(postgresql_database)
    await town.begin()
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, peers = await town.device(tasha), await town.device(marcus)
    await peers.sync_all()
    await town.grant(
        marcus["person"], tasha["shared"], "peer"
    )  # so that it is the last that is read
    await peers.sync_all()
    goals = [
        phone.write("goal", {"words": {"title": f"goal {n}"}}, stream=tasha["shared"])["record"]
        for n in range(2)
    ]
    await phone.sync_all()
    phone.write("goal", {"words": {"title": "again"}}, stream=tasha["shared"], record=goals[0])
    origin, schedule = (
        {"participant": tasha["person"]},
        {"starts_on": "2026-10-01", "local_time": "09:00"},
    )
    peers.write(
        "nudge_draft",
        {"words": {"text": "Well done"}, "origin": origin, "schedule": schedule},
        stream=marcus["account"],
    )
    assert _agrees(peers, await _interrupted(peers, phone.sync, limit=limit, asked=2))
    assert all(_agrees(peers, each) for each in await peers.sync_all(limit=limit))


@pytest.mark.parametrize("beside", [False, True])
async def test_what_is_written_after_a_right_ended_is_not_read_under_it(
    beside: bool, town: Town
) -> None:
    """Nor under that of another peer to whom it was given in the same instant, and who keeps it."""
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    await town.grant(marcus["person"], tasha["shared"], "peer")
    if beside:
        elena = await town.peer("Elena")
        async with town.database.transaction() as connection:
            same = (
                "INSERT INTO reader SELECT $1, stream, role, grant_no, program FROM reader "
                "WHERE person = $2 AND stream = $3"
            )
            await connection.run(same, elena["person"], marcus["person"], tasha["shared"])
    phone, peers = await town.device(tasha), await town.device(marcus)
    await peers.sync_all()
    phone.write("goal", {"words": {"title": "Rest"}}, stream=tasha["shared"])
    await phone.sync()
    phone.write("goal", {"words": {"title": "kestrel-fold"}}, stream=tasha["shared"])

    async def revoked_then_written() -> None:
        await town.revoke(marcus["person"], tasha["shared"])
        await phone.sync()

    answer = await _interrupted(peers, revoked_then_written, limit=500)
    assert b"kestrel" not in msgspec.json.encode(answer)
    assert tasha["shared"] not in {each.id for each in (await peers.sync()).streams or ()}
