"""What one program or person asks or changes touches nothing of another. However alike they are."""

import accounts
from database.database import Database
from domain.ledger_entries import Erased
from records.record_rows import STATES
from records.streams import stream_transaction, write_system
from recovery.ledger_replay import replay_entries
from tests.fixtures.cast import NOW, a_person
from tests.fixtures.edge import in_transaction
from tests.fixtures.neighbourhood import LATER, Streets


async def test_each_program_lists_its_own_people_alone(
    database: Database, streets: Streets
) -> None:
    async with database.reading() as connection:
        for street in streets:
            mine = {*street.streams}
            assert {
                each.id for each in await accounts.people_of(connection, street.program.id)
            } == mine
            listed = await accounts.participants_of(connection, street.program.id)
            assert [(each.id, each.peer, each.state) for each in listed] == [
                (who.id, peer.id, "assigned") for who, peer, _ in street.pairs
            ]
            supervisor = street.staff["supervisor"].id
            cases = await accounts.active_cases(
                connection, street.program.id, supervisor, all_peers=True
            )
            assert [(case.participant, case.peer, case.shared_stream) for case in cases] == [
                (a.id, b.id, None) for a, b, _ in street.pairs
            ]


async def test_who_never_had_a_peer_needs_one_and_who_had_one_needs_another(
    database: Database, streets: Streets
) -> None:
    (who, _, assignment), *_ = streets[0].pairs
    async with database.transaction() as connection:
        late = await a_person(connection, streets[0].program, "late")
        await accounts.mark_assignment_ended(connection, assignment.id, assignment.starts_on)
        listed = {
            each.id: each.state
            for each in await accounts.participants_of(connection, streets[0].program.id)
        }
    states = {who.id: "needs_reassignment", late.id: "needs_assignment"}
    assert listed == {each.id: "assigned" for each, _, _ in streets[0].pairs} | states


async def test_a_peer_lists_their_own_people_with_their_own_streams(
    database: Database, streets: Streets
) -> None:
    async with database.reading() as connection:
        for street in streets:
            for peer in {peer.id: peer for _, peer, _ in street.pairs}.values():
                cases = await accounts.active_cases(connection, street.program.id, peer.id)
                mine = [(who, made) for who, walks, made in street.pairs if walks.id == peer.id]
                assert [(case.participant, case.assignment) for case in cases] == [
                    (who.id, made.id) for who, made in mine
                ]
                assert [case.shared_stream for case in cases] == [
                    street.streams[who.id]["shared"] for who, _ in mine
                ]


async def test_everyone_reads_their_own_streams_and_their_programs_library(
    database: Database, streets: Streets
) -> None:
    async with database.reading() as connection:
        for street in streets:
            library = await accounts.library_of(connection, street.program.id)
            assert await connection.rows(
                "SELECT program, kind FROM stream WHERE id = $1", library
            ) == [(street.program.id, "library")]
            flags = {street.streams[who.id]["flags"] for who, _, _ in street.pairs}
            for person, opened in street.streams.items():
                assert opened["library"] == library
                assert await accounts.stream_of(connection, person, "account") == opened["account"]
            for name, person_ in street.staff.items():
                reads = {
                    each.id for each in await accounts.streams_readable_by(connection, person_.id)
                }
                assert reads == {street.streams[person_.id]["account"], library} | (
                    flags if name == "supervisor" else set()
                )
                assert reads == {
                    each.id for each in await accounts.stream_infos(connection, person_.id)
                }
                assert reads == (await accounts.rights_of(connection, person_.id)).streams.keys()


async def test_calls_for_help_are_read_by_those_of_the_program_alone(
    database: Database, streets: Streets
) -> None:
    """Whoever comes later too, a participant or a supervisor."""
    async with database.transaction() as connection:
        for street in streets:
            late = await a_person(connection, street.program, "late")
            street.streams[late.id] = await accounts.open_streams(connection, late, LATER)
            second = await a_person(connection, street.program, "second", "supervisor")
            await accounts.open_streams(connection, second, LATER)
            supervisors = {street.staff["supervisor"].id, second.id}
            walking = {who.id: {peer.id} for who, peer, _ in street.pairs}
            for person, opened in street.streams.items():
                if "flags" in opened:
                    readers = {
                        reader.person
                        for reader in await accounts.readers_of(connection, opened["flags"])
                    }
                    assert readers == {person} | supervisors | walking.get(person, set())


async def test_what_was_shared_with_a_peer_is_that_of_their_own_people(
    database: Database, streets: Streets
) -> None:
    shared = [street.streams[who.id]["shared"] for street in streets for who, _, _ in street.pairs]
    private = [street.streams[who.id]["own"] for street in streets for who, _, _ in street.pairs]
    async with database.reading() as connection:
        walking = [peer for street in streets for _, peer, _ in street.pairs]
        for peer in walking:
            mine = {
                stream for stream, other in zip(shared, walking, strict=True) if other.id == peer.id
            }
            assert await accounts.shared_with(connection, peer.id, [*shared, *private]) == mine


async def test_a_flag_is_found_by_those_who_read_it(database: Database, streets: Streets) -> None:
    flag = "00000000-0000-7000-9000-0000000000f1"
    who, peer, _ = streets[0].pairs[0]
    stream = streets[0].streams[who.id]["flags"]
    async with stream_transaction(database, [stream], now=NOW) as writer:
        ask = {"ask": {"recorded_at": "2026-09-20T12:00:00Z", "words": "Please call"}}
        await write_system(
            writer,
            stream,
            "support_flag",
            flag,
            ask,
            mutation="00000000-0000-7000-9000-0000000000a1",
        )
    async with database.reading() as connection:
        everyone = [person for street in streets for person in street.streams]
        finds = [
            person
            for person in everyone
            if await accounts.flag_stream(connection, person, flag) == stream
        ]
    assert sorted(finds) == sorted([streets[0].staff["supervisor"].id, peer.id])


async def test_an_erase_that_is_done_again_takes_nothing_under_the_same_id_of_others(
    database: Database, streets: Streets
) -> None:
    """As a ledger of before says it: whose it was, and not in which streams."""
    goal = "00000000-0000-7000-9000-0000000000e1"
    owners = [who for street in streets for who, _, _ in street.pairs[:2]]
    for who in owners:
        stream = streets[0].streams.get(who.id, streets[1].streams.get(who.id, {}))["own"]
        async with stream_transaction(database, [stream], now=NOW) as writer:
            mutation = f"00000000-0000-7000-9000-{who.id:012x}"
            await write_system(
                writer, stream, "goal", goal, {"words": {"title": "Walk"}}, mutation=mutation
            )
    erased = Erased(at=LATER, program=owners[0].program, person=owners[0].id, records=[goal])
    await in_transaction(database, replay_entries, [erased], now=LATER)
    async with database.reading() as connection:
        statement = (
            "SELECT s.person, r.state FROM record r JOIN stream s ON s.id = r.stream "
            "WHERE r.record = $1 ORDER BY s.person"
        )
        states = await connection.rows(statement, goal)
    assert [(person, STATES[state].value) for person, state in states] == [
        (who.id, "erased" if who is owners[0] else "live") for who in owners
    ]
