"""A small program to sync in, on each engine."""

import pytest

from storage.database import Database
from tests.sync.devices import Town


@pytest.fixture
async def town(database: Database) -> Town:
    made = Town(database)
    await made.begin()
    return made
