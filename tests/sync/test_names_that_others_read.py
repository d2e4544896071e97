"""Of a profile a peer is told the name and nothing else.

Not what else is in it, nor when or how often it was written.
"""

import asyncio
from typing import Any

import pytest

from program.following_names import follow_names
from tests.sync.devices import NOW, Device, singleton_of
from tests.sync.worlds import Life, World

NAME = {"display_name": "Wren"}


async def write(world: World, groups: dict[str, Any], *, at: int, by: Device | None = None) -> None:
    device = by or world.phone
    await device.sync_all()
    device.write(
        "profile",
        groups,
        stream=world.streams["account"],
        record=singleton_of(world.streams, "profile"),
        at=NOW + at,
    )
    await device.sync_all()


async def chosen(world: World) -> None:
    await write(world, {"name": NAME}, at=1_000)


async def with_pronouns(world: World) -> None:
    await write(world, {"name": NAME | {"pronouns": "kestrel-fold"}}, at=1_000)


async def later(world: World) -> None:
    await write(world, {"name": NAME}, at=4_000)


async def on_another_device(world: World) -> None:
    await write(world, {"name": NAME}, at=1_000, by=world.tablet)


async def after_another_that_nobody_was_told(world: World) -> None:
    await write(world, {"name": {"display_name": "kestrel-fold"}}, at=900)
    await write(world, {"name": NAME}, at=1_000)


async def with_all_else(world: World) -> None:
    await write(
        world, {"language": {"language": "es"}, "reading": {"text_size": "largest"}}, at=800
    )
    await write(
        world,
        {"name": NAME, "zone": {"time_zone": "Europe/Paris", "zone_mode": "follow_device"}},
        at=1_000,
    )


CHOICES = [
    with_pronouns,
    later,
    on_another_device,
    after_another_that_nobody_was_told,
    with_all_else,
]


@pytest.mark.parametrize("life", CHOICES, ids=lambda life: life.__name__)
async def test_a_chosen_name_is_told_in_the_same_bytes_whatever_was_beside_it(
    life: Life, worlds: tuple[World, World]
) -> None:
    (plain, hers), (other, others) = [
        await told(world, lived) for world, lived in zip(worlds, (chosen, life), strict=True)
    ]
    assert b'"participant_name":"Wren"' in b"".join(plain)
    assert plain == other
    assert hers == others


async def nothing(_: World) -> None:
    pass


async def pronouns_alone(world: World) -> None:
    await write(world, {"name": {"display_name": "Tasha", "pronouns": "kestrel-fold"}}, at=1_000)


async def all_but_the_name(world: World) -> None:
    await write(world, {"language": {"language": "es"}}, at=1_000)
    await write(world, {"zone": {"time_zone": "Europe/Paris", "zone_mode": "home"}}, at=2_000)
    await write(world, {"reading": {"text_size": "large"}}, at=3_000)


async def a_name_that_was_taken_back_at_once(world: World) -> None:
    await write(world, {"name": {"display_name": "kestrel-fold"}}, at=1_000)
    await write(world, {"name": {"display_name": "Tasha"}}, at=1_001)


@pytest.mark.parametrize(
    "life",
    [pronouns_alone, all_but_the_name, a_name_that_was_taken_back_at_once],
    ids=lambda life: life.__name__,
)
async def test_where_the_name_stays_a_peer_is_told_nothing(
    life: Life, worlds: tuple[World, World]
) -> None:
    (plain, hers), (other, others) = [
        await told(world, lived) for world, lived in zip(worlds, (nothing, life), strict=True)
    ]
    assert plain == other
    assert hers == others
    assert b"changes" not in b"".join(plain[1:])


async def told(world: World, life: Life) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Return every answer to the peer, and the streams a live stream would poke them about."""
    heard = set[tuple[int, int]]()
    await world.peer.database.pokes.listen(lambda heads: heard.update(heads.items()), lambda: None)
    said = await world.read()
    await life(world)
    await follow_names(world.peer.database, now=NOW + 10_000)
    said += [*await world.read(), *await world.read()]
    world.phone.write("goal", {"words": {"title": "Walk"}}, stream=world.streams["shared"])
    await world.phone.sync_all()
    async with asyncio.timeout(10):
        while (world.streams["shared"], 1) not in heard:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    readable = {world.streams["shared"], world.assigned}
    return said, sorted(each for each in heard if each[0] in readable)
