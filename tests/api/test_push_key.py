"""Which key a device subscribed with (security: E10)."""

import secrets

from tests.api.conftest import NewClient
from tests.api.test_people import acting
from tests.api.test_push import addresses, subscription, text
from tests.api.world import World


async def test_a_browser_that_names_a_key_of_someone_else_is_told_so(world: World, new_client: NewClient) -> None:
    phone = await acting(world, new_client, world.own)
    key = (await phone.get("/api/push/key")).json()["key"]
    assert (await phone.put("/api/push/subscription", json=subscription() | {"key": key})).status_code == 204
    answer = await phone.put("/api/push/subscription", json=subscription() | {"key": text(secrets.token_bytes(65))})

    assert (answer.status_code, answer.json()["where"]) == (400, "key")
    assert len(await addresses(world)) == 1
