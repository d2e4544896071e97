"""Where scripts are played.

The founded database, and a copy of it for every run, on either engine.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from database.database import Database
from database.migrate import migrate
from tests.fixtures.memory import scratch
from tests.fixtures.opening import open_database
from tests.fixtures.postgresql import PostgreSQL
from tests.simulation.adversary.cast import found
from tests.simulation.adversary.tables import Layout
from tests.simulation.cast import Cast


class Stage:
    """`server` is there where the engine is PostgreSQL."""

    def __init__(self, folder: Path, server: PostgreSQL | None = None) -> None:
        self.folder, self.server = folder, server
        self.cast: Cast
        self.layout: Layout
        self._founded = ""

    @property
    def engine(self) -> str:
        return "postgresql" if self.server else "sqlite"

    @classmethod
    async def build(cls, server: PostgreSQL | None = None) -> "Stage":
        stage = cls(Path(tempfile.mkdtemp(prefix="alongside-adversary-", dir=scratch())), server)
        stage._founded = await server.make() if server else "founded"
        database = stage.database(stage._founded)
        await database.start()
        try:
            await migrate(database)
            stage.cast = await found(database)
            stage.layout = await Layout.of(database)
        finally:
            await database.stop()
        return stage

    async def clear(self) -> None:
        if self.server:
            await self.server.drop(self._founded)
        shutil.rmtree(self.folder)

    def database(self, name: str) -> Database:
        ledger = self.folder / f"{name}.ledger"
        return open_database(
            self.server.address(name) if self.server else f"sqlite:///{self.folder / name}",
            ledger=ledger,
        )

    async def copy(self) -> str:
        """The name of a new database as it was founded."""
        if self.server:
            name = await self.server.make(self._founded)
        else:
            name = "run"
            shutil.copyfile(self.folder / self._founded, self.folder / name)
        shutil.copyfile(self.folder / f"{self._founded}.ledger", self.folder / f"{name}.ledger")
        return name

    async def throw_away(self, name: str) -> None:
        if self.server:
            await self.server.drop(name)
        for each in self.folder.glob(f"{name}*"):
            each.unlink()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        name = await self.copy()
        database = self.database(name)
        await database.start()
        try:
            yield database
        finally:
            await database.stop()
            await self.throw_away(name)
