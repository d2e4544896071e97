"""The people of a run and their devices, founded once in a file that every run copies."""

import random
import uuid
from pathlib import Path

from msgspec import Struct

import accounts
from accounts import Person, Session
from accounts.persons import PersonRole
from database.database import Database
from database.migrate import migrate
from program.newcomers import add_newcomer
from tests.fixtures.opening import open_database

FOUNDED_AT = 1_790_000_000_000
PARTICIPANTS = ("tasha", "dion")
PEERS = ("marcus", "elena")
PHONES, DESKS = 3, 2


class Seat(Struct, frozen=True):
    """A device: whose it is, and its number."""

    person: str
    device: int


class Cast(Struct, frozen=True):
    program: int
    people: dict[str, Person]
    seats: list[Seat]

    def name_of(self, person: int) -> str:
        return next(name for name, each in self.people.items() if each.id == person)

    def session(self, name: str) -> Session:
        """Of a member of staff, for the commands that they give."""
        person = self.people[name]
        return Session(
            person.id, person.program, 0, person.kind, person.role, person.uuid, 0, FOUNDED_AT, 0
        )


class Ids:
    """UUIDs of version 7 from one generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def at(self, ms: int) -> str:
        tail = self._rng.getrandbits(76) & ~(3 << 62) | (2 << 62)
        return str(uuid.UUID(int=(max(ms, 0) << 80) | (0x7 << 76) | tail))


async def found(path: Path) -> Cast:
    """The file with a program, its people and their devices, and who they are."""
    database = open_database(f"sqlite:///{path}")
    await database.start()
    try:
        await migrate(database)
        return await _populate(database)
    finally:
        await database.stop()


async def _populate(database: Database) -> Cast:
    ids = Ids(random.Random(0))
    roles: dict[str, PersonRole] = {
        "ruth": "supervisor",
        **dict.fromkeys(PARTICIPANTS, "participant"),
        **dict.fromkeys(PEERS, "peer"),
    }
    async with database.transaction() as connection:
        await connection.run(
            "UPDATE deployment SET epoch = $1, secret = $2", ids.at(FOUNDED_AT), "lantern"
        )
        program = await accounts.add_program(
            connection,
            slug="lantern",
            name="Lantern",
            time_zone="America/Chicago",
            languages=["en"],
            now=FOUNDED_AT,
        )
        who = {}
        for name, role in roles.items():
            who[name] = await add_newcomer(
                connection,
                program,
                role,
                name.title(),
                now=FOUNDED_AT,
                new_id=lambda: ids.at(FOUNDED_AT),
            )
        seats = []
        for name in [each for each in PARTICIPANTS for _ in range(PHONES)] + [
            each for each in PEERS for _ in range(DESKS)
        ]:
            device = await accounts.add_device(
                connection,
                program=program.id,
                person=who[name].id,
                label="phone",
                platform="android",
                now=FOUNDED_AT,
            )
            seats.append(Seat(name, device.id))
    return Cast(program.id, who, seats)
