"""What the tests of a program's commands share: its people, and an actor for each of them."""

import random
from collections.abc import Callable

import msgspec
from msgspec import Struct

from domain.records import singleton_id
from program import invitations
from program.assignments import assign
from program.invitations import IssuedCode
from program.newcomers import add_newcomer
from program.setup import Founded, found_program
from storage import people
from storage.database import Database
from storage.people import Assignment, Person, Program, Session
from storage.people.persons import Role
from storage.streams import write, write_system

NOW = 1_790_000_000_000
HOUR = 3600 * 1000
ORIGIN = "https://alongside.example"


class House(Struct):
    """A program. `elsewhere` is another one in the same database: it has the same staff and participants of its own, each with a peer."""

    database: Database
    program: Program
    new_id: Callable[[], str]
    token_bytes: Callable[[int], bytes]
    people: dict[str, Person]
    elsewhere: "House | None" = None

    @property
    def next_door(self) -> "House":
        assert self.elsewhere, "no program is alone"
        return self.elsewhere

    def __getitem__(self, name: str) -> int:
        return self.people[name].id

    def actor(self, name: str) -> Session:
        return session_of(self.people[name])

    async def participant(self, name: str, *, now: int = NOW) -> Person:
        self.people[name] = await add_newcomer(self.database, self.program, "participant", name.title(), now=now, new_id=self.new_id)
        return self.people[name]

    async def invite(self, actor: str = "ruth", *, peer: str | None = None, now: int = NOW) -> IssuedCode:
        return await invitations.invite(
            self.database,
            self.actor(actor),
            display_name="Tasha",
            peer=self[peer] if peer else None,
            origin=ORIGIN,
            now=now,
            token_bytes=self.token_bytes,
        )

    async def redeem(self, code: str, *, now: int = NOW) -> Person:
        return (await invitations.redeem(self.database, await invitations.hash_of(code), now=now, new_id=self.new_id)).person

    async def streams(self, name: str) -> dict[str, str]:
        """The role in each stream that a person may read now, by kind; an assignment's with its number."""
        async with self.database.reading() as connection:
            found = await people.streams_readable_by(connection, self[name])
        return {f"{each.kind} {each.assignment}" if each.assignment else each.kind: each.role for each in found}

    async def says_yes(self, assignment: Assignment, *, shares: bool = True) -> None:
        async with write(self.database, [assignment.stream], now=NOW) as door:
            groups = {"sharing": {"shares": shares}}
            await write_system(
                door, assignment.stream, "assignment", singleton_id(assignment.uuid, "assignment"), groups, mutation=self.new_id()
            )

    async def calls_themselves(self, name: str, chosen: str) -> None:
        async with self.database.reading() as connection:
            account = await people.stream_of(connection, self[name], "account")
        assert account, "everyone has an account stream"
        async with write(self.database, [account], now=NOW) as door:
            record = singleton_id(self.people[name].uuid, "profile")
            await write_system(door, account, "profile", record, {"name": {"display_name": chosen}}, mutation=self.new_id())

    async def body(self, stream: int, record: str) -> dict[str, dict[str, object]]:
        async with self.database.reading() as connection:
            found = await connection.value("SELECT body FROM record WHERE stream = $1 AND record = $2", stream, record)
        decoded: dict[str, dict[str, object]] = msgspec.json.decode(found)
        return decoded


STAFF: dict[str, Role] = {"admin": "admin", "marcus": "peer", "elena": "peer", "ruth": "supervisor", "jo": "curator"}


async def house_of(database: Database, slug: str, new_id: Callable[[], str]) -> House:
    """A program with one of every role, and two peers."""
    async with database.transaction() as connection:
        program = await people.add_program(connection, slug=slug, name=slug.title(), time_zone="America/Chicago", languages=["en"], now=NOW)
    house = House(database, program, new_id, random.Random(1).randbytes, {})
    for name, role in STAFF.items():
        house.people[name] = await add_newcomer(database, program, role, name.title(), now=NOW, new_id=new_id)
    return house


async def lived_in(house: House) -> House:
    """With two participants, each with a peer of their own, from the same instant on."""
    for name, peer in (("omar", "marcus"), ("tess", "elena")):
        await house.participant(name)
        await assign(house.database, house.actor("ruth"), participant=house[name], peer=house[peer], now=NOW, new_id=house.new_id)
    return house


def session_of(person: Person) -> Session:
    return Session(person.id, person.program, 0, person.kind, person.role, person.uuid, NOW, NOW + HOUR, NOW)


async def found(database: Database, slug: str, new_id: Callable[[], str]) -> Founded:
    return await found_program(
        database,
        slug=slug,
        name=f"The {slug} program",
        time_zone="America/Chicago",
        admin_name="Imani",
        admin_login=f"imani.{slug}",
        now=NOW,
        token_bytes=random.Random(slug).randbytes,
        new_id=new_id,
    )
