"""Two made-up programs of the same kind.

In one: someone with a peer and a former peer, someone else, and staff.
"""

import secrets
from collections.abc import Callable

from argon2 import PasswordHasher
from msgspec import Struct

import accounts
from accounts import Person, Program, Session
from api.auth.sessions import LIFE_MS, token_hash
from api.ids import new_id
from database.database import Database
from program import assignments
from program.newcomers import add_newcomer
from program.staff import StaffRole
from tests.fixtures.edge import in_transaction

PASSWORD = "correct-horse-battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Cheap to check, since the tests do so a hundred times."""


class World(Struct, kw_only=True):
    """`own` walks with `peer` now and walked with `former_peer` before; `other` has no peer.

    `stranger…` are of another program.
    """

    program: Program
    admin: Person
    supervisor: Person
    peer: Person
    former_peer: Person
    own: Person
    other: Person
    stranger_peer: Person
    stranger_admin: Person
    stranger_supervisor: Person
    stranger_own: Person
    database: Database
    clock: Callable[[], int]

    async def token(self, person: Person, label: str = "phone") -> str:
        """Of a session on a new device, without signing in."""
        now = self.clock()
        token = secrets.token_urlsafe(32)
        async with self.database.transaction() as connection:
            device = await accounts.add_device(
                connection,
                program=person.program,
                person=person.id,
                label=label,
                platform="other",
                now=now,
            )
            await accounts.add_session(
                connection,
                token_hash=token_hash(token),
                program=person.program,
                person=person.id,
                device=device.id,
                now=now,
                expires_at=now + LIFE_MS,
            )
        return token

    async def acting(self, person: Person) -> Session:
        """A session for calling the program's functions as that person."""
        return Session(person.id, person.program, 1, person.kind, person.role, person.uuid, 0, 0, 0)


async def make_world(database: Database, clock: Callable[[], int]) -> World:
    now = clock()

    async def program(slug: str) -> Program:
        async with database.transaction() as connection:
            return await accounts.add_program(
                connection,
                slug=slug,
                name=f"Program {slug}",
                time_zone="America/Chicago",
                languages=["en"],
                now=now,
            )

    async def staff(role: StaffRole, login: str, of: Program) -> Person:
        async with database.transaction() as connection:
            person = await add_newcomer(connection, of, role, login.title(), now=now, new_id=new_id)
            await accounts.add_credential(
                connection,
                person=person.id,
                program=of.id,
                login=login,
                password_hash=QUICK_HASH,
                totp_secret=TOTP_SECRET,
            )
        return person

    here, elsewhere = await program("lantern"), await program("harbour")

    async def participant(name: str, of: Program = here) -> Person:
        return await in_transaction(
            database, add_newcomer, of, "participant", name, now=now, new_id=new_id
        )

    world = World(
        program=here,
        admin=await staff("admin", "ada", here),
        supervisor=await staff("supervisor", "sam", here),
        peer=await staff("peer", "pat", here),
        former_peer=await staff("peer", "fran", here),
        own=await participant("Olive"),
        other=await participant("Otto"),
        stranger_peer=await staff("peer", "stan", elsewhere),
        stranger_admin=await staff("admin", "ada-elsewhere", elsewhere),
        stranger_supervisor=await staff("supervisor", "sue-elsewhere", elsewhere),
        stranger_own=await participant("Opal", elsewhere),
        database=database,
        clock=clock,
    )
    supervisor = await world.acting(world.supervisor)
    for peer in (world.former_peer, world.peer):
        await assignments.assign(
            database, supervisor, participant=world.own.id, peer=peer.id, now=now, new_id=new_id
        )
    stranger = await world.acting(world.stranger_supervisor)
    await assignments.assign(
        database,
        stranger,
        participant=world.stranger_own.id,
        peer=world.stranger_peer.id,
        now=now,
        new_id=new_id,
    )
    return world
