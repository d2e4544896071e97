"""Who may read what follows the assignment and the participant's yes, from the commit on (security: C3, C9)."""

import asyncio
from typing import Any

import msgspec
import pytest

import accounts
from accounts import Assignment, Session
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from notifications.queue import notices
from program.assignments import assign, begin, end, record_id
from program.following_names import follow_names
from records.streams import lock_streams, write_system
from tests.fixtures.house import HOUR, NOW, House, found, session_of

DAY = 24 * 3600 * 1000
PLAN = "00000000-0000-7000-9000-000000000001"


async def give(
    house: House,
    participant: str,
    peer: str,
    *,
    actor: str = "ruth",
    now: int = NOW,
    note: str = "",
) -> Assignment:
    return await assign(
        house.database,
        house.actor(actor),
        participant=house[participant],
        peer=house[peer],
        now=now,
        new_id=house.new_id,
        note_to_participant=note,
    )


async def plan_nudge(house: House, stream: int) -> None:
    words = {"text": "Hello", "kind": "hello"}
    schedule = {"repeat": "daily", "starts_on": "2026-09-01", "local_time": "17:30"}
    async with lock_streams(house.database, [stream], now=NOW) as writer:
        await write_system(
            writer,
            stream,
            "nudge_plan",
            PLAN,
            {"words": words, "schedule": schedule},
            mutation=house.new_id(),
        )


async def test_an_assignment_opens_one_stream_to_both_and_sharing_starts_off(house: House) -> None:
    await house.participant("tasha")
    made = await give(house, "tasha", "marcus", note="Elena is on leave.")
    assert (await house.streams("tasha"))[f"assignment {made.id}"] == "participant"
    assert await house.streams("marcus") == {
        "library": "reader",
        "account": "self",
        "flags": "peer",
        f"assignment {made.id}": "peer",
    }
    terms = (await house.body(made.stream, record_id(made)))["terms"]
    assert terms == {
        "peer_name": "Marcus",
        "participant_name": "Tasha",
        "starts_on": made.starts_on.isoformat(),
        "note_to_participant": "Elena is on leave.",
    }


async def test_a_name_that_is_chosen_while_an_assignment_begins_is_told_in_it_too(
    house: House,
) -> None:
    """The two were read before, and whoever has names follow saw no assignment yet."""
    tasha = await house.participant("tasha")
    await house.calls_themselves("tasha", "Wren")
    assert (
        await follow_names(house.database, now=NOW, people=await house.database.renamed.wait()) == 0
    )
    made = await begin(house.database, tasha, house.people["marcus"], now=NOW, new_id=house.new_id)
    assert (await house.body(made.stream, record_id(made)))["terms"]["participant_name"] == "Tasha"
    assert (
        await follow_names(house.database, now=NOW, people=await house.database.renamed.wait()) == 1
    )
    assert (await house.body(made.stream, record_id(made)))["terms"]["participant_name"] == "Wren"


@pytest.mark.parametrize("zone", ["America", "Europe", "Etc", "zone.tab", "../UTC", "a" * 64])
async def test_a_participant_in_a_zone_that_is_none_is_assigned_by_the_day_of_the_program(
    house: House, zone: str
) -> None:
    await house.participant("tasha")
    async with house.database.transaction() as connection:
        await connection.run("UPDATE program SET time_zone = 'Pacific/Kiritimati'")
        await connection.run("UPDATE person SET time_zone = $2 WHERE id = $1", house["tasha"], zone)
    ten_in_the_morning = NOW - NOW % DAY + 10 * HOUR
    made = await give(house, "tasha", "marcus", now=ten_in_the_morning)
    assert made.starts_on.isoformat() == "2026-09-22"
    await give(house, "tasha", "elena", now=ten_in_the_morning + DAY)
    async with house.database.reading() as connection:
        [*_, former] = await accounts.assignments_of(connection, house["tasha"])
    assert str(former.ends_on) == "2026-09-23"


async def test_only_the_participants_yes_opens_what_they_share(house: House) -> None:
    await house.participant("tasha")
    made = await give(house, "tasha", "marcus")
    assert "shared" not in await house.streams("marcus")
    await house.says_yes(made)
    assert (await house.streams("marcus"))["shared"] == "peer"
    await house.says_yes(made, shares=False)
    assert "shared" not in await house.streams("marcus")


async def test_the_former_peer_loses_every_right_at_the_commit_and_the_new_one_waits_for_a_yes(
    house: House,
) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await house.says_yes(old)
    new = await give(house, "tasha", "elena", now=NOW + DAY)
    assert await house.streams("marcus") == {"library": "reader", "account": "self"}
    assert await house.streams("elena") == {
        "library": "reader",
        "account": "self",
        "flags": "peer",
        f"assignment {new.id}": "peer",
    }
    assert set(await house.streams("tasha")) == {
        "library",
        "account",
        "own",
        "shared",
        "flags",
        f"assignment {old.id}",
        f"assignment {new.id}",
    }


