"""A participant asks for someone.

Those who walk alongside and supervisors see it and move it on (security: C3, C9).
"""

import asyncio
from datetime import date
from typing import Any

import pytest

import accounts
from accounts import AssignmentTerms
from domain.entities.support_flag import FLAG_MOVES
from domain.errors import Conflict, NotAllowed, NotFound
from program.assignments import assign, end_running_assignment
from program.flags import FlagMoved, move_flag
from program.newcomers import add_newcomer
from records.streams import stream_transaction, write_system
from tests.fixtures.edge import in_transaction
from tests.fixtures.house import NOW, House

FLAG = "00000000-0000-7000-9000-0000000000f1"
STATES = ("open", "seen", "contacted", "handed_over", "closed")
MINUTE = 60_000


async def flags_of(house: House, name: str) -> int:
    async with house.database.reading() as connection:
        stream = await accounts.stream_of(connection, house[name], "flags")
    assert stream
    return stream


async def raised(
    house: House, *, by: str = "tasha", peer: str | None = "marcus", state: str | None = None
) -> int:
    """A participant with a peer and a flag, and its stream."""
    await house.participant(by)
    if peer:
        await give(house, by, peer)
    stream = await flags_of(house, by)
    groups: dict[str, Any] = {
        "ask": {"recorded_at": "2026-09-20T12:00:00Z", "words": "Please call"}
    }
    if state:
        groups["state"] = {"state": state}
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        await write_system(writer, stream, "support_flag", FLAG, groups, mutation=house.new_id())
    return stream


async def give(house: House, participant: str, peer: str) -> AssignmentTerms:
    return await assign(
        house.database,
        house.actor("ruth"),
        participant=house[participant],
        peer=house[peer],
        now=NOW,
        new_id=house.new_id,
    )


async def moved(house: House, to: Any, *, by: str = "marcus") -> FlagMoved:
    return await move_flag(
        house.database, house.actor(by), flag=FLAG, to=to, now=NOW + MINUTE, new_id=house.new_id
    )


async def test_a_peer_moves_a_flag_on_and_the_participant_reads_who_and_when(house: House) -> None:
    stream = await raised(house)
    answer = await moved(house, "seen")
    body = await house.body(stream, FLAG)
    assert body["state"] == {
        "state": "seen",
        "came_from": "open",
        "moved_at": "2026-09-21T14:14:20Z",
        "moved_by": "Marcus",
    }
    assert body["ask"]["words"] == "Please call"
    async with house.database.reading() as connection:
        assert (answer.state, answer.stream, answer.seq) == (
            "seen",
            stream,
            await connection.value("SELECT head FROM stream WHERE id = $1", stream),
        )


async def test_a_supervisor_does_it_where_there_is_no_peer(house: House) -> None:
    stream = await raised(house, peer=None)
    await moved(house, "contacted", by="ruth")
    assert (await house.body(stream, FLAG))["state"]["moved_by"] == "Ruth"


async def test_flags_are_read_by_the_participant_the_peer_and_supervisors_alone(
    house: House,
) -> None:
    stream = await raised(house)
    async with house.database.reading() as connection:
        readers = {
            reader.person: reader.role for reader in await accounts.readers_of(connection, stream)
        }
    assert readers == {
        house["tasha"]: "participant",
        house["marcus"]: "peer",
        house["ruth"]: "reader",
    }


@pytest.mark.parametrize("came_from", STATES)
@pytest.mark.parametrize("to", STATES)
async def test_only_the_declared_moves_are_made(house: House, came_from: str, to: str) -> None:
    stream = await raised(house, state=came_from)
    if (came_from, to) in FLAG_MOVES:
        assert (await moved(house, to)).state == to
    elif came_from == to:
        before = await house.body(stream, FLAG)
        assert (await moved(house, to)).state == to
        assert await house.body(stream, FLAG) == before
    else:
        with pytest.raises(Conflict):
            await moved(house, to)


async def test_no_flag_is_closed_unseen_and_a_closed_one_stays_closed() -> None:
    assert ("open", "closed") not in FLAG_MOVES
    assert not [move for move in FLAG_MOVES if move[0] == "closed"]
    reached = {"open"}
    for _ in STATES:
        reached |= {to for came_from, to in FLAG_MOVES if came_from in reached}
    assert reached == set(STATES)


@pytest.mark.parametrize("actor", ["tasha", "jo", "admin"])
async def test_others_of_the_program_move_none(house: House, actor: str) -> None:
    await raised(house)
    with pytest.raises(NotAllowed):
        await moved(house, "seen", by=actor)


async def test_a_peer_who_does_not_walk_alongside_finds_none(house: House) -> None:
    await raised(house)
    with pytest.raises(NotFound):
        await moved(house, "seen", by="elena")


