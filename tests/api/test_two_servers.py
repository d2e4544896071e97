"""Two servers over one database are one deployment: what one of them ended is ended at the other (security: A1, A10)."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from api import attempts
from api.app import create_app
from api.settings import Settings
from tests.api.conftest import ORIGIN, Clock, NewClient
from tests.api.test_enrolment import entering
from tests.api.test_sessions import enrolled, token_of
from tests.api.world import World


@pytest.fixture
async def elsewhere(app: Litestar, settings: Settings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the second server."""
    second = create_app(settings, clock=clock)
    await second.state.database.start()
    transport = httpx.ASGITransport(cast(Any, second), client=("203.0.113.9", 40_000), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN}) as client:
        yield client
    await second.state.database.stop()


async def test_a_device_that_one_revoked_is_refused_by_the_other(world: World, new_client: NewClient, elsewhere: httpx.AsyncClient) -> None:
    lost = await enrolled(world, new_client, person=world.own.id)
    elsewhere.headers["Authorization"] = f"Bearer {token_of(lost)}"
    device = (await elsewhere.get("/api/session")).json()["device"]["id"]
    kept = await enrolled(world, new_client, person=world.own.id)
    assert (await kept.delete(f"/api/devices/{device}")).status_code == 204

    assert (await elsewhere.get("/api/session")).status_code == 401
    assert (await elsewhere.post("/api/sync", json={"device": device, "sent_at": 0})).status_code == 401


async def test_tries_at_one_count_at_the_other(world: World, new_client: NewClient, elsewhere: httpx.AsyncClient) -> None:
    here = new_client("203.0.113.9")
    for at in range(attempts.ENROL_BY_ADDRESS.count):
        client = (here, elsewhere)[at % 2]
        assert (await client.post("/api/enrol", json=entering(f"0000-0000-{at:04}"))).status_code == 400

    for client in (here, elsewhere):
        assert (await client.post("/api/enrol", json=entering("0000-0000-9999"))).status_code == 429
