"""A small program to sync in, on each engine; and two worlds, each in a database of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from database.database import Database
from tests.conftest import ENGINES
from tests.fixtures.opening import open_database
from tests.sync.town import Town
from tests.sync.worlds import World


@pytest.fixture
async def town(database: Database) -> Town:
    made = Town(database)
    await made.begin()
    return made


@pytest.fixture(params=ENGINES)
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    if request.param == "sqlite":
        files = [tmp_path / f"{name}.sqlite" for name in ("one", "other")]
        for file in files:
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield [f"sqlite:///{file}" for file in files]
        return
    server, template = (
        request.getfixturevalue("postgresql_server"),
        request.getfixturevalue("migrated_postgresql"),
    )
    copies = [asyncio.run(server.make(template)) for _ in range(2)]
    yield [server.address(copy) for copy in copies]
    for copy in copies:
        asyncio.run(server.drop(copy))


@pytest.fixture
async def worlds(two_urls: list[str], tmp_path: Path) -> AsyncIterator[tuple[World, World]]:
    async with AsyncExitStack() as stack:
        made = []
        for number, url in enumerate(two_urls):
            database = open_database(url, ledger=tmp_path / f"{number}.ledger")
            await database.start()
            stack.push_async_callback(database.stop)
            made.append(await World().begin(database))
        yield made[0], made[1]
