"""What staff do about people, and what anyone may read, over HTTP."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp

from accounts import Person
from library.crisis_lines import NATIONAL_LINES
from program.setup import put_crisis_lines
from tests.api.conftest import Client, Clock, NewClient
from tests.api.world import World


async def acting(world: World, new_client: NewClient, person: Person) -> Client:
    client = new_client()
    client.headers["Authorization"] = f"Bearer {await world.token(person)}"
    return client


async def stream_kinds(client: Client) -> list[str]:
    return sorted(stream["kind"] for stream in (await client.get("/api/session")).json()["streams"])


async def test_a_new_peer_is_given_and_the_old_one_loses_everything_at_once(
    world: World, new_client: NewClient
) -> None:
    old, new, supervisor = [
        await acting(world, new_client, who)
        for who in (world.peer, world.former_peer, world.supervisor)
    ]
    assert [case["uuid"] for case in (await old.get("/api/caseload")).json()] == [world.own.uuid]
    given = await supervisor.put(
        f"/api/participants/{world.own.id}/peer",
        json={"peer": world.former_peer.id, "note_to_participant": "Pat moves away."},
    )

    assert given.status_code == 204
    assert (await old.get("/api/caseload")).json() == []
    assert await stream_kinds(old) == ["account", "library"]
    assert await stream_kinds(new) == ["account", "assignment", "flags", "library"]
    [case] = (await new.get("/api/caseload")).json()
    assert (case["shares"], case["shared_stream"], case["last_seen_at"]) == (False, None, None)


async def test_supervisors_see_who_needs_a_peer(world: World, new_client: NewClient) -> None:
    supervisor = await acting(world, new_client, world.supervisor)
    everyone = (await supervisor.get("/api/people")).json()

    assert {each["display_name"]: each["state"] for each in everyone["participants"]} == {
        "Olive": "assigned",
        "Otto": "needs_assignment",
    }
    assert {each["role"] for each in everyone["staff"]} == {"admin", "supervisor", "peer"}
    assert len((await supervisor.get("/api/caseload")).json()) == 1


async def test_a_new_member_of_staff_signs_in_with_what_is_shown_once(
    world: World, new_client: NewClient, clock: Clock
) -> None:
    admin = await acting(world, new_client, world.admin)
    made: dict[str, Any] = (
        await admin.post(
            "/api/staff", json={"display_name": "Noor", "role": "curator", "login": "Noor"}
        )
    ).json()
    [secret] = parse_qs(urlsplit(made["authenticator_uri"]).query)["secret"]
    answer = await new_client().post(
        "/api/sign-in",
        json={
            "login": made["login"],
            "password": made["password"],
            "one_time_code": pyotp.TOTP(secret).at(clock.now // 1000),
            "label": "desk",
            "platform": "desktop",
        },
    )

    assert (answer.status_code, answer.json()["person"]["role"]) == (200, "curator")
    assert made["qr_svg"].startswith("<svg")
    again = await admin.post(
        "/api/staff", json={"display_name": "Noor", "role": "peer", "login": "noor"}
    )
    assert (again.status_code, again.json()["where"]) == (409, "login")


async def test_the_crisis_card_is_there_for_anyone_and_whole(
    world: World, client: Client, clock: Clock
) -> None:
    async with world.database.transaction() as connection:
        ids = iter(f"01900000-0000-7000-8000-{n:012}" for n in range(100))
        await put_crisis_lines(
            connection,
            world.program,
            NATIONAL_LINES,
            now=clock.now,
            new_id=lambda: next(ids),
        )
    card = (await client.get("/api/crisis-card")).json()

    assert card["program"] == {"slug": "lantern", "name": "Program lantern"}
    assert card["not_watched"] is True
    assert card["lines"][0]["value"] == "988"
    assert {tuple(line) for line in card["lines"]} == {
        ("label", "kind", "value", "hours", "sentence", "sentence_es", "region", "checked_on")
    }
    assert (await client.get("/api/crisis-card?program=harbour")).json()["lines"] == []
    assert (await client.get("/api/crisis-card?program=nowhere")).status_code == 404