async def test_what_is_no_flag_is_not_found(house: House) -> None:
    stream = await raised(house)
    async with house.database.transaction() as connection:
        await connection.run(
            "UPDATE record SET state = 3 WHERE stream = $1 AND record = $2", stream, FLAG
        )
    for flag in (FLAG, "00000000-0000-7000-9000-0000000000f2"):
        with pytest.raises(NotFound):
            await move_flag(
                house.database,
                house.actor("marcus"),
                flag=flag,
                to="seen",
                now=NOW,
                new_id=house.new_id,
            )


async def test_with_a_new_peer_the_flags_change_hands_at_once(house: House) -> None:
    stream = await raised(house)
    await give(house, "tasha", "elena")
    assert "flags" not in await house.streams("marcus")
    assert (await house.streams("elena"))["flags"] == "peer"
    with pytest.raises(NotFound):
        await moved(house, "seen")
    await moved(house, "seen", by="elena")
    assert (await house.body(stream, FLAG))["state"]["moved_by"] == "Elena"


async def test_when_no_one_follows_the_supervisor_still_reads_them(house: House) -> None:
    await raised(house)
    await end_running_assignment(
        house.database,
        house.actor("ruth"),
        participant=house["tasha"],
        now=NOW,
        new_id=house.new_id,
    )
    assert "flags" not in await house.streams("marcus")
    assert (await house.streams("ruth"))["flags"] == "reader"


async def test_a_peer_who_covers_reads_them_and_keeps_them_when_another_assignment_ends(
    house: House,
) -> None:
    await raised(house)
    async with house.database.transaction() as connection:
        for number, peer in enumerate(("elena", "marcus")):
            await accounts.add_assignment(
                connection,
                uuid=f"{number:08x}-0000-7000-9000-0000000000aa",
                program=house.program.id,
                participant=house["tasha"],
                peer=house[peer],
                starts_on=date(2026, 9, 21),
                kind="backup",
            )
        await accounts.refresh_flag_readers(connection, house["tasha"], NOW)
    assert (await house.streams("elena"))["flags"] == "peer"
    await end_running_assignment(
        house.database,
        house.actor("ruth"),
        participant=house["tasha"],
        now=NOW,
        new_id=house.new_id,
    )
    assert (await house.streams("marcus"))["flags"] == "peer"
    assert (await house.streams("elena"))["flags"] == "peer"


async def test_a_move_that_waited_for_a_re_assignment_finds_the_right_gone(house: House) -> None:
    """The right is read under the lock.

    The assignment ends while the peer's request waits for it.
    """
    stream = await raised(house)
    waiting: asyncio.Task[FlagMoved] | None = None
    async with stream_transaction(house.database, [stream], now=NOW) as writer:
        waiting = asyncio.create_task(moved(house, "seen"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await accounts.revoke(writer.connection, house["marcus"], stream)
    with pytest.raises(NotFound):
        await waiting
    assert "state" not in await house.body(stream, FLAG)


async def test_a_re_assignment_waits_for_a_move_that_came_first(house: House) -> None:
    stream = await raised(house)
    async with stream_transaction(house.database, [stream], now=NOW):
        waiting = asyncio.create_task(give(house, "tasha", "elena"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await waiting


async def test_of_moves_at_the_same_time_each_is_from_where_the_flag_stands(house: House) -> None:
    stream = await raised(house)
    tries = [
        moved(house, to, by=by)
        for to, by in [
            ("seen", "marcus"),
            ("contacted", "ruth"),
            ("closed", "marcus"),
            ("closed", "ruth"),
        ]
    ]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(answer, FlagMoved | Conflict) for answer in answers)
    state = (await house.body(stream, FLAG))["state"]
    assert (state["came_from"], state["state"]) in FLAG_MOVES


async def test_a_supervisor_and_a_participant_who_come_together_see_one_another(
    house: House,
) -> None:
    def comes(role: Any, name: str) -> Any:
        return in_transaction(
            house.database, add_newcomer, house.program, role, name, now=NOW, new_id=house.new_id
        )

    came = await asyncio.gather(
        *(
            comes(role, f"{role} {number}")
            for number in range(4)
            for role in ("participant", "supervisor", "participant")
        )
    )
    async with house.database.reading() as connection:
        for person in came:
            if person.role == "participant":
                stream = await accounts.stream_of(connection, person.id, "flags")
                assert stream
                readers = {
                    reader.person for reader in await accounts.readers_of(connection, stream)
                }
                assert {each.id for each in came if each.role == "supervisor"} | {
                    house["ruth"],
                    person.id,
                } == readers


async def test_a_flag_bears_the_participants_name_for_those_who_read_it(house: House) -> None:
    stream = await raised(house)
    async with house.database.reading() as connection:
        for name in ("marcus", "ruth"):
            named = {
                info.id: (info.person, info.name)
                for info in await accounts.stream_infos(connection, house[name])
            }
            assert named[stream] == (house["tasha"], "Tasha")
