"""No one's failures lock out anyone else, and a limit costs no disk (security: A1, A14)."""

import asyncio

import httpx
import pyotp
import pytest

from api.auth.attempts import (
    DAY_MS,
    ENROL_BY_ALL,
    EVERYONE,
    ONE_TIME_CODES,
    QUARTER_MS,
    SIGN_IN_BY_ALL,
    SIGN_IN_BY_LOGIN,
    RateBucket,
    RateLimit,
    SecretAttempt,
    buckets_of,
)
from api.settings import Settings
from tests.api.conftest import Client, Clock, NewClient
from tests.api.test_enrolment import entering
from tests.api.test_sessions import code_for
from tests.api.test_sign_in import sign_in
from tests.api.world import TOTP_SECRET, World

WRONG = "0000-0000-0000"


async def spend(world: World, limit: RateLimit, subject: str, *, left: int = 0) -> None:
    """As if so many had failed before."""
    bucket, began = RateBucket(limit, subject), world.clock() - world.clock() % limit.window_ms
    statement = "INSERT INTO attempt (bucket, window_start, tries, ends_at) VALUES ($1, $2, $3, $4)"
    async with world.database.transaction() as connection:
        await connection.run(
            statement, bucket.key, began, limit.count - left, began + limit.window_ms
        )


async def rows(world: World) -> list[tuple[str, int, int]]:
    async with world.database.reading() as connection:
        return await connection.rows(
            "SELECT bucket, window_start, tries FROM attempt WHERE bucket <> 'write probe' "
            "ORDER BY bucket, window_start"
        )


async def enrol(client: Client, code: str = WRONG) -> httpx.Response:
    return await client.post("/api/enrol", json=entering(code))


async def test_a_right_code_from_elsewhere_comes_in_when_all_have_spent_the_limit(
    world: World, new_client: NewClient
) -> None:
    await spend(world, ENROL_BY_ALL, EVERYONE, left=2)
    assert [(await enrol(new_client(f"192.0.2.{at}"))).status_code for at in range(4)] == [400] * 4

    code = await code_for(world, new_client())
    assert (await enrol(new_client("198.51.100.7"), code)).status_code == 201


@pytest.mark.parametrize(
    ("limit", "subject"), [(SIGN_IN_BY_LOGIN, "pat"), (SIGN_IN_BY_ALL, EVERYONE)]
)
async def test_right_secrets_from_elsewhere_come_in_when_the_limit_is_spent(
    world: World, new_client: NewClient, clock: Clock, limit: RateLimit, subject: str
) -> None:
    await spend(world, limit, subject)
    wrong = [
        (await sign_in(new_client(f"192.0.2.{at}"), clock, password="guess")).status_code
        for at in range(3)
    ]

    assert wrong == [401] * 3
    assert (await sign_in(new_client("198.51.100.7"), clock)).status_code == 200


