"""A phone of a participant, in a program of its own."""

import pytest

from database.database import Database
from tests.sync.devices import Device
from tests.sync.town import Town


@pytest.fixture
async def phone(database: Database) -> Device:
    town = Town(database)
    await town.begin()
    return await town.device(await town.participant("Tasha"))
