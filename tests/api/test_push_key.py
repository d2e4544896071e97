"""Which key a device subscribed with (security: E10)."""

import secrets
from pathlib import Path

from api.settings import Settings
from notifications.push.key_files import rotate_key
from tests.api.conftest import NewClient
from tests.api.test_people import acting
from tests.api.test_push import addresses, subscription, text
from tests.api.world import World


async def test_a_browser_that_names_a_key_of_someone_else_is_told_so(
    world: World, new_client: NewClient
) -> None:
    phone = await acting(world, new_client, world.own)
    key = (await phone.get("/api/push/key")).json()["key"]
    assert (
        await phone.put("/api/push/subscription", json=subscription() | {"key": key})
    ).status_code == 204
    answer = await phone.put(
        "/api/push/subscription", json=subscription() | {"key": text(secrets.token_bytes(65))}
    )

    assert (answer.status_code, answer.json()["where"]) == (400, "key")
    assert len(await addresses(world)) == 1


async def test_a_running_server_hands_out_the_new_key_and_still_takes_what_was_made_with_the_former(
    world: World, new_client: NewClient, settings: Settings
) -> None:
    phone = await acting(world, new_client, world.own)
    former = (await phone.get("/api/push/key")).json()["key"]
    rotate_key(Path(settings.keys_dir))
    present = (await phone.get("/api/session")).json()["push_key"]
    assert former != present == (await phone.get("/api/push/key")).json()["key"]
    assert (
        await phone.put("/api/push/subscription", json=subscription() | {"key": former})
    ).status_code == 204

    async with world.database.reading() as connection:
        assert await connection.rows("SELECT vapid_key FROM push_subscription") == [(former,)]
