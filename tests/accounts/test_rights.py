"""Streams, rights to read them, and assignments."""

from datetime import date

import pytest

import accounts
from accounts import Person
from database.database import Connection, Database
from database.errors import AlreadyThere
from domain.wire import StreamInfo
from tests.fixtures.cast import NOW, a_person, a_program, an_assignment


async def kinds(connection: Connection, person: Person) -> dict[str, str]:
    return {
        stream.kind: stream.role
        for stream in await accounts.streams_readable_by(connection, person.id)
    }


async def test_a_participant_begins_with_their_streams_and_the_library(database: Database) -> None:
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection))
        opened = await accounts.open_streams(connection, person, NOW)
        assert await kinds(connection, person) == {
            "account": "self",
            "own": "participant",
            "shared": "participant",
            "flags": "participant",
            "library": "reader",
        }
        assert await accounts.stream_of(connection, person.id, "own") == opened["own"]
        assert await accounts.stream_of(connection, person.id, "flags") == opened["flags"]
        assert await accounts.stream_of(connection, person.id, "assignment") is None


@pytest.mark.parametrize(
    ("role", "in_library"),
    [("peer", "reader"), ("supervisor", "reader"), ("curator", "curator"), ("admin", "curator")],
)
async def test_staff_begin_with_an_account_and_the_library(
    database: Database, role: accounts.persons.PersonRole, in_library: str
) -> None:
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection), "Sam", role)
        await accounts.open_streams(connection, person, NOW)
        assert await kinds(connection, person) == {"account": "self", "library": in_library}


async def test_a_person_has_one_stream_of_a_kind(database: Database) -> None:
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection))
        await accounts.open_streams(connection, person, NOW)
        with pytest.raises(AlreadyThere):
            async with connection.savepoint():
                await accounts.add_stream(
                    connection, program=person.program, kind="own", person=person.id
                )
        with pytest.raises(AlreadyThere):
            async with connection.savepoint():
                await accounts.add_stream(connection, program=person.program, kind="library")


async def test_a_right_lost_and_regained_has_a_new_number(database: Database) -> None:
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection))
        stream = await accounts.add_stream(
            connection, program=person.program, kind="own", person=person.id
        )
        await accounts.grant(connection, person.id, stream, "participant", 1)
        await accounts.grant(connection, person.id, stream, "participant", 2)
        assert [
            each.grant_no for each in await accounts.streams_readable_by(connection, person.id)
        ] == [1]
        await accounts.revoke(connection, person.id, stream)
        assert await accounts.streams_readable_by(connection, person.id) == []
        await accounts.grant(connection, person.id, stream, "participant", 3)
        assert [
            each.grant_no for each in await accounts.streams_readable_by(connection, person.id)
        ] == [3]
        await accounts.revoke_all(connection, person.id)
        assert await accounts.readers_of(connection, stream) == []


async def test_each_side_of_an_assignment_is_told_the_other_name(database: Database) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        tasha, denise = (
            await a_person(connection, program),
            await a_person(connection, program, "Denise", "peer"),
        )
        opened = await accounts.open_streams(connection, tasha, NOW)
        made = await an_assignment(connection, tasha, denise)
        await accounts.grant(connection, tasha.id, made.stream, "participant", NOW)
        await accounts.grant(connection, denise.id, made.stream, "peer", NOW)
        await accounts.grant(connection, denise.id, opened["shared"], "peer", NOW)
        assert [each.role for each in await accounts.readers_of(connection, made.stream)] == [
            "participant",
            "peer",
        ]
        assert await accounts.stream_infos(connection, denise.id) == [
            StreamInfo(
                id=opened["shared"], kind="shared", role="peer", person=tasha.id, name="Tasha"
            ),
            StreamInfo(
                id=made.stream, kind="assignment", role="peer", person=tasha.id, name="Tasha"
            ),
        ]
        names = {info.kind: info.name for info in await accounts.stream_infos(connection, tasha.id)}
        assert names == {
            "account": "",
            "own": "",
            "shared": "",
            "flags": "",
            "library": "",
            "assignment": "Denise",
        }


async def test_a_participant_has_one_primary_assignment_at_a_time(database: Database) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        tasha, denise = (
            await a_person(connection, program),
            await a_person(connection, program, "Denise", "peer"),
        )
        made = await an_assignment(connection, tasha, denise)
        assert await accounts.assignment(connection, made.id) == made
        assert await accounts.active_assignment(connection, tasha.id) == made
        with pytest.raises(AlreadyThere):
            async with connection.savepoint():
                await an_assignment(connection, tasha, denise, 2)
        await accounts.mark_assignment_ended(connection, made.id, date(2026, 9, 22))
        second = await an_assignment(connection, tasha, denise, 2)
        assert [
            (each.id, each.status) for each in await accounts.assignments_of(connection, tasha.id)
        ] == [
            (second.id, "active"),
            (made.id, "ended"),
        ]


async def test_a_caseload_shows_the_shared_stream_only_to_who_may_read_it(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        tasha, ray = await a_person(connection, program), await a_person(connection, program, "Ray")
        denise, marcus = (
            await a_person(connection, program, "Denise", "peer"),
            await a_person(connection, program, "Marcus", "supervisor"),
        )
        streams = [await accounts.open_streams(connection, each, NOW) for each in (tasha, ray)]
        await an_assignment(connection, tasha, denise, 1)
        await an_assignment(connection, ray, denise, 2)
        await accounts.grant(connection, denise.id, streams[0]["shared"], "peer", NOW)

        seen = {
            case.display_name: case.shared_stream
            for case in await accounts.active_cases(connection, program.id, denise.id)
        }
        assert seen == {"Ray": None, "Tasha": streams[0]["shared"]}
        assert await accounts.active_cases(connection, program.id, marcus.id) == []
        of_all = await accounts.active_cases(connection, program.id, marcus.id, all_peers=True)
        assert [(case.display_name, case.peer, case.shared_stream) for case in of_all] == [
            ("Ray", denise.id, None),
            ("Tasha", denise.id, None),
        ]


async def test_participants_are_listed_with_what_their_assignment_needs(database: Database) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        a, b, c, d = [await a_person(connection, program, name) for name in "ABCD"]
        denise, gone = (
            await a_person(connection, program, "Denise", "peer"),
            await a_person(connection, program, "Gus", "peer"),
        )
        await an_assignment(connection, b, denise, 1)
        ended = await an_assignment(connection, c, denise, 2)
        await accounts.mark_assignment_ended(connection, ended.id, date(2026, 9, 22))
        await an_assignment(connection, d, gone, 3)
        await accounts.set_status(connection, gone.id, "removed")
        listed = {
            each.display_name: each.state
            for each in await accounts.participants_of(connection, program.id)
        }
        assert listed == {
            "A": "needs_assignment",
            "B": "assigned",
            "C": "needs_reassignment",
            "D": "needs_reassignment",
        }
        assert a.id in [each.id for each in await accounts.participants_of(connection, program.id)]
