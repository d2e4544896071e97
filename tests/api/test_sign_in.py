"""Staff sign in with a password and a code from their authenticator; what is wrong is not told.

Security: A12, A14.
"""

import asyncio
import time
from collections import Counter
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher

import accounts
from api.auth.sign_in import matching_step
from api.settings import Settings
from tests.api.conftest import Client, Clock, NewClient
from tests.api.world import PASSWORD, TOTP_SECRET, World


def signing_in(clock: Clock, **changed: str) -> dict[str, Any]:
    code = pyotp.TOTP(TOTP_SECRET).at(clock.now // 1000)
    return {
        "login": "pat",
        "password": PASSWORD,
        "one_time_code": code,
        "label": "desk",
        "platform": "desktop",
    } | changed


async def sign_in(client: Client, clock: Clock, **changed: str) -> httpx.Response:
    return await client.post("/api/sign-in", json=signing_in(clock, **changed))


async def test_password_and_code_open_the_account(
    world: World, client: Client, clock: Clock
) -> None:
    answer = await sign_in(client, clock)

    assert answer.status_code == 200
    assert answer.json()["person"]["role"] == "peer"
    assert (await client.get("/api/session")).json()["device"]["label"] == "desk"


async def test_a_login_is_found_however_it_is_typed(
    world: World, client: Client, clock: Clock
) -> None:
    assert (await sign_in(client, clock, login=" PAT ")).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "0ABCD-EFGH1-JKMNP-QRSTV",
        " 0abcd-efgh1-jkmnp-qrstv ",
        "Oabcd efghl jkmnp qrstv",
        "0abcd-efgh1-jkmnp-qrstv\u00a0",
    ],
)
async def test_a_password_that_was_made_here_opens_however_it_is_typed(
    world: World, client: Client, clock: Clock, typed: str
) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
        "0abcd-efgh1-jkmnp-qrstv"
    )
    async with world.database.transaction() as connection:
        await connection.run(
            "UPDATE staff_credential SET password_hash = $1 WHERE login = 'pat'", quick
        )
    assert (await sign_in(client, clock, password=typed[:-3] + "xyz")).status_code == 401
    assert (await sign_in(client, clock, password=typed)).status_code == 200


async def test_a_one_time_code_is_read_in_groups_too(
    world: World, client: Client, clock: Clock
) -> None:
    code = pyotp.TOTP(TOTP_SECRET).at(clock.now // 1000)
    assert (
        await sign_in(client, clock, one_time_code=f"\u00a0{code[:3]}\u202f{code[3:]}\u200b")
    ).status_code == 200


async def test_a_code_works_once(world: World, client: Client, clock: Clock) -> None:
    assert (await sign_in(client, clock)).status_code == 200
    assert (await sign_in(client, clock)).status_code == 401
    clock.pass_ms(30_000)
    assert (await sign_in(client, clock)).status_code == 200


async def test_of_ten_requests_with_one_code_one_comes_in(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    answers = await asyncio.gather(
        *(sign_in(new_client(f"192.0.2.{at}"), clock) for at in range(10))
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 9}


async def test_an_older_code_is_refused_after_a_newer_one(
    world: World, client: Client, clock: Clock
) -> None:
    older = pyotp.TOTP(TOTP_SECRET).at(clock.now // 1000 - 30)
    assert (await sign_in(client, clock)).status_code == 200

    assert (await sign_in(client, clock, one_time_code=older)).status_code == 401


def test_a_clock_half_a_minute_off_is_borne_and_no_more(clock: Clock) -> None:
    step = clock.now // 30_000
    codes = pyotp.TOTP(TOTP_SECRET)
    matching = [
        matching_step(TOTP_SECRET, codes.generate_otp(step + drift), clock.now)
        for drift in (-2, -1, 0, 1, 2)
    ]

    assert matching == [None, step - 1, step, step + 1, None]


async def test_whatever_is_wrong_the_answer_is_the_same(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    async with world.database.transaction() as connection:
        await accounts.set_status(connection, world.former_peer.id, "removed")
    wrong = [
        {"login": "nobody-here"},
        {"password": "not it"},
        {"one_time_code": "000000"},
        {"one_time_code": "pässwö"},
        {"login": "fran"},
        {"login": "nobody-here", "password": "not it", "one_time_code": "000000"},
    ]
    answers = [await sign_in(new_client(), clock, **changed) for changed in wrong]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "sign_in_refused"


async def test_an_unknown_login_takes_as_long_as_a_known_one(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    async with world.database.transaction() as connection:
        await accounts.set_password(connection, world.peer.id, PasswordHasher().hash(PASSWORD))

    async def seconds(login: str, at: int) -> float:
        began = time.perf_counter()
        await sign_in(new_client(f"192.0.2.{at}"), clock, login=login, password="not it")
        return time.perf_counter() - began

    await seconds("nobody-here", 0)
    pairs = [(await seconds("pat", at), await seconds("nobody-here", at)) for at in range(1, 8)]
    ratios = sorted(known / unknown for known, unknown in pairs)
    assert 0.4 < ratios[3] < 2.5


async def test_trying_one_login_from_one_address_is_stopped(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    guesser = new_client("192.0.2.1")
    limit = Settings().tries_by_ipv4
    statuses = [
        (await sign_in(guesser, clock, password="guess")).status_code for _ in range(limit + 1)
    ]
    assert statuses == [401] * limit + [429]
    assert (await sign_in(guesser, clock)).status_code == 429, "even with everything right"

    assert (await sign_in(new_client("192.0.2.2"), clock)).status_code == 200, (
        "the person themselves is not locked out"
    )
