"""Where traffic is recorded and played again.

The real application, its people and devices, and what the program does meanwhile.
"""

from typing import Any

import httpx
from litestar import Litestar

from api.ids import new_id
from domain.records import singleton_id
from program import assignments
from records.streams import stream_transaction, write_system
from tests.api.conftest import NOW, Clock, browser
from tests.api.world import World, make_world
from tests.golden.names import Names

SINGLETONS = ("profile", "sharing_settings", "notification_settings")


class Stage:
    """The stage.

    `names` holds what only the server could give: numbers of streams and devices, ids of
    singletons.
    """

    def __init__(self, app: Litestar, clock: Clock, world: World) -> None:
        self.app, self.clock, self.world = app, clock, world
        self.names = Names()
        self.people = {
            "olive": world.own,
            "otto": world.other,
            "pat": world.peer,
            "fran": world.former_peer,
        }
        self._seats: dict[str, httpx.AsyncClient] = {}

    @classmethod
    async def build(cls, app: Litestar, clock: Clock) -> "Stage":
        stage = cls(app, clock, await make_world(app.state.database, clock))
        for name, person in stage.people.items():
            stage.names.bind("person", f"@person/{name}", person.id)
            for entity in SINGLETONS:
                stage.names.bind(
                    "id", f"@record/{name}/{entity}", singleton_id(person.uuid, entity)
                )
        await stage._name_streams()
        return stage

    async def sit(self, seat: str) -> int:
        """A new device for the person before the slash. Its number."""
        client = browser(self.app)
        client.headers["Authorization"] = (
            f"Bearer {await self.world.token(self.people[seat.split('/', maxsplit=1)[0]])}"
        )
        device: int = (await client.get("/api/session")).json()["device"]["id"]
        self.names.bind("device", f"@device/{seat}", device)
        self._seats[seat] = client
        return device

    async def post(self, seat: str, body: str, at: int) -> httpx.Response:
        """`at` is in milliseconds since the recording began."""
        self.clock.now = NOW + at
        return await self._seats[seat].post(
            "/api/sync", content=body, headers={"content-type": "application/json"}
        )

    async def act(self, act: dict[str, Any], at: int) -> None:
        """Do what the program does.

        `assign`, `end`, `nudge`, and `epoch`, after which nothing that was read counts.
        """
        self.clock.now = NOW + at
        match act["office"]:
            case "assign" | "end":
                await self._assign(act)
            case "nudge":
                stream = self.names.value(act["stream"])
                async with stream_transaction(
                    self.world.database, [stream], now=self.clock()
                ) as writer:
                    await write_system(
                        writer,
                        stream,
                        "nudge",
                        act["record"],
                        act["groups"],
                        mutation=act["mutation"],
                    )
            case "epoch":
                async with self.world.database.transaction() as connection:
                    await connection.run("UPDATE deployment SET epoch = $1", new_id())
            case other:
                raise ValueError(other)
        await self._name_streams()

    async def close(self) -> None:
        for client in self._seats.values():
            await client.aclose()

    async def _assign(self, act: dict[str, Any]) -> None:
        supervisor, participant = (
            await self.world.acting(self.world.supervisor),
            self.people[act["participant"]].id,
        )
        database, now = self.world.database, self.clock()
        if act["office"] == "end":
            await assignments.end_running_assignment(
                database, supervisor, participant=participant, now=now, new_id=new_id
            )
            return
        peer = self.people[act["peer"]].id
        await assignments.assign(
            database, supervisor, participant=participant, peer=peer, now=now, new_id=new_id
        )

    async def _name_streams(self) -> None:
        """Of assignments: numbered, as one person may walk with the same peer again."""
        seen: dict[tuple[int, int], int] = {}
        name_of = {person.id: name for name, person in self.people.items()}
        async with self.world.database.reading() as connection:
            statement = (
                "SELECT id, kind, person, assignment FROM stream WHERE program = $1 ORDER BY id"
            )
            rows = await connection.rows(statement, self.world.program.id)
            walks = {
                row[0]: row[1:]
                for row in await connection.rows("SELECT id, participant, peer FROM assignment")
            }
        for stream, kind, person, assignment in rows:
            if assignment is not None:
                participant, peer = walks[assignment]
                seen[participant, peer] = seen.get((participant, peer), 0) + 1
                self.names.bind(
                    "stream",
                    f"@stream/{name_of[participant]}/{name_of[peer]}/{seen[participant, peer]}",
                    stream,
                )
            elif person in name_of:
                self.names.bind("stream", f"@stream/{name_of[person]}/{kind}", stream)
            elif kind == "library":
                self.names.bind("stream", "@stream/library", stream)
