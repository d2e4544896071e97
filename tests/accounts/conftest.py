"""Two programs that live side by side in one database."""

import pytest

from database.database import Database
from tests.fixtures.neighbourhood import Streets, two_streets


@pytest.fixture
async def streets(database: Database) -> Streets:
    return await two_streets(database)
