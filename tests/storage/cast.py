"""A small program with people in it, for tests of storage."""

from datetime import date

from storage import people
from storage.database import Connection
from storage.people import Assignment, Device, Person, Program

NOW = 1_790_000_000_000
"""2026-09-21, in milliseconds."""


async def a_program(connection: Connection, slug: str = "lantern") -> Program:
    return await people.add_program(
        connection, slug=slug, name="Lantern Bridge", time_zone="America/Chicago", languages=["en", "es"], now=NOW
    )


async def a_person(connection: Connection, program: Program, name: str = "Tasha", role: people.persons.Role = "participant") -> Person:
    found = await people.people_of(connection, program.id)
    return await people.add_person(
        connection,
        uuid=f"{program.id:08x}-0000-7000-8000-{len(found) + 1:012x}",
        program=program.id,
        role=role,
        display_name=name,
        time_zone="America/Chicago",
        now=NOW,
    )


async def a_device(connection: Connection, person: Person) -> Device:
    return await people.add_device(connection, program=person.program, person=person.id, label="Phone", platform="android", now=NOW)


async def a_device_of_then(connection: Connection, person: Person) -> int:
    """In a database that an earlier step has made: with the columns that there were from the first. Its id."""
    add = """
        INSERT INTO device (program, person, label, platform, created_at, last_seen_at)
        VALUES ($1, $2, 'Phone', 'android', $3, $3) RETURNING id"""
    return int(await connection.value(add, person.program, person.id, NOW))


async def an_assignment(connection: Connection, participant: Person, peer: Person, number: int = 1) -> Assignment:
    return await people.add_assignment(
        connection,
        uuid=f"{number:08x}-0000-7000-9000-{participant.id:012x}",
        program=participant.program,
        participant=participant.id,
        peer=peer.id,
        starts_on=date(2026, 9, 21),
    )
