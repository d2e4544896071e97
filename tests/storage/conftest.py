"""An empty database of the same engine, to restore into, and a life that goes on after its backup."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from storage.backup import backup, restore
from storage.database import Database
from tests.fixtures.opening import ledger_beside, open_database
from tests.storage.life import Life, check_digests


@pytest.fixture
async def empty_of_same(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    if database.dialect == "sqlite":
        yield f"sqlite:///{tmp_path}/restored/alongside.sqlite"
        return
    server = request.getfixturevalue("postgresql_server")
    name = await server.make()
    yield server.address(name)
    await server.drop(name)


@pytest.fixture
async def life(database: Database) -> Life:
    made = Life(database)
    await made.begin()
    return made


@pytest.fixture
def after(life: Life, tmp_path: Path, empty_of_same: str) -> Callable[[Callable[[], Awaitable[object]]], Any]:
    """The database as it comes back from a backup that was made before some more life."""

    @asynccontextmanager
    async def restored(more_life: Callable[[], Awaitable[object]]) -> AsyncIterator[Database]:
        await backup(life.database, tmp_path / "backup")
        await more_life()
        await restore(
            empty_of_same, tmp_path / "backup", epoch="after", ledger=ledger_beside(empty_of_same), others=[life.database.ledger.path]
        )
        database = open_database(empty_of_same)
        await database.start()
        yield database
        await check_digests(database)
        await database.stop()

    return restored
