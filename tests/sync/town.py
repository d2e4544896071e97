"""A program with people and devices, put row by row into a real database."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from database.database import Database
from domain.records import singleton_id
from records.streams import stream_transaction, write_system
from sync.caller import Caller
from tests.phone.ids import new_id
from tests.sync.devices import NOW, PROGRAM, Device, owner_of

CALLED = "SELECT display_name FROM person WHERE id = $1"


class Town:
    """A program: people are made as they are asked for.

    `elsewhere` is another one, with full staff and two who walk with one peer.
    """

    def __init__(
        self, database: Database, program: int = PROGRAM, ids: Iterator[int] | None = None
    ) -> None:
        self.database, self.program = database, program
        self._ids = ids or iter(range(1, 10_000))

    async def begin(self) -> None:
        await self._found("lantern-bridge")
        self.elsewhere = Town(self.database, PROGRAM + 1, iter(range(90_001, 99_999)))
        await self.elsewhere._found("quay")
        for role in ("supervisor", "admin", "curator", "evaluator"):
            await self.elsewhere.staff(role.title(), role)
        peer = await self.elsewhere.peer("Olaf")
        for name in ("Ana", "Ben"):
            await self.elsewhere.assign(await self.elsewhere.participant(name), peer)

    async def _found(self, slug: str) -> None:
        await self._put(
            "program",
            id=self.program,
            slug=slug,
            name=slug.title(),
            time_zone="America/Chicago",
            languages="[]",
            coverage="{}",
            created_at=NOW,
        )
        self.library = await self.stream("library")

    async def participant(self, name: str) -> dict[str, int]:
        person = await self._person(name, "participant", "participant")
        streams = {"person": person}
        for kind, role in (("own", "participant"), ("shared", "participant"), ("account", "self")):
            streams[kind] = await self.stream(kind, person=person)
            await self.grant(person, streams[kind], role)
        await self.grant(person, self.library, "reader")
        return streams

    async def peer(self, name: str) -> dict[str, int]:
        return await self.staff(name, "peer")

    async def staff(self, name: str, role: str) -> dict[str, int]:
        person = await self._person(name, "staff", role)
        account = await self.stream("account", person=person)
        await self.grant(person, account, "self")
        return {"person": person, "account": account}

    async def assign(
        self, participant: dict[str, int], peer: dict[str, int], *, ids: Iterable[str] = ()
    ) -> int:
        """The assignment's stream; sharing is off until the participant says yes.

        `ids` are its own and that of its terms.
        """
        assignment, (uuid_, told) = next(self._ids), ids or (new_id(), new_id())
        stream = await self.stream("assignment", assignment=assignment)
        await self._put(
            "assignment",
            id=assignment,
            uuid=uuid_,
            program=self.program,
            participant=participant["person"],
            peer=peer["person"],
            kind="primary",
            status="active",
            stream=stream,
            shares=0,
            starts_on="2026-09-01",
        )
        await self.grant(participant["person"], stream, "participant")
        await self.grant(peer["person"], stream, "peer")
        async with stream_transaction(self.database, [stream], now=NOW) as writer:
            called = [
                await writer.connection.value(CALLED, each["person"])
                for each in (peer, participant)
            ]
            terms = {
                "peer_name": called[0],
                "participant_name": called[1],
                "starts_on": "2026-09-01",
            }
            await write_system(
                writer,
                stream,
                "assignment",
                singleton_id(uuid_, "assignment"),
                {"terms": terms},
                mutation=told,
            )
        return stream

    async def device(self, streams: dict[str, int]) -> Device:
        device, person = next(self._ids), streams["person"]
        await self._put(
            "device",
            id=device,
            program=self.program,
            person=person,
            label="phone",
            platform="android",
            n_mark=0,
            created_at=NOW,
            last_seen_at=NOW,
            waiting=0,
        )
        return Device(
            self.database, Caller(person, owner_of(person), self.program, device), streams
        )

    async def stream(
        self, kind: str, *, person: int | None = None, assignment: int | None = None
    ) -> int:
        stream = next(self._ids)
        await self._put(
            "stream",
            id=stream,
            program=self.program,
            kind=kind,
            person=person,
            assignment=assignment,
            head=0,
            live=0,
            digest=0,
        )
        return stream

    async def grant(self, person: int, stream: int, role: str) -> None:
        await self._put(
            "reader",
            person=person,
            stream=stream,
            role=role,
            grant_no=time.monotonic_ns() // 1000,
            program=self.program,
        )

    async def revoke(self, person: int, stream: int) -> None:
        async with self.database.transaction() as connection:
            await connection.run(
                "DELETE FROM reader WHERE person = $1 AND stream = $2", person, stream
            )

    async def _person(self, name: str, kind: str, role: str) -> int:
        person = next(self._ids)
        await self._put(
            "person",
            id=person,
            uuid=owner_of(person),
            program=self.program,
            kind=kind,
            role=role,
            display_name=name,
            language="en",
            time_zone="America/Chicago",
            zone_mode="home",
            status="active",
            stop_sharing=0,
            created_at=NOW,
        )
        return person

    async def _put(self, table: str, **columns: Any) -> None:
        marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
        async with self.database.transaction() as connection:
            await connection.run(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", *columns.values()
            )


async def forget(town: Town) -> None:
    """The server, restored: it holds none of this any more."""
    async with town.database.transaction() as connection:
        await connection.run("DELETE FROM record")
        await connection.run("DELETE FROM counted")
        await connection.run("DELETE FROM receipt")
        await connection.run("UPDATE stream SET head = 0, live = 0, digest = 0")
        await connection.run("UPDATE deployment SET epoch = 'after'")