async def test_who_came_in_from_there_before_waits_for_no_one(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    assert (await sign_in(new_client("198.51.100.7"), clock)).status_code == 200
    await spend(world, SIGN_IN_BY_LOGIN, "pat")
    clock.pass_ms(30_000)
    strangers = [
        asyncio.create_task(sign_in(new_client(f"192.0.2.{at}"), clock, password="guess"))
        for at in range(12)
    ]
    await asyncio.sleep(0.1)

    assert (await sign_in(new_client("198.51.100.7"), clock)).status_code == 200
    assert any(not stranger.done() for stranger in strangers), "they stand in the queue still"
    assert {(await stranger).status_code for stranger in strangers} == {401}


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:1:2::7"])
async def test_who_came_in_from_there_before_is_not_reached_by_a_neighbours_failures(
    world: World, new_client: NewClient, clock: Clock, address: str
) -> None:
    assert (await sign_in(new_client(address), clock)).status_code == 200
    clock.pass_ms(30_000)
    for _ in range(Settings().tries_by_ipv4):
        await sign_in(new_client(address), clock, login="sam", password="guess")
    assert (await sign_in(new_client(address), clock, login="sam")).status_code == 429

    assert (await sign_in(new_client(address), clock)).status_code == 200


async def test_who_came_in_from_there_before_has_a_limit_too(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    assert (await sign_in(new_client("198.51.100.7"), clock)).status_code == 200
    wrong = [
        (await sign_in(new_client("198.51.100.7"), clock, password="guess")).status_code
        for _ in range(Settings().tries_by_ipv4 + 1)
    ]

    assert wrong == [401] * Settings().tries_by_ipv4 + [429]


async def test_a_good_code_counts_nothing(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    staff = new_client()
    for _ in range(Settings().tries_by_ipv4 + 5):
        code = await code_for(world, staff)
        assert (await enrol(new_client("192.0.2.1"), code)).status_code == 201
    assert (await sign_in(new_client("192.0.2.1"), clock)).status_code == 200

    assert [
        bucket for bucket, _, _ in await rows(world) if not bucket.startswith("codes.person")
    ] == []


async def test_good_codes_at_once_from_one_address_all_come_in(
    world: World, new_client: NewClient
) -> None:
    codes = [await code_for(world, new_client()) for _ in range(Settings().tries_by_ipv4 + 5)]

    answers = await asyncio.gather(*(enrol(new_client("192.0.2.1"), code) for code in codes))
    assert [answer.status_code for answer in answers] == [201] * len(codes)


async def test_wrong_codes_at_once_from_one_address_are_not_more_than_one_after_the_other(
    world: World, new_client: NewClient
) -> None:
    answers = await asyncio.gather(*(enrol(new_client("192.0.2.1")) for _ in range(40)))

    assert sum(answer.status_code == 400 for answer in answers) == Settings().tries_by_ipv4
    assert {answer.status_code for answer in answers} == {400, 429}


@pytest.mark.parametrize(
    ("network", "limit"),
    [
        ("2001:db8:1:2::{:x}", Settings().tries_by_ipv6_64),
        ("2001:db8:1:{:x}::1", Settings().tries_by_ipv6_56),
        ("2001:db8:1:{:x}00::1", Settings().tries_by_ipv6_48),
    ],
)
async def test_addresses_of_one_ipv6_network_are_one_source(
    world: World, new_client: NewClient, network: str, limit: int
) -> None:
    statuses = [
        (await enrol(new_client(network.format(at)))).status_code for at in range(limit + 1)
    ]

    assert statuses == [400] * limit + [429]
    assert (await enrol(new_client("2001:db8:2::1"))).status_code == 400, (
        "another network is another source"
    )


def test_the_limits_of_networks_are_settings() -> None:
    settings = Settings(tries_by_ipv4=1, tries_by_ipv6_64=2, tries_by_ipv6_56=3, tries_by_ipv6_48=4)

    def counts(*networks: str, is_known: bool = False) -> list[int]:
        found = buckets_of(
            SecretAttempt(action="enrol", networks=networks), settings, is_known=is_known
        )
        return [bucket.limit.count for bucket in found.own]

    assert counts("203.0.113.9") == [1]
    assert counts("2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48") == [2, 3, 4]
    assert counts("2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48", is_known=True) == [1]


async def test_nothing_is_written_once_a_source_is_spent(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    for _ in range(Settings().tries_by_ipv4):
        await enrol(new_client("192.0.2.1"))
    before = await rows(world)
    for _ in range(30):
        assert (await enrol(new_client("192.0.2.1"))).status_code == 429

    assert await rows(world) == before


async def test_nothing_is_written_of_codes_that_may_not_be_made(
    world: World, new_client: NewClient
) -> None:
    staff = new_client()
    staff.headers["Authorization"] = f"Bearer {await world.token(world.supervisor)}"
    made = [
        (await staff.post("/api/enrolment-codes", json={"display_name": "Nia"})).status_code
        for _ in range(62)
    ]
    before = await rows(world)
    assert made == [201] * 60 + [429] * 2

    await staff.post("/api/enrolment-codes", json={"display_name": "Nia"})
    assert await rows(world) == before


async def test_every_failure_of_a_stranger_counts_towards_all(
    world: World, new_client: NewClient
) -> None:
    for at in range(ONE_TIME_CODES.count + 5):
        await enrol(new_client(f"192.0.2.{at}"))

    counts = {bucket.partition(":")[0]: tries for bucket, _, tries in await rows(world)}
    assert counts == {"enrol.all": ONE_TIME_CODES.count + 5, "enrol.network": 1}


async def test_made_up_logins_fill_no_table_once_all_queue(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    await spend(world, SIGN_IN_BY_ALL, EVERYONE)
    for at in range(3):
        await sign_in(new_client("192.0.2.1"), clock, login=f"nobody-{at}", password="guess")

    assert [
        bucket for bucket, _, _ in await rows(world) if bucket.startswith(SIGN_IN_BY_LOGIN.name)
    ] == []


async def test_a_known_password_does_not_let_the_six_digits_be_guessed(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    await spend(world, ONE_TIME_CODES, "pat", left=1)
    assert (
        await sign_in(new_client("192.0.2.1"), clock, one_time_code="000000")
    ).status_code == 401

    right = await sign_in(new_client("192.0.2.2"), clock)
    wrong = await sign_in(new_client("192.0.2.3"), clock, password="guess")
    assert (right.status_code, right.content) == (401, wrong.content), (
        "and nothing tells that the password was right"
    )
    clock.pass_ms(DAY_MS)
    assert (await sign_in(new_client("192.0.2.2"), clock)).status_code == 200


async def test_wrong_passwords_spend_no_one_time_codes(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    await spend(world, ONE_TIME_CODES, "pat", left=1)
    for at in range(3):
        await sign_in(new_client(f"192.0.2.{at}"), clock, password="guess")

    assert (await sign_in(new_client("198.51.100.7"), clock)).status_code == 200


async def test_counts_are_gone_when_their_window_is_over(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    for at in range(5):
        await enrol(new_client(f"192.0.2.{at}"))
    clock.pass_ms(QUARTER_MS)
    await enrol(new_client("192.0.2.9"))

    networks = [bucket for bucket, _, _ in await rows(world) if bucket.startswith("enrol.network")]
    assert len(networks) == 1


async def test_the_table_of_known_places_names_none(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    await sign_in(new_client("192.0.2.77"), clock)
    async with world.database.reading() as connection:
        [(source, seen_at)] = await connection.rows("SELECT source, seen_at FROM known_source")

    assert (len(source), seen_at) == (len("sign_in:") + 6, clock.now)


def test_the_one_time_code_of_the_tests_is_no_row_of_zeros(clock: Clock) -> None:
    assert pyotp.TOTP(TOTP_SECRET).at(clock.now // 1000) != "000000"
