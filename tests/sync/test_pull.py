"""Pages, the order of a first sync, and the digest, on both engines."""

import asyncio
import uuid
from typing import Any

import pytest

from accounts import stream_infos
from database.database import Connection
from domain.wire import StreamInfo
from records import feed
from tests.sync.devices import NOW, rows_in, singleton_of
from tests.sync.town import Town


async def test_pages_are_bounded_and_miss_nothing(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    await second.sync()
    for number in range(45):
        first.write("journal_note", {"words": {"text": f"note {number}"}})
    await first.sync()
    answers = await second.sync_all(limit=20)
    assert [len(rows_in([answer])) for answer in answers] == [20, 20, 5]
    assert second.rows == first.rows
    assert answers[-1].digests
    assert not answers[0].digests


async def test_a_first_sync_brings_the_plan_first_and_the_library_last(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    recent = {
        "occurred_at": "2026-09-21T08:00:00Z",
        "time_zone": "UTC",
        "local_date": "2026-09-21",
        "mood": 3,
    }
    phone.write("check_in", {"answers": recent}, record="019d0000-0000-7000-8000-000000000001")
    phone.write("check_in", {"answers": recent})
    phone.write("goal", {"words": {"title": "Rest"}}, stream=tasha["shared"])
    phone.write(
        "sharing_settings",
        {"goals": {"share_goals": True}},
        stream=tasha["account"],
        record=singleton_of(tasha, "sharing_settings"),
    )
    phone.write("support_contact", {"who": {"name": "Sam"}})
    phone.write("plan_item", {"place": {"section": "reasons"}}, stream=tasha["shared"])
    await phone.sync()
    answers = await new.sync_all(limit=2, now=NOW + 20_000)
    entities = [row.entity for row in rows_in(answers)]
    assert entities == [
        "support_contact",
        "plan_item",
        "sharing_settings",
        "goal",
        "check_in",
        "check_in",
    ]
    assert rows_in(answers)[-1].record == "019d0000-0000-7000-8000-000000000001", (
        "the check-in of long ago comes last"
    )
    assert new.rows == phone.rows


async def test_what_is_written_during_a_first_sync_arrives_too(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    goals = [phone.write("goal", {"words": {"title": f"goal {number}"}}) for number in range(6)]
    await phone.sync()
    await new.sync(limit=4)
    phone.remove("goal", goals[0]["record"])
    phone.write("goal", {"words": {"title": "changed"}}, record=goals[5]["record"])
    await phone.sync()
    await new.sync_all(limit=4)
    await phone.sync_all()
    assert new.rows == phone.rows


async def test_a_stream_that_is_opened_during_a_first_sync_is_read_in_the_same_run(
    town: Town,
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, desk = await town.device(tasha), await town.device(marcus)
    goals = [
        phone.write("goal", {"words": {"title": f"goal {number}"}}, stream=tasha["shared"])
        for number in range(3)
    ]
    await phone.sync()
    assignment = await town.assign(tasha, marcus)
    for number in range(3):
        desk.write("encouragement", {"words": {"text": f"note {number}"}}, stream=assignment)
    await desk.sync(limit=2)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    await desk.sync_all(limit=2)
    assert {goal["record"] for goal in goals} <= {record for _, record in desk.rows}


async def test_of_what_is_known_nothing_is_read_again_when_a_stream_is_opened(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone = await town.device(tasha)
    for number in range(3):
        phone.write("goal", {"words": {"title": f"goal {number}"}})
    await phone.sync_all()
    assignment = await town.assign(tasha, marcus)
    answers = await phone.sync_all()
    assert {each.stream for answer in answers for each in answer.changes} == {assignment}
    assert [row.entity for row in rows_in(answers)] == ["assignment"]


@pytest.mark.parametrize(("seconds", "is_recent"), [(-1, True), (0, True), (1, False)])
async def test_check_ins_of_thirty_days_come_before_what_is_older(
    town: Town, seconds: int, is_recent: bool
) -> None:
    """By the moment in their ids; the older ones come after all else that a person writes."""
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    began = NOW - (30 * 24 * 3600 + seconds) * 1000
    then = {
        "occurred_at": "2026-08-21T08:00:00Z",
        "time_zone": "UTC",
        "local_date": "2026-08-21",
        "mood": 3,
    }
    record = str(uuid.UUID(int=began << 80 | 0x7 << 76 | 2 << 62))
    phone.write("check_in", {"answers": then}, record=record)
    phone.write("journal_note", {"words": {"text": "a note"}})
    await phone.sync()
    entities = [row.entity for row in rows_in(await new.sync_all(limit=1, now=NOW))]
    order = ["check_in", "journal_note"]
    assert entities == (order if is_recent else order[::-1])


async def test_the_digest_is_of_the_live_rows_whatever_way_they_went(town: Town) -> None:
    from records.record_rows import DIGEST_MODULUS, digest_of

    phone = await town.device(await town.participant("Tasha"))
    goals = [phone.write("goal", {"words": {"title": f"goal {number}"}}) for number in range(4)]
    await phone.sync()
    phone.remove("goal", goals[0]["record"])
    phone.write("goal", {"words": {"title": "changed"}}, record=goals[1]["record"])
    answer = await phone.sync()
    own = phone.streams["own"]
    live = [
        (record, row["seq"])
        for (stream, record), row in phone.rows.items()
        if stream == own and row["state"] == "live"
    ]
    assert answer.digests[str(own)] == (3, sum(digest_of(*each) for each in live) % DIGEST_MODULUS)


async def test_a_right_that_comes_while_a_pull_is_read_waits_for_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a device is told of its streams and what its cursor knows never differ.

    Else a right's end would pass unseen.
    """
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    desk = await town.device(marcus)

    async def granted_meanwhile() -> list[StreamInfo]:
        await town.grant(marcus["person"], tasha["shared"], "peer")
        async with town.database.reading() as later:
            return await stream_infos(later, marcus["person"])

    async def after_a_grant(connection: Connection, person: int) -> list[StreamInfo]:
        monkeypatch.undo()
        return await asyncio.create_task(granted_meanwhile())

    monkeypatch.setattr("sync.pull.stream_infos", after_a_grant)
    await desk.sync()
    assert tasha["shared"] not in desk.listed
    await desk.sync()
    assert tasha["shared"] in desk.listed
    await town.revoke(marcus["person"], tasha["shared"])
    await desk.sync()
    assert tasha["shared"] not in desk.listed


@pytest.mark.parametrize("is_short", [True, False])
async def test_a_digest_is_of_the_moment_of_its_rows(
    town: Town, monkeypatch: pytest.MonkeyPatch, is_short: bool
) -> None:
    """PostgreSQL reads each statement for itself.

    A record that moves on while a first read is under way must not look lost.
    """
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": "One"}})["record"]
    await phone.sync()
    read = feed.all_first_rows

    async def interrupted(*asked: Any) -> Any:
        phone.write("goal", {"words": {"title": "Two"}}, record=goal)
        await asyncio.create_task(phone.sync())
        return await read(*asked) if is_short else None

    monkeypatch.setattr(feed, "all_first_rows", interrupted)
    answer = await new.sync()
    for stream, (count, _) in answer.digests.items():
        assert count == len(
            [
                row
                for (each, _), row in new.rows.items()
                if each == int(stream) and row["state"] == "live"
            ]
        )
    assert new.shown(goal)["state"] == "live"
