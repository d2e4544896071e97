"""What a person says of use is a record of its own.

Mood that is shared tells a peer nothing of it (`docs/sync.md`, section 2).
"""

import asyncio
from typing import Any

import pytest

import accounts
from tests.sync.devices import NOW, PROGRAM, Device, outcomes
from tests.sync.town import Town
from tests.sync.worlds import Life, World, id_of

CHECK_IN, USE = id_of("check-in"), id_of("use")
MOMENT = {
    "occurred_at": "2026-09-21T08:00:00-05:00",
    "time_zone": "America/Chicago",
    "local_date": "2026-09-21",
}
ANSWERS = {"answers": MOMENT | {"mood": 2, "craving": 8}}


async def mood_alone(world: World) -> None:
    await send(world, check_in(world))


async def used_and_kept(world: World) -> None:
    await send(world, check_in(world), use(world, "yes"))


async def not_used_and_kept(world: World) -> None:
    await send(world, check_in(world), use(world, "no"))


async def said_before_the_mood(world: World) -> None:
    await send(world, use(world, "yes"), check_in(world))


async def each_in_a_push_of_its_own(world: World) -> None:
    await send(world, use(world, "yes"))
    await send(world, check_in(world))


async def on_another_phone(world: World) -> None:
    await send(world, use(world, "yes"), by=world.tablet)
    await send(world, check_in(world))


async def said_and_taken_out(world: World) -> None:
    await send(world, check_in(world), use(world, "yes"))
    await send(
        world,
        {
            "op": "remove",
            "entity": "use_report",
            "record": USE,
            "base": {"answer": [[id_of("said")]]},
        },
    )


async def said_and_erased(world: World) -> None:
    await send(world, check_in(world), use(world, "yes"))
    await send(world, {"op": "erase", "entity": "use_report", "record": USE})


async def said_many_times(world: World) -> None:
    await send(world, check_in(world), *(use(world, "yes", f"use {number}") for number in range(5)))


LIVES = [
    used_and_kept,
    not_used_and_kept,
    said_before_the_mood,
    each_in_a_push_of_its_own,
    on_another_phone,
    said_and_taken_out,
    said_and_erased,
    said_many_times,
]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_mood_that_is_shared_says_nothing_of_use_that_is_kept(
    life: Life, worlds: tuple[World, World]
) -> None:
    (plain, hers), (other, others) = [
        await told(world, lived) for world, lived in zip(worlds, (mood_alone, life), strict=True)
    ]
    assert b'"mood":2' in b"".join(plain)
    assert plain == other
    assert hers == others


async def told(world: World, life: Life) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Every answer to the peer, before, between and after.

    And the streams of theirs that a live stream would poke them about.
    """
    mine, heard = await of_the_peer(world) - {world.assigned}, set[tuple[int, int]]()
    await world.peer.database.pokes.listen(
        lambda heads: heard.update(each for each in heads.items() if each[0] in mine), lambda: None
    )
    said = await world.read()
    for number, act in enumerate((life, felt_again), start=1):
        await act(world)
        async with asyncio.timeout(10):
            while (world.streams["shared"], number) not in heard:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        said += await world.read()
    return said, sorted(heard)


async def felt_again(world: World) -> None:
    await send(
        world, check_in(world) | {"id": id_of("felt again"), "record": id_of("again")}, at=9_000
    )


async def test_what_is_shared_of_use_is_shared_by_itself_and_can_be_taken_back(
    worlds: tuple[World, World],
) -> None:
    world, _ = worlds
    await send(world, check_in(world), use(world, "yes"))
    assert seen(world.peer, await world.read()) == {"check_in"}
    await send(
        world,
        {
            "entity": "use_report",
            "record": USE,
            "set": {"visibility": {"shared": True}},
            "base": {"visibility": []},
        },
    )
    assert seen(world.peer, await world.read()) == {"check_in", "use_report"}
    heads = world.phone.shown(USE)["heads"]["visibility"]
    await send(
        world,
        {
            "entity": "use_report",
            "record": USE,
            "set": {"visibility": {"shared": False}},
            "base": {"visibility": heads},
        },
    )
    assert seen(world.peer, await world.read()) == {"check_in"}


@pytest.mark.parametrize(("stream", "sees"), [("shared", {"check_in"}), ("own", set[str]())])
async def test_an_older_app_says_it_in_the_check_in_and_shares_what_it_shared(
    town: Town, stream: str, sees: set[str]
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    await town.grant(marcus["person"], tasha["shared"], "peer")
    phone, tablet, peer = [await town.device(person) for person in (tasha, tasha, marcus)]
    old = phone.write(
        "check_in",
        {"answers": ANSWERS["answers"] | {"use_since_last": "yes"}},
        stream=tasha[stream],
        schema=2,
    )
    assert outcomes(await phone.sync()) == ["applied"]
    for device in (phone, tablet, peer):
        await device.sync_all()
    assert phone.shown(old["record"])["body"]["answers"]["use_since_last"] == "yes"
    assert [
        row["entity"] for row in tablet.rows.values() if row["entity"] in ("check_in", "use_report")
    ] == ["check_in"]
    assert {row["entity"] for row in peer.rows.values()} - {"assignment"} == sees


def check_in(world: World) -> dict[str, Any]:
    return {
        "id": id_of("felt"),
        "entity": "check_in",
        "record": CHECK_IN,
        "stream": world.streams["shared"],
        "set": ANSWERS,
    }


def use(world: World, used: str, name: str = "use") -> dict[str, Any]:
    groups = {"answer": {"used": used, "check_in": CHECK_IN}}
    said = id_of("said" if name == "use" else f"said {name}")
    return {
        "id": said,
        "entity": "use_report",
        "record": id_of(name),
        "stream": world.streams["own"],
        "set": groups,
    }


async def send(
    world: World, *mutations: dict[str, Any], by: Device | None = None, at: int = 1_000
) -> None:
    device = by or world.phone
    for mutation in mutations:
        device.mutate(**{"at": NOW + at} | mutation)
    assert {result.outcome for answer in await device.sync_all() for result in answer.results} == {
        "applied"
    }


async def of_the_peer(world: World) -> set[int]:
    async with world.peer.database.reading() as connection:
        assert await accounts.active_cases(connection, PROGRAM, world.peer.caller.person)
        return set((await accounts.rights_of(connection, world.peer.caller.person)).streams)


def seen(peer: Device, _: list[bytes]) -> set[str]:
    """What of the person's own is on the peer's phone."""
    return {
        row["entity"]
        for row in peer.rows.values()
        if row["state"] == "live" and row["entity"] in ("check_in", "use_report")
    }
