"""Some life in a program, to be backed up, gone on with and restored; and ways to look at all of a database."""

from typing import Any

from domain.records import State
from storage import people
from storage.connection import Connection
from storage.database import Database
from storage.record_rows import STATES, digest_of
from tests.sync.devices import NOW, Town, outcomes

TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}
LATER = NOW + 100_000


class Life:
    """Tasha, who shares with Marcus, and the phone of each; what is to be erased bears a token."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.town = Town(database)

    async def begin(self) -> None:
        await self.town.begin()
        self.tasha, marcus = await self.town.participant("Tasha"), await self.town.peer("Marcus")
        self.marcus = marcus["person"]
        self.stream = await self.town.assign(self.tasha, marcus)
        self.phone, self.desk = await self.town.device(self.tasha), await self.town.device(marcus)
        async with self.database.transaction() as connection:
            await connection.run("UPDATE stream SET person = $2 WHERE id = $1", self.stream, self.tasha["person"])
            self.assignment = await connection.value("SELECT assignment FROM stream WHERE id = $1", self.stream)
        self.secret = self.phone.write("goal", {"words": {"title": "shown-token"}})["record"]
        self.shared = self.phone.write("goal", {"words": {"title": "Walk"}, "visibility": {"shared": True}})["record"]
        await self.phone.sync()
        self.step = self.phone.write("goal_step", {"goal": {"goal": self.secret}, "words": {"text": "step-token"}})["record"]
        self.shared_step = self.phone.write(
            "goal_step", {"goal": {"goal": self.shared}, "words": {"text": "Shoes"}}, stream=self.tasha["shared"]
        )["record"]
        self.phone.mutate(entity="goal", record=self.secret, set={"words": {"title": "kept-token"}})
        self.phone.mutate(entity="goal", record=self.secret, set={"words": {"title": "refused-token" * 20}})
        self.say_yes(True)
        assert outcomes(await self.phone.sync())[-2:] == ["refused", "applied"]
        await self.phone.sync()

    def say_yes(self, shares: bool) -> None:
        [record] = [record for (stream, record), row in self.phone.rows.items() if stream == self.stream and row["entity"] == "assignment"]
        self.phone.write("assignment", {"sharing": {"shares": shares}}, stream=self.stream, record=record)

    def erase(self, record: str, entity: str = "goal") -> None:
        self.phone.mutate(entity=entity, record=record, stream=self.tasha["own"], op="erase")


async def check_digests(database: Database) -> None:
    """Count, digest and head of every stream are those of its rows."""
    async with database.reading() as connection:
        streams = await connection.rows("SELECT id, head, live, digest FROM stream")
        for stream, head, live, digest in streams:
            rows = await connection.rows("SELECT record, seq, state FROM record WHERE stream = $1", stream)
            alive = [digest_of(record, seq) for record, seq, state in rows if state == 0]
            assert (live, digest) == (len(alive), sum(alive) % 2**53)
            assert head >= max((seq for _, seq, _ in rows), default=0)


async def everything_in(database: Database) -> str:
    async with database.reading() as connection:
        tables = [name for (name,) in await connection.rows(TABLES[database.dialect])]
        assert len(tables) > 15
        return str([await connection.rows(f'SELECT * FROM "{name}"') for name in tables])


async def states(database: Database, record: str) -> dict[int, State]:
    async with database.reading() as connection:
        return {
            stream: STATES[state] for stream, state in await connection.rows("SELECT stream, state FROM record WHERE record = $1", record)
        }


async def readers(database: Database, stream: int) -> set[int]:
    async with database.reading() as connection:
        return {reader.person for reader in await people.readers_of(connection, stream)}


async def everything_in_records(database: Database) -> list[list[tuple[Any, ...]]]:
    async with database.reading() as connection:
        return [await connection.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("record", "stream", "reader", "assignment")]


async def copied(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in every table, as a file that is copied by hand would hold it."""
    async with database.reading() as connection:
        names = [name for (name,) in await connection.rows(TABLES[database.dialect]) if not name.startswith("sqlite_")]
        return {name: await connection.rows(f'SELECT * FROM "{name}"') for name in names}


async def put_back(database: Database, copy: dict[str, list[tuple[Any, ...]]]) -> None:
    async with database.transaction() as connection:
        await _without_references(connection)
        for name, rows in copy.items():
            await connection.run(f'DELETE FROM "{name}"')
            if rows:
                places = ", ".join(f"${place + 1}" for place in range(len(rows[0])))
                await connection.run_many(f'INSERT INTO "{name}" VALUES ({places})', rows)


async def _without_references(connection: Connection) -> None:
    if connection.dialect == "sqlite":
        await connection.run("PRAGMA defer_foreign_keys = ON")
    else:
        await connection.run("SET LOCAL session_replication_role = 'replica'")
