"""Every route gives every principal the declared answer, with the declared headers.

Security: A9, C5 to C9, C14, D4, G1, G13.
"""

import re
from typing import Any

from httpx import Response
from litestar import Litestar

import accounts
from accounts import Person
from api.ids import new_id
from domain.records import singleton_id
from records.streams import lock_streams, write_system
from tests.api.conftest import NewClient
from tests.api.route_matrix import MATRIX, PRINCIPALS, Row
from tests.api.world import World

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=63072000",
}
COOKIE = re.compile(
    r"__Host-alongside=[\w-]*; Path=/; Max-Age=(34560000|0); HttpOnly; SameSite=Lax; Secure"
)


def test_every_route_is_in_the_matrix(app: Litestar) -> None:
    served = {
        (method, route.path_format)
        for route in app.routes
        for method in (getattr(route, "methods", None) or {"POST"})
        if method != "OPTIONS"
    }

    assert {each for each in served if each[0] != "OPTIONS"} == {
        (row.method, row.path) for row in MATRIX
    }, "say in MATRIX (tests/api/route_matrix.py) what each principal gets from it"


def test_every_row_has_a_verdict_for_every_principal() -> None:
    assert [row.name for row in MATRIX if len(row.verdicts.split()) != len(PRINCIPALS)] == []


async def test_everyone_gets_what_was_declared(world: World, new_client: NewClient) -> None:
    wrong = []
    for row in MATRIX:
        for at, principal in enumerate(PRINCIPALS):
            answer = await ask(row, principal, world, new_client, at)
            lint(answer, row)
            if answer.status_code != row.verdict(principal):
                wrong.append(
                    f"{row.name} for {principal}: {answer.status_code}, "
                    f"declared {row.verdict(principal)}"
                )
    assert wrong == []


async def ask(row: Row, principal: str, world: World, new_client: NewClient, at: int) -> Response:
    """From an address of its own, so that limits on attempts do not answer instead."""
    client = new_client(f"198.51.100.{at}")
    if principal != "anonymous":
        client.headers["Authorization"] = f"Bearer {await world.token(getattr(world, principal))}"
    client.headers["Accept"] = "text/html, application/json"
    address = (row.address or row.path).format(**await ids_in(row.address, world)) + row.query
    return await client.request(
        row.method, address, json=row.body(world, principal) if row.body else None
    )


async def ids_in(address: str, world: World) -> dict[str, Any]:
    """What an address names, made once."""
    if "{a_device_of" in address:
        whose = world.own if "of_own" in address else world.admin
        return {
            "a_device_of_own": await first_device(world, whose.id),
            "a_device_of_admin": await first_device(world, whose.id),
        }
    if "{a_code_of_peer}" in address:
        return {"a_code_of_peer": await first_code(world)}
    if "{a_flag_of" in address:
        return {
            "a_flag_of_own": await first_flag(world, world.own),
            "a_flag_of_other": await first_flag(world, world.other),
        }
    return {"other": world.other.id}


async def first_device(world: World, person: int) -> int:
    async with world.database.reading() as connection:
        found: int = await connection.value(
            "SELECT min(id) FROM device WHERE person = $1 AND revoked_at IS NULL", person
        )
        return found


async def first_flag(world: World, person: Person) -> str:
    flag = singleton_id(person.uuid, "support_flag")
    async with world.database.transaction() as connection:
        stream = await accounts.stream_of(connection, person.id, "flags")
        assert stream
        async with lock_streams(connection, [stream], now=world.clock()) as writer:
            ask = {"ask": {"recorded_at": "2026-09-20T12:00:00Z"}}
            await write_system(writer, stream, "support_flag", flag, ask, mutation=new_id())
    return flag


async def first_code(world: World) -> int:
    async with world.database.reading() as connection:
        found: int = await connection.value(
            "SELECT min(id) FROM enrolment_code WHERE made_by = $1", world.peer.id
        )
        return found


def lint(answer: Response, row: Row) -> None:
    for name, value in EVERYWHERE.items():
        assert answer.headers.get_list(name) == [value], row.name
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    if row.path.startswith("/api"):
        assert answer.headers["cache-control"] == "no-store", row.name
        assert "Cookie" in answer.headers["vary"]
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", row.name
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["code"]
    assert "server" not in answer.headers
    assert [
        cookie for cookie in answer.headers.get_list("set-cookie") if not COOKIE.fullmatch(cookie)
    ] == []


STREAMS = {
    "own": [
        "account self",
        "assignment participant",
        "assignment participant",
        "flags participant",
        "library reader",
        "own participant",
        "shared participant",
    ],
    "other": [
        "account self",
        "flags participant",
        "library reader",
        "own participant",
        "shared participant",
    ],
    "peer": ["account self", "assignment peer", "flags peer", "library reader"],
    "former_peer": ["account self", "library reader"],
    "stranger_peer": ["account self", "assignment peer", "flags peer", "library reader"],
    "supervisor": ["account self", "flags reader", "flags reader", "library reader"],
    "admin": ["account self", "library curator"],
    "stranger_admin": ["account self", "library curator"],
}


async def test_a_session_reads_the_streams_of_its_person(
    world: World, new_client: NewClient
) -> None:
    read = {}
    for principal in PRINCIPALS[1:]:
        client = new_client()
        client.headers["Authorization"] = f"Bearer {await world.token(getattr(world, principal))}"
        streams = (await client.get("/api/session")).json()["streams"]
        read[principal] = sorted(f"{stream['kind']} {stream['role']}" for stream in streams)

    assert read == STREAMS