async def test_the_end_of_an_assignment_is_written_where_the_participant_reads_it(
    house: House,
) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await house.says_yes(old)
    new = await give(house, "tasha", "elena", now=NOW + DAY)
    body = await house.body(old.stream, record_id(old))
    assert (body["terms"]["status"], body["terms"]["ends_on"]) == (
        "ended",
        new.starts_on.isoformat(),
    )
    async with house.database.reading() as connection:
        ended = await accounts.assignment(connection, old.id)
    assert ended
    assert (ended.status, ended.shares, ended.ends_on) == ("ended", False, new.starts_on)


async def test_a_late_yes_to_a_former_peer_opens_nothing(house: House) -> None:
    await house.participant("tasha")
    old = await give(house, "tasha", "marcus")
    await give(house, "tasha", "elena")
    await house.says_yes(old)
    assert "shared" not in await house.streams("marcus")
    assert "shared" not in await house.streams("elena")


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
    async with lock_streams(house.database, [stream], now=NOW) as writer:
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
    async with lock_streams(house.database, [old.stream], now=NOW) as writer:
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
    await end(
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

    monkeypatch.setattr("program.assignments.begin", fails)
    with pytest.raises(RuntimeError):
        await give(house, "tasha", "elena")
    assert await drafts(house, "elena") == []
    async with house.database.transaction() as connection:
        assert len(await notices.schedules_due(connection, NOW + DAY, 10)) == 1


async def test_of_two_assignments_at_once_one_peer_walks_alongside_in_the_end(house: House) -> None:
    await house.participant("tasha")
    tries = [give(house, "tasha", peer) for peer in ("marcus", "elena", "marcus", "elena")]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(answer, Assignment | Conflict) for answer in answers)
    async with house.database.reading() as connection:
        active = [
            each
            for each in await accounts.assignments_of(connection, house["tasha"])
            if each.status == "active"
        ]
    assert len(active) == 1
    for name in ("marcus", "elena"):
        may = {kind for kind in await house.streams(name) if kind.startswith("assignment")}
        assert may == ({f"assignment {active[0].id}"} if active[0].peer == house[name] else set())


async def test_the_same_peer_again_is_a_conflict(house: House) -> None:
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    with pytest.raises(Conflict):
        await give(house, "tasha", "marcus")


async def test_an_assignment_may_end_without_another(house: House) -> None:
    await house.participant("tasha")
    made = await give(house, "tasha", "marcus")
    await house.says_yes(made)
    await end(
        house.database,
        house.actor("ruth"),
        participant=house["tasha"],
        now=NOW,
        new_id=house.new_id,
    )
    assert await house.streams("marcus") == {"library": "reader", "account": "self"}
    with pytest.raises(NotFound):
        await end(
            house.database,
            house.actor("ruth"),
            participant=house["tasha"],
            now=NOW,
            new_id=house.new_id,
        )


@pytest.mark.parametrize("actor", ["marcus", "jo", "tasha"])
async def test_only_supervisors_and_admins_assign(house: House, actor: str) -> None:
    await house.participant("tasha")
    with pytest.raises(NotAllowed):
        await give(house, "tasha", "marcus", actor=actor)


async def test_only_an_active_peer_of_the_program_is_assigned_to_a_participant_of_it(
    house: House,
) -> None:
    await house.participant("tasha")
    for participant, peer in (("tasha", "jo"), ("tasha", "tasha"), ("marcus", "elena")):
        with pytest.raises(NotFound):
            await give(house, participant, peer)
    async with house.database.transaction() as connection:
        await accounts.set_status(connection, house["elena"], "on_leave")
    with pytest.raises(NotFound):
        await give(house, "tasha", "elena")


async def test_another_programs_admin_finds_neither_participant_nor_peer(house: House) -> None:
    await house.participant("tasha")
    stranger = await admin_of(house, "harbour")
    with pytest.raises(NotFound):
        await assign(
            house.database,
            stranger,
            participant=house["tasha"],
            peer=house["marcus"],
            now=NOW,
            new_id=house.new_id,
        )
    with pytest.raises(NotFound):
        await end(
            house.database, stranger, participant=house["tasha"], now=NOW, new_id=house.new_id
        )


async def test_a_note_that_is_too_long_is_refused_whole(house: House) -> None:
    await house.participant("tasha")
    with pytest.raises(BadInput):
        await give(house, "tasha", "marcus", note="x" * 301)
    async with house.database.reading() as connection:
        assert await accounts.active_assignment(connection, house["tasha"]) is None


async def admin_of(house: House, slug: str) -> Session:
    other = await found(house.database, slug, house.new_id)
    async with house.database.reading() as connection:
        person = await accounts.person(connection, other.admin.person)
    assert person
    return session_of(person)
