"""Who may read what follows the assignment and the participant's yes, from the commit on.

Security: C3, C9.
"""

import asyncio

import pytest

import accounts
from accounts import AssignmentTerms
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from program.assignments import (
    assign,
    assignment_record_id,
    end_running_assignment,
    start_assignment,
)
from program.following_names import follow_names
from tests.fixtures.edge import in_transaction
from tests.fixtures.house import HOUR, NOW, House
from tests.program.assigning import admin_of, give

DAY = 24 * 3600 * 1000


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
    terms = (await house.body(made.stream, assignment_record_id(made)))["terms"]
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
    made = await in_transaction(
        house.database,
        start_assignment,
        tasha,
        house.people["marcus"],
        now=NOW,
        new_id=house.new_id,
    )
    assert (await house.body(made.stream, assignment_record_id(made)))["terms"][
        "participant_name"
    ] == "Tasha"
    assert (
        await follow_names(house.database, now=NOW, people=await house.database.renamed.wait()) == 1
    )
    assert (await house.body(made.stream, assignment_record_id(made)))["terms"][
        "participant_name"
    ] == "Wren"


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
    body = await house.body(old.stream, assignment_record_id(old))
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


async def test_of_two_assignments_at_once_one_peer_walks_alongside_in_the_end(house: House) -> None:
    await house.participant("tasha")
    tries = [give(house, "tasha", peer) for peer in ("marcus", "elena", "marcus", "elena")]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(answer, AssignmentTerms | Conflict) for answer in answers)
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
    await end_running_assignment(
        house.database,
        house.actor("ruth"),
        participant=house["tasha"],
        now=NOW,
        new_id=house.new_id,
    )
    assert await house.streams("marcus") == {"library": "reader", "account": "self"}
    with pytest.raises(NotFound):
        await end_running_assignment(
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
        await end_running_assignment(
            house.database, stranger, participant=house["tasha"], now=NOW, new_id=house.new_id
        )


async def test_a_note_that_is_too_long_is_refused_whole(house: House) -> None:
    await house.participant("tasha")
    with pytest.raises(BadInput):
        await give(house, "tasha", "marcus", note="x" * 301)
    async with house.database.reading() as connection:
        assert await accounts.active_assignment(connection, house["tasha"]) is None
