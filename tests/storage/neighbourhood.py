"""Two programs in one database, each with full staff and three who share with a peer, two of them with the same; all at one instant."""

from msgspec import Struct

from storage import people
from storage.database import Connection, Database
from storage.people import Assignment, Person, Program
from storage.people.persons import Role
from storage.sharing import trust_peer
from tests.storage.cast import NOW, a_person, a_program, an_assignment

STAFF: tuple[Role, ...] = ("admin", "curator", "evaluator", "supervisor")


class Street(Struct):
    """One program. `staff` by role; `pairs` are (participant, their peer, the assignment between them); the last has the first's peer."""

    program: Program
    staff: dict[str, Person]
    pairs: list[tuple[Person, Person, Assignment]]
    streams: dict[int, dict[str, int]]
    """By person, of a kind."""


async def two_streets(database: Database) -> tuple[Street, Street]:
    async with database.transaction() as connection:
        return await _street(connection, "lantern"), await _street(connection, "quay")


async def _street(connection: Connection, slug: str) -> Street:
    program = await a_program(connection, slug)
    street = Street(program, {}, [], {})
    for role in STAFF:
        street.staff[role] = await _comes(connection, street, f"{role} of {slug}", role)
    peers = [await _comes(connection, street, f"peer {number}", "peer") for number in (1, 2)]
    for number, peer in ((1, peers[0]), (2, peers[1]), (3, peers[0])):
        who = await _comes(connection, street, f"{number}", "participant")
        made = await an_assignment(connection, who, peer, program.id * 10 + number)
        await people.grant(connection, who.id, made.stream, "participant", NOW)
        await people.grant(connection, peer.id, made.stream, "peer", NOW)
        await people.refresh_flag_readers(connection, who.id, NOW)
        await trust_peer(connection, made.id, shares=True, now=NOW)
        street.pairs.append((who, peer, made))
    return street


async def _comes(connection: Connection, street: Street, name: str, role: Role) -> Person:
    person = await a_person(connection, street.program, name, role)
    street.streams[person.id] = await people.open_streams(connection, person, NOW)
    return person


async def everyones_rights(connection: Connection) -> set[tuple[int, int, str, int]]:
    """Who reads which stream as what under which grant, in the whole database."""
    rows = await connection.rows("SELECT person, stream, role, grant_no FROM reader")
    return {(person, stream, role, grant) for person, stream, role, grant in rows}
