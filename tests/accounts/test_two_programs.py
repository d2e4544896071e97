"""What is asked or changed for one program or person says and touches nothing of another, however alike they are."""

import pytest

import accounts
from accounts import Assignment, Person
from accounts.sharing import stop_sharing, trust_peer
from database.database import Connection, Database
from domain.ledger_entries import Erased
from notifications.queue import push_subscriptions
from records.record_rows import STATES
from records.streams import lock_streams, write_system
from recovery.ledger_replay import do_again
from tests.fixtures.cast import NOW, a_device, a_person
from tests.fixtures.neighbourhood import Street, everyones_rights, two_streets

LATER = NOW + 1_000
Streets = tuple[Street, Street]


@pytest.fixture
async def streets(database: Database) -> Streets:
    return await two_streets(database)


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
            cases = await accounts.caseload(
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
        await accounts.end_assignment(connection, assignment.id, assignment.starts_on)
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
                cases = await accounts.caseload(connection, street.program.id, peer.id)
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


async def test_a_stop_closes_the_doors_of_one_person(database: Database, streets: Streets) -> None:
    who, peer, _ = streets[0].pairs[0]
    shared = streets[0].streams[who.id]["shared"]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await stop_sharing(connection, who.id, stopped=True, now=LATER)
        assert before - await everyones_rights(connection) == {(peer.id, shared, "peer", NOW)}
        await stop_sharing(connection, who.id, stopped=False, now=LATER)
        assert await everyones_rights(connection) - before == {(peer.id, shared, "peer", LATER)}
        stopped = [
            each.id
            for street in streets
            for each, _, _ in street.pairs
            if (await _anew(connection, each)).stop_sharing
        ]
        assert stopped == []


async def test_when_sharing_begins_again_those_with_a_yes_read_by_a_new_grant(
    database: Database, streets: Streets
) -> None:
    """A phone that read under the former grant begins anew. A yes that was given or taken meanwhile counts."""
    (who, peer, first), (_, other_peer, _), _ = streets[0].pairs
    shared = streets[0].streams[who.id]["shared"]
    async with database.transaction() as connection:
        covering = await covers(connection, first, other_peer)
        await stop_sharing(connection, who.id, stopped=True, now=LATER)
        await trust_peer(connection, covering.id, shares=True, now=LATER)
        assert {reader.person for reader in await accounts.readers_of(connection, shared)} == {
            who.id
        }
        await stop_sharing(connection, who.id, stopped=False, now=LATER + 1)
        grants = dict(
            await connection.rows("SELECT person, grant_no FROM reader WHERE stream = $1", shared)
        )
        assert grants == {who.id: NOW, peer.id: LATER + 1, other_peer.id: LATER + 1}
        await stop_sharing(connection, who.id, stopped=False, now=LATER + 2)
        assert (
            dict(
                await connection.rows(
                    "SELECT person, grant_no FROM reader WHERE stream = $1", shared
                )
            )
            == grants
        )
        await stop_sharing(connection, who.id, stopped=True, now=LATER + 3)
        await trust_peer(connection, first.id, shares=False, now=LATER + 3)
        await stop_sharing(connection, who.id, stopped=False, now=LATER + 4)
        assert {reader.person for reader in await accounts.readers_of(connection, shared)} == {
            who.id,
            other_peer.id,
        }


async def test_a_yes_that_is_taken_back_closes_one_door(
    database: Database, streets: Streets
) -> None:
    who, peer, assignment = streets[0].pairs[0]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await trust_peer(connection, assignment.id, shares=False, now=LATER)
        assert before - await everyones_rights(connection) == {
            (peer.id, streets[0].streams[who.id]["shared"], "peer", NOW)
        }
        walked_with = [each.id for street in streets for each, _, _ in street.pairs]
        left = [
            made.shares
            for each in walked_with
            for made in await accounts.assignments_of(connection, each)
        ]
        assert left == [False, True, True, True, True, True]


async def test_of_an_assignment_that_ends_one_peer_reads_the_flags_no_more(
    database: Database, streets: Streets
) -> None:
    """Whoever covers goes on under the grant that they have: nothing is read anew on their phone."""
    (who, peer, assignment), (_, other_peer, _), _ = streets[0].pairs
    flags = streets[0].streams[who.id]["flags"]
    async with database.transaction() as connection:
        await covers(connection, assignment, other_peer)
        await accounts.refresh_flag_readers(connection, who.id, NOW)
        before = await everyones_rights(connection)
        await accounts.end_assignment(connection, assignment.id, assignment.starts_on)
        await accounts.refresh_flag_readers(connection, who.id, LATER)
        assert before - await everyones_rights(connection) == {(peer.id, flags, "peer", NOW)}
        assert await everyones_rights(connection) <= before
        others = [each for street in streets for each, _, _ in street.pairs if each.id != who.id]
        assert all([await accounts.active_assignment(connection, each.id) for each in others])
        assert await accounts.active_assignment(connection, who.id) is None
        assert [made.status for made in await accounts.assignments_of(connection, who.id)] == [
            "active",
            "ended",
        ]


async def covers(connection: Connection, assignment: Assignment, peer: Person) -> Assignment:
    """One more peer beside the one of this assignment."""
    return await accounts.add_assignment(
        connection,
        uuid="00000000-0000-7000-9000-0000000000ca",
        program=assignment.program,
        participant=assignment.participant,
        peer=peer.id,
        starts_on=assignment.starts_on,
        kind="backup",
    )


async def test_rights_are_taken_from_one_person_alone(database: Database, streets: Streets) -> None:
    who, peer, assignment = streets[0].pairs[0]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await accounts.revoke(connection, peer.id, assignment.stream)
        of_peer = {(peer.id, assignment.stream, "peer", NOW)}
        assert before - await everyones_rights(connection) == of_peer
        await accounts.revoke_all(connection, who.id)
        gone = before - await everyones_rights(connection) - of_peer
        assert {person for person, *_ in gone} == {who.id}
        assert len(gone) == 6


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
    async with lock_streams(database, [stream], now=NOW) as writer:
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
        async with lock_streams(database, [stream], now=NOW) as writer:
            mutation = f"00000000-0000-7000-9000-{who.id:012x}"
            await write_system(
                writer, stream, "goal", goal, {"words": {"title": "Walk"}}, mutation=mutation
            )
    erased = Erased(at=LATER, program=owners[0].program, person=owners[0].id, records=[goal])
    await do_again(database, [erased], now=LATER)
    async with database.reading() as connection:
        statement = "SELECT s.person, r.state FROM record r JOIN stream s ON s.id = r.stream WHERE r.record = $1 ORDER BY s.person"
        states = await connection.rows(statement, goal)
    assert [(person, STATES[state].value) for person, state in states] == [
        (who.id, "erased" if who is owners[0] else "live") for who in owners
    ]


async def test_a_phone_is_reached_by_what_is_its_own_persons(
    database: Database, streets: Streets
) -> None:
    """Should an address ever stand under another person's phone, nobody is reached there."""
    one, other = streets[0].pairs[0][0], streets[0].pairs[1][0]
    async with database.transaction() as connection:
        phones = [await a_device(connection, who) for who in (one, other)]
        for number, (who, phone) in enumerate([(one, phones[0]), (other, phones[0])]):
            await push_subscriptions.save_subscription(
                connection, program=who.program, person=who.id, device=phone.id, endpoint=f"https://push.example/{number}",
                p256dh="p", auth="a", vapid_key="v", now=NOW,
            )  # fmt: skip
        found = await push_subscriptions.of_people(connection, [one.id, other.id])
    assert {person: [each.endpoint for each in there] for person, there in found.items()} == {
        one.id: ["https://push.example/0"]
    }


async def test_phones_and_sessions_are_one_persons(database: Database, streets: Streets) -> None:
    everyone = [who for street in streets for who, _, _ in street.pairs[:2]]
    async with database.transaction() as connection:
        phones = {}
        for number, who in enumerate(everyone):
            phones[who.id] = await a_device(connection, who)
            copy = await accounts.add_device(
                connection,
                program=who.program,
                person=who.id,
                label="copy",
                platform="other",
                now=NOW,
                came_from=phones[who.id].id,
            )
            for letter, device in (("a", phones[who.id]), ("b", copy)):
                await accounts.add_session(
                    connection,
                    token_hash=letter * 60 + f"{number:04}",
                    program=who.program, person=who.id, device=device.id, now=NOW, expires_at=LATER,
                )  # fmt: skip
        for who in everyone:
            assert len(await accounts.devices_of(connection, who.id)) == 2
            assert set((await accounts.came_from(connection, who.id)).values()) == {
                phones[who.id].id
            }
        await accounts.touch_person(connection, everyone[0].id, LATER)
        assert [(await _anew(connection, who)).last_seen_at for who in everyone] == [
            LATER,
            None,
            None,
            None,
        ]
        await accounts.end_sessions_on(connection, phones[everyone[0].id].id)
        assert await _sessions(connection) == [1, 2, 2, 2]
        await accounts.end_sessions_of(connection, everyone[1].id)
        assert await _sessions(connection) == [1, 2, 2]
        await accounts.set_status(connection, everyone[2].id, "removed")
        assert [(await _anew(connection, who)).status for who in everyone] == [
            "active",
            "active",
            "removed",
            "active",
        ]


async def test_codes_are_listed_and_voided_by_their_own_program(
    database: Database, streets: Streets
) -> None:
    async with database.transaction() as connection:
        made = [
            await accounts.add_code(
                connection, code_hash=f"{street.program.id}" * 64, program=street.program.id, made_by=street.staff["admin"].id, now=NOW,
                expires_at=LATER,
            )
            for street in streets
        ]  # fmt: skip
        for street, code in zip(streets, made, strict=True):
            assert [each.id for each in await accounts.codes_of(connection, street.program.id)] == [
                code.id
            ]
        assert not await accounts.void_code(connection, streets[1].program.id, made[0].id, NOW)
        await accounts.set_code_user(connection, made[0].id, streets[0].pairs[0][0].id)
        used = [
            found.used_by for code in made if (found := await accounts.code(connection, code.id))
        ]
        assert used == [streets[0].pairs[0][0].id, None]


async def test_a_password_and_a_used_code_are_one_members_of_staff(
    database: Database, streets: Streets
) -> None:
    staff = [street.staff["admin"] for street in streets]
    async with database.transaction() as connection:
        for each in staff:
            await accounts.add_credential(
                connection,
                person=each.id,
                program=each.program,
                login=f"ada{each.program}",
                password_hash="before",
                totp_secret="S",
            )
        await accounts.set_password(connection, staff[0].id, "after")
        assert await accounts.use_totp_step(connection, staff[0].id, 7)
        assert await accounts.use_totp_step(connection, staff[1].id, 7)
        found = [
            await accounts.credential_of_login(connection, f"ada{each.program}") for each in staff
        ]
    assert [each and each.password_hash for each in found] == ["after", "before"]


async def _anew(connection: Connection, person: Person) -> Person:
    found = await accounts.person(connection, person.id)
    assert found
    return found


async def _sessions(connection: Connection) -> list[int]:
    return [
        count
        for (count,) in await connection.rows(
            "SELECT count(*) FROM session GROUP BY person ORDER BY person"
        )
    ]
