"""The two databases under the server.

Each has a program in it, and can be looked into from outside.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from database.database import Database
from database.migrate import migrate
from tests.faults.cluster import Cluster
from tests.faults.people import Cast, make_cast, make_program
from tests.faults.server import Server
from tests.fixtures.opening import ledger_beside, open_database
from tests.phone.ids import now_ms


class Stage:
    """A database, a server over it, and the people of one fault after another.

    The database is opened from here only while the server runs: whoever opens it first after a kill
    repairs it, and that has to be the server.
    """

    def __init__(self, url: str, server: Server, cluster: Cluster | None = None) -> None:
        self.url, self.server, self.cluster = url, server, cluster
        self.usual_seconds = 0.3
        self._program = 0

    async def begin(self) -> None:
        async with self.opened() as database:
            await migrate(database)
            self._program = await make_program(database, now_ms())
        await self.server.start()

    async def cast(self) -> Cast:
        async with self.opened() as database:
            return await make_cast(database, self._program, now_ms())

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        database = open_database(self.url, ledger=self.server.ledger)
        await database.start()
        try:
            yield database
        finally:
            await database.stop()


@asynccontextmanager
async def sqlite_stage(worker: str = "on") -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="alongside-faults-") as folder:
        path = Path(folder) / "alongside.sqlite"
        stage = Stage(
            f"sqlite:///{path}",
            Server(f"sqlite:///{path}", Path(folder), sqlite=path, worker=worker),
        )
        try:
            await stage.begin()
            yield stage
        finally:
            await stage.server.stop()


@asynccontextmanager
async def postgresql_stage(worker: str = "on") -> AsyncIterator[Stage]:
    cluster = Cluster()
    try:
        cluster.start()
        maintenance = await asyncpg.connect(cluster.url)
        await maintenance.execute("CREATE DATABASE alongside")
        await maintenance.close()
        url = cluster.url.replace("/postgres", "/alongside")
        with tempfile.TemporaryDirectory(prefix="alongside-faults-") as folder:
            stage = Stage(
                url, Server(url, Path(folder), postgresql_port=cluster.port, worker=worker), cluster
            )
            try:
                await stage.begin()
                yield stage
            finally:
                await stage.server.stop()
    finally:
        cluster.remove()
        ledger_beside("postgresql:///alongside").unlink(
            missing_ok=True
        )  # the next one of this name is another deployment


STAGES = {"sqlite": sqlite_stage, "postgresql": postgresql_stage}
