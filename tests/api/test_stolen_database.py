"""Whoever steals the database comes in nowhere: no secret that was handed out is in it.

Security: A6, A9, E9.
"""

from pathlib import Path

import pytest

from database.database import Database
from tests.api.conftest import NewClient
from tests.api.test_sessions import code_for, enrolled, token_of
from tests.api.world import World

TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


async def everything_in(database: Database) -> str:
    async with database.reading() as connection:
        tables = [name for (name,) in await connection.rows(TABLES[database.dialect])]
        assert len(tables) > 15
        return str([await connection.rows(f'SELECT * FROM "{name}"') for name in tables])


async def secrets_handed_out(world: World, new_client: NewClient) -> dict[str, str]:
    """One of each kind, as its owner got it."""
    phone, admin = await enrolled(world, new_client), new_client()
    admin.headers["Authorization"] = f"Bearer {await world.token(world.admin)}"
    hired = (
        await admin.post(
            "/api/staff", json={"display_name": "New", "role": "peer", "login": "newcomer"}
        )
    ).json()
    return {
        "session": token_of(phone),
        "enrolment code": await code_for(world, new_client()),
        "phone code": (await phone.post("/api/phone-codes")).json()["code"],
        "password": hired["password"],
    }


async def test_no_secret_that_was_handed_out_is_in_any_table(
    world: World, new_client: NewClient
) -> None:
    handed_out = await secrets_handed_out(world, new_client)
    dump = await everything_in(world.database)

    assert len(set(handed_out.values())) == 4
    assert "newcomer" in dump, "the search finds what is there"
    for kind, secret in handed_out.items():
        assert secret not in dump, kind
        assert secret.replace("-", "") not in dump, kind


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nor_in_any_byte_of_the_file(
    world: World, new_client: NewClient, tmp_path: Path
) -> None:
    handed_out = await secrets_handed_out(world, new_client)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("alongside.sqlite*"))

    assert b"newcomer" in files
    for kind, secret in handed_out.items():
        assert secret.encode() not in files, kind
        assert secret.replace("-", "").encode() not in files, kind


async def test_a_token_hash_is_no_token(world: World, new_client: NewClient) -> None:
    await enrolled(world, new_client)
    thief = new_client()
    async with world.database.reading() as connection:
        hashes = [value for (value,) in await connection.rows("SELECT token_hash FROM session")]

    assert hashes
    for each in hashes:
        for token in (each, each[:43]):
            assert (
                await thief.get("/api/session", headers={"Authorization": f"Bearer {token}"})
            ).status_code == 401
