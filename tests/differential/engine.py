"""One engine of two: the real application over its own database.

Its program is founded anew for every script.
"""

import base64
import hashlib
import random
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from litestar import Litestar
from msgspec import Struct, field

import accounts
from accounts import Person, Program, Session
from accounts.persons import PersonRole
from api.auth.sessions import LIFE_MS, token_hash
from database.database import Database
from domain.errors import Conflict, NotFound
from program import assignments
from program.newcomers import add_newcomer
from records.streams import stream_transaction, write_system
from tests.api.conftest import Clock, browser

CAST: dict[str, PersonRole] = {
    "ruth": "supervisor",
    "olive": "participant",
    "otto": "participant",
    "pat": "peer",
    "fran": "peer",
}
SEATS = ("olive/1", "olive/2", "otto/1", "otto/2", "pat/1", "pat/2", "fran/1")
EPOCH = "UPDATE deployment SET epoch = $1"
NUMBERED = (
    "program",
    "person",
    "device",
    "stream",
    "assignment",
    "notice",
    "enrolment_code",
    "push_subscription",
)
"""Tables that give out numbers.

A transaction that is rolled back uses one up in PostgreSQL and none in SQLite.
"""
OF_A_PROGRAM = (
    "stream",
    "record",
    "receipt",
    "reader",
    "assignment",
    "device",
    "nudge_schedule",
    "person",
)


class Engine(Struct):
    """`ids` are those that the program itself would have made, the same on both engines."""

    app: Litestar
    clock: Clock
    ids: Callable[[], str] = str
    program: Program | None = None
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    async def numbers(self) -> dict[str, int]:
        """The greatest number that each table holds."""
        async with self.database.reading() as connection:
            return {
                table: await connection.value(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
                for table in NUMBERED
            }

    async def count_on_from(self, numbers: dict[str, int]) -> None:
        async with self.database.transaction() as connection:
            for table, number in numbers.items():
                if connection.dialect == "sqlite":
                    await connection.run("DELETE FROM sqlite_sequence WHERE name = $1", table)
                    await connection.run(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", table, number
                    )
                else:
                    await connection.run(
                        f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {number + 1}"
                    )

    async def found(self, script: int) -> None:
        """A program of this script's own, with everyone's devices and Pat beside Olive."""
        rng = random.Random(script)
        self.ids = lambda: uuid7(self.clock(), rng)
        now, self.devices, self.clients = self.clock(), {}, {}
        async with self.database.transaction() as connection:
            await connection.run(
                "UPDATE deployment SET epoch = $1, secret = $2",
                f"epoch-{script}",
                "the same on both",
            )
            self.program = await accounts.add_program(
                connection,
                slug=f"script-{script}",
                name="Script",
                time_zone="America/Chicago",
                languages=["en"],
                now=now,
            )
            for name, role in CAST.items():
                self.people[name] = await add_newcomer(
                    connection, self.program, role, name.title(), now=now, new_id=self.ids
                )
        await self.assign("olive", "pat")
        for seat in SEATS:
            await self._sit(seat, script)

    async def assign(self, participant: str, peer: str | None) -> str:
        """Another peer, or none. What the supervisor is told."""
        ruth, who, now = self._session("ruth"), self.people[participant].id, self.clock()
        try:
            if peer is None:
                await assignments.end_running_assignment(
                    self.database, ruth, participant=who, now=now, new_id=self.ids
                )
            else:
                await assignments.assign(
                    self.database,
                    ruth,
                    participant=who,
                    peer=self.people[peer].id,
                    now=now,
                    new_id=self.ids,
                )
        except (Conflict, NotFound) as refused:
            return refused.code
        return "done"

    async def nudge(self, stream: int, record: str, mutation: str) -> str:
        words = {
            "plan": record,
            "text": "Hello",
            "due_at": "2026-10-01T14:30:00Z",
            "local_date": "2026-10-01",
        }
        async with stream_transaction(self.database, [stream], now=self.clock()) as writer:
            await write_system(
                writer,
                stream,
                "nudge",
                record,
                {"words": words, "delivery": {"delivery": "held"}},
                mutation=mutation,
            )
        return "done"

    async def set_back(self, epoch: str) -> str:
        """Nothing that was read counts any more."""
        async with self.database.transaction() as connection:
            await connection.run(EPOCH, epoch)
        return "done"

    async def post(self, seat: str, path: str, body: bytes = b"") -> httpx.Response:
        return await self.clients[seat].post(
            path, content=body, headers={"content-type": "application/json"}
        )

    async def table(self, name: str) -> list[tuple[Any, ...]]:
        """The program's rows, as they are kept."""
        assert self.program
        async with self.database.reading() as connection:
            rows = await connection.rows(
                f"SELECT * FROM {name} WHERE program = $1", self.program.id
            )
        return sorted((tuple(row) for row in rows), key=repr)

    async def _sit(self, seat: str, script: int) -> None:
        person, now = self.people[seat.partition("/")[0]], self.clock()
        token = (
            base64.urlsafe_b64encode(hashlib.sha256(f"{script} {seat}".encode()).digest())
            .decode()
            .rstrip("=")
        )
        async with self.database.transaction() as connection:
            device = await accounts.add_device(
                connection,
                program=person.program,
                person=person.id,
                label="phone",
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
        self.devices[seat] = device.id
        self.clients[seat] = browser(self.app)
        self.clients[seat].headers["Authorization"] = f"Bearer {token}"

    def _session(self, name: str) -> Session:
        person = self.people[name]
        return Session(person.id, person.program, 1, person.kind, person.role, person.uuid, 0, 0, 0)


def uuid7(ms: int, rng: random.Random) -> str:
    return str(
        uuid.UUID(int=(ms << 80) | (0x7 << 76) | (rng.getrandbits(76) & ~(3 << 62)) | (2 << 62))
    )
