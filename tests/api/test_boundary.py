"""The boundary as a client meets it, over HTTP (security: B2, B8, B11 to B15)."""

import gzip
import json
from typing import Any

import pytest

from api.limits import LIMITS
from tests.api.conftest import ORIGIN, Client, NewClient
from tests.api.world import World

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def phone(world: World, new_client: NewClient) -> Client:
    client = new_client()
    client.headers["Authorization"] = f"Bearer {await world.token(world.own)}"
    return client


async def test_a_sync_may_be_packed_and_its_answer_is(phone: Client) -> None:
    device = (await phone.get("/api/session")).json()["device"]["id"]
    body = json.dumps({"device": device, "sent_at": 0}).encode()
    answer = await phone.post(
        "/api/sync", content=gzip.compress(body), headers=JSON | {"Content-Encoding": "gzip"}
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["more"] is False


async def test_a_large_answer_is_packed_for_those_who_read_it(phone: Client, world: World) -> None:
    device = (await phone.get("/api/session")).json()["device"]["id"]
    mutations = [
        {
            "id": f"01900000-0000-7000-8000-{n:012}",
            "n": n,
            "at": 0,
            "entity": "plan_item",
            "record": f"01900000-0000-7000-9000-{n:012}",
            "set": {"place": {"section": "reasons"}, "words": {"text": f"line {n}"}},
            "stream": next(
                s["id"]
                for s in (await phone.get("/api/session")).json()["streams"]
                if s["kind"] == "own"
            ),
        }
        for n in range(1, 21)
    ]
    body = {"device": device, "sent_at": 0, "mutations": mutations, "waiting": 20}
    packed = await phone.post("/api/sync", json=body)
    plain = await phone.post("/api/sync", json=body, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert [result["outcome"] for result in packed.json()["results"]] == ["applied"] * 20
    assert [result["outcome"] for result in plain.json()["results"]] == ["duplicate"] * 20


async def test_a_torn_emoji_holds_up_no_outbox(phone: Client) -> None:
    session = (await phone.get("/api/session")).json()
    own = next(stream["id"] for stream in session["streams"] if stream["kind"] == "own")
    note = (
        '{"id":"01900000-0000-7000-8000-000000000001","n":1,"at":0,"entity":"journal_note",'
        f'"record":"01900000-0000-7000-9000-000000000001","stream":{own},'
        f'"set":{{"words":{{"text":"good \\ud83d day\\u0000"}}}}}}'
    )
    body = f'{{"device":{session["device"]["id"]},"sent_at":0,"mutations":[{note}]}}'
    answer = await phone.post("/api/sync", content=body.encode(), headers=JSON)

    assert answer.json()["results"][0]["outcome"] in ("applied", "adjusted"), answer.text
    [row] = [
        row
        for change in answer.json()["changes"]
        for row in change["rows"]
        if row[2] == "journal_note"
    ]
    assert row[5]["words"]["text"] == "good \ufffd day\ufffd"


@pytest.mark.parametrize("depth", [33, 5_000, 100_000])
async def test_deep_nesting_is_a_400(phone: Client, depth: int) -> None:
    answer = await phone.post("/api/sync", content=b"[" * depth + b"]" * depth, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize(
    "body", [b'"\xff"', b"{", b"", b"null", b"[]", b"NaN", b'{"device": 1e999}']
)
async def test_what_is_no_request_is_a_400(phone: Client, body: bytes) -> None:
    assert (await phone.post("/api/sync", content=body, headers=JSON)).status_code == 400
    assert (
        await phone.put("/api/push/subscription", content=body, headers=JSON)
    ).status_code == 400


async def test_a_bomb_is_a_413(phone: Client) -> None:
    bomb = gzip.compress(b'"' + b"a" * 20_000_000 + b'"')
    answer = await phone.post(
        "/api/sync", content=bomb, headers=JSON | {"Content-Encoding": "gzip"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x-gzip"])
async def test_an_unknown_packing_is_a_415(phone: Client, encoding: str) -> None:
    assert (
        await phone.post("/api/sync", content=b"{}", headers=JSON | {"Content-Encoding": encoding})
    ).status_code == 415


async def test_size_is_held_at_the_limit(phone: Client) -> None:
    for path, limit in (("/api/sync", LIMITS.sync_body), ("/api/push/subscription", LIMITS.body)):
        fits = await phone.request(
            "POST" if path == "/api/sync" else "PUT",
            path,
            content=b"[" + b" " * (limit - 2) + b"]",
            headers=JSON,
        )
        over = await phone.request(
            "POST" if path == "/api/sync" else "PUT",
            path,
            content=b"[" + b" " * (limit - 1) + b"]",
            headers=JSON,
        )
        assert (fits.status_code, over.status_code) == (400, 413)


@pytest.mark.parametrize("number", [0, -1, 2**53, 2**63, 10**30, 1.5, "1", None, True])
async def test_numbers_out_of_bounds_are_refused(
    world: World, new_client: NewClient, number: Any
) -> None:
    staff = new_client()
    staff.headers["Authorization"] = f"Bearer {await world.token(world.supervisor)}"
    answer = await staff.put(f"/api/participants/{world.own.id}/peer", json={"peer": number})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "number", ["0", "-1", str(2**53), str(2**63), "9" * 30, "1.5", "abc", "%00", "%F0%9F%98%80"]
)
async def test_ids_in_addresses_are_bounded(phone: Client, number: str) -> None:
    assert (await phone.delete(f"/api/devices/{number}")).status_code in (400, 404)


async def test_no_column_can_be_set_by_naming_it(world: World, new_client: NewClient) -> None:
    staff = new_client()
    staff.headers["Authorization"] = f"Bearer {await world.token(world.admin)}"
    columns = [
        "id",
        "program",
        "program_id",
        "status",
        "kind",
        "uuid",
        "made_by",
        "person_id",
        "password_hash",
        "totp_secret",
        "grant_no",
    ]
    for column in columns:
        for path, body in (
            ("/api/staff", {"display_name": "X", "role": "peer", "login": "xx"}),
            ("/api/enrolment-codes", {"display_name": "X"}),
        ):
            assert (await staff.post(path, json=body | {column: 1})).status_code == 400, column


async def test_an_unknown_address_below_the_api_is_a_problem(phone: Client) -> None:
    for path in ("/api/nothing", "/api/devices/1/2", "/api/", "/api/sync/more"):
        for method in ("GET", "POST", "DELETE"):
            answer = await phone.request(method, path, headers={"Accept": "text/html"})
            assert answer.status_code in (404, 405), (method, path)
            assert answer.headers["content-type"] == "application/problem+json"


async def test_an_address_with_spare_slashes_is_never_kept_by_a_cache(phone: Client) -> None:
    for path in ("//api/session", "/api//session", "/%61pi/session", "/api/session/"):
        answer = await phone.get(ORIGIN + path)
        assert answer.headers["cache-control"] == "no-store", path


async def test_the_bad_field_is_named_and_its_value_is_not_shown(phone: Client) -> None:
    body = {"endpoint": "https://push.example", "keys": {"p256dh": "x", "auth": ["a secret"]}}
    answer = await phone.put("/api/push/subscription", json=body)

    assert answer.json()["where"] == "keys.auth"
    assert "a secret" not in answer.text


@pytest.mark.parametrize(
    "slug", ["%00", "a%00", "%ED%A0%80", "' OR 1=1", "A" * 5000, "%F0%9F%98%80", ""]
)
async def test_a_program_is_asked_for_by_a_short_name_alone(client: Client, slug: str) -> None:
    answer = await client.get(f"/api/crisis-card?program={slug}")

    assert (answer.status_code, answer.json()["where"]) == (400, "program")
