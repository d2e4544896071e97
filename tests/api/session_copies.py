"""Phones of one person: enrolled, added with a code of another phone, or copied from a session."""

from tests.api.conftest import Client, NewClient
from tests.api.test_enrolment import entering
from tests.api.test_sessions import enrolled, token_of
from tests.api.world import World


def with_token(new_client: NewClient, token: str) -> Client:
    client = new_client()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


async def phone_of(world: World, new_client: NewClient) -> Client:
    """Of a participant, and its cookie's token as a bearer."""
    return with_token(new_client, token_of(await enrolled(world, new_client, person=world.own.id)))


async def copy_of(phone: Client, new_client: NewClient) -> Client:
    """Whoever holds the session goes on as a new device."""
    asked = new_client()
    asked.headers["Authorization"] = phone.headers["Authorization"]
    answer = await asked.post("/api/session/device")
    assert answer.status_code == 201, answer.text
    return with_token(new_client, token_of(asked))


async def added_by(phone: Client, new_client: NewClient) -> Client:
    """With a code that was made on the phone."""
    code = (await phone.post("/api/phone-codes")).json()["code"]
    added = new_client()
    assert (await added.post("/api/enrol", json=entering(code))).status_code == 201
    return with_token(new_client, token_of(added))


async def id_of(phone: Client) -> int:
    found: int = (await phone.get("/api/session")).json()["device"]["id"]
    return found
