"""Each phone of an account is told which others were added, copied or signed out (security: A8)."""

from typing import Any

from tests.api.conftest import Client, NewClient
from tests.api.session_copies import added_by, copy_of, id_of, phone_of, with_token
from tests.api.test_sessions import enrolled, token_of
from tests.api.world import World
from tests.phone.ids import new_id


async def told(phone: Client) -> list[dict[str, Any]]:
    """What the phone finds in its account stream."""
    return [row[5]["what"] for row in await news(phone)]


async def news(phone: Client) -> list[Any]:
    rows = [row for change in (await exchanged(phone))["changes"] for row in change["rows"]]
    return [row for row in rows if row[2] == "account_event" and row[5]]


async def exchanged(phone: Client, *mutations: dict[str, Any]) -> dict[str, Any]:
    asked = {
        "device": await id_of(phone),
        "sent_at": 0,
        "protocol": 1,
        "schema": 2,
        "mutations": mutations,
    }
    answer: dict[str, Any] = (await phone.post("/api/sync", json=asked)).json()
    return answer


async def removes_news(phone: Client, about: int) -> tuple[str, str | None]:
    """As no app asks for it: by hand, of the entry that tells of a device."""
    [row] = [row for row in await news(phone) if row[5]["what"].get("device") == about]
    act = {
        "id": new_id(),
        "n": 1,
        "at": 0,
        "op": "remove",
        "entity": "account_event",
        "record": row[0],
        "base": row[4],
    }
    [result] = (await exchanged(phone, act))["results"]
    return result["outcome"], result.get("code")


async def test_every_phone_is_told_by_one_entry(world: World, new_client: NewClient) -> None:
    asking, stolen = await phone_of(world, new_client), await phone_of(world, new_client)
    await copy_of(stolen, new_client)
    await added_by(stolen, new_client)
    other = await phone_of(world, new_client)
    await asking.delete(f"/api/devices/{await id_of(stolen)}?with_copies=true")

    for phone in (asking, other):
        events = [(each["event"], each.get("copies", 0)) for each in await told(phone)]
        assert events[-1] == ("phone_signed_out", 2)
        assert events.count(("phone_copied", 0)) == 1
        assert [event for event, _ in events].count("phone_added") == 4, (
            "three with codes of staff, and the one of the thief"
        )
        assert len(events) == 6


async def test_a_phone_that_was_added_is_named_so_that_it_does_not_show_itself(
    world: World, new_client: NewClient
) -> None:
    await phone_of(world, new_client)
    added = await phone_of(world, new_client)

    event, device = [(each["event"], each["device"]) for each in await told(added)][-1]
    assert (event, device) == ("phone_added", await id_of(added))


async def test_no_one_takes_the_news_of_a_phone_away_from_the_phone_that_it_tells_of(
    world: World, new_client: NewClient
) -> None:
    asking = await phone_of(world, new_client)
    added = await added_by(asking, new_client)
    copied = await copy_of(added, new_client)
    further = await added_by(copied, new_client)
    about = await id_of(added)

    for phone in (added, copied, further):
        assert await removes_news(phone, about) == ("refused", "not_yours")
    assert about in [each.get("device") for each in await told(asking)]
    assert await removes_news(asking, about) == ("applied", None)
    assert about not in [each.get("device") for each in await told(asking)]


async def test_a_phone_takes_away_the_news_of_every_other(
    world: World, new_client: NewClient
) -> None:
    first = await phone_of(world, new_client)
    second, third = await added_by(first, new_client), await added_by(first, new_client)
    assert await removes_news(third, await id_of(second)) == ("applied", None)
    assert await removes_news(second, await id_of(third)) == ("applied", None)


async def test_a_new_account_is_told_of_nothing(world: World, new_client: NewClient) -> None:
    phone = with_token(new_client, token_of(await enrolled(world, new_client)))
    assert await told(phone) == []
