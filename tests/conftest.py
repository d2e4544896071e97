"""Fixtures for every test: a migrated database of its own on each engine.

Ask for `database` to run on both engines, for `sqlite_database` or `postgresql_database` to run on
one, for `database_url` when another process opens it, for `empty_database_url` when the test
migrates it itself.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from database.database import Database
from database.migrate import migrate
from tests.fixtures import postgresql
from tests.fixtures.memory import scratch
from tests.fixtures.opening import open_database
from tests.fixtures.postgresql import PostgreSQL

# One commit has one verdict; what is new is looked for by the long runs.
settings.register_profile("quick", deadline=None, print_blob=True, derandomize=True)
settings.register_profile(
    "soak", settings.get_profile("quick"), max_examples=2_000, derandomize=False
)
settings.load_profile("quick")

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch()))

pytest_plugins = [
    "tests.fixtures.report",
    "tests.fixtures.program_house",
    "tests.fixtures.restored",
]

ON_DATABASES = {
    "database",
    "database_url",
    "empty_database_url",
    "sqlite_database",
    "postgresql_database",
    "postgresql_server",
}
ENGINES = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & ON_DATABASES or any(
            folder in item.path.as_posix() for folder in ("tests/simulation", "tests/faults")
        ):
            item.add_marker(pytest.mark.database)
        if "postgresql_database" in names:
            item.add_marker(pytest.mark.postgresql)
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "alongside.sqlite"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgreSQL) -> Iterator[str]:
    name = asyncio.run(postgresql_server.make())
    asyncio.run(_migrate(postgresql_server.address(name)))
    yield name
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    copy = tmp_path / "alongside.sqlite"
    shutil.copyfile(migrated_sqlite, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQL, migrated_postgresql: str) -> Iterator[str]:
    name = asyncio.run(postgresql_server.make(migrated_postgresql))
    yield postgresql_server.address(name)
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql_server")
    name = asyncio.run(server.make())
    yield server.address(name)
    asyncio.run(server.drop(name))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with _open(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    async with _open(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def postgresql_database(postgresql_url: str) -> AsyncIterator[Database]:
    async with _open(postgresql_url) as opened:
        yield opened


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.stop()


async def _migrate(url: str) -> None:
    async with _open(url) as opened:
        await migrate(opened)
