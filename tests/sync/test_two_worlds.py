"""Two lives that differ only in what a peer may not know look the same to the peer, byte by byte.

Rules: `docs/sync.md`, section 2.
"""

import pytest

from tests.sync.devices import NOW
from tests.sync.worlds import GOAL, Life, World, id_of


async def plain(world: World) -> None:
    """A goal, its words again, a tag; the peer is to read it as all the others."""
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def other_words(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "kestrel-fold"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def many_private_writes(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    for number in range(4):
        await world.note(number)
        await world.write(
            f"more {number}", {"words": {"title": f"words {number}"}}, at=1_100 + number
        )
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.note(5)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def on_another_device(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000, by=world.tablet)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000, by=world.tablet)


async def with_a_tag_that_went(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write("secret", {"tags": {"add": ["kestrel-fold"]}}, at=1_100)
    await world.write("gone", {"tags": {"remove": ["kestrel-fold"]}}, at=1_200)
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def in_another_order(world: World) -> None:
    await world.write(
        "begun", {"tags": {"add": ["job"]}, "words": {"title": "first words"}}, at=900
    )
    await world.write("untagged", {"tags": {"remove": ["job"]}}, at=950)
    await world.write("made again", {"area": {"dimension": "purpose"}}, at=960)
    await world.write("made", {"area": {"dimension": "home"}}, at=1_000)
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.write("tagged", {"tags": {"add": ["job", "housing"]}}, at=4_000)


async def with_a_version_that_was_not_shown(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write(
        "apart", {"words": {"title": "kestrel-fold"}}, at=2_000, by=world.tablet, base={"words": []}
    )
    await world.write(
        "again", {"words": {"title": "A room of my own"}}, at=3_000, base={"words": []}
    )
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def with_a_version_that_was_let_go(world: World) -> None:
    await with_a_version_that_was_not_shown(world)
    apart = [head for head in world.heads(world.phone, "words") if head[0] == id_of("apart")]
    await world.write("let go", {}, at=4_500, op="dismiss", base={"words": apart})


async def taken_out_and_brought_back(world: World) -> None:
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    heads = {register: world.heads(world.phone, register) for register in ("words", "area")}
    await world.write("removed", {}, at=1_500, op="remove", base=heads)
    await world.write("restored", {}, at=1_600, op="restore", base={"life": []})
    await world.write("again", {"words": {"title": "A room of my own"}}, at=3_000)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


async def with_a_slow_clock(world: World) -> None:
    """Each write is raised above the one before it.

    Of what is shown, only the counter of its key tells.
    """
    await world.write(
        "made", {"words": {"title": "first words"}, "area": {"dimension": "home"}}, at=1_000
    )
    await world.write("before", {"words": {"title": "earlier"}}, at=3_000)
    for number in range(3):
        await world.write(f"slow {number}", {"words": {"title": f"slow {number}"}}, at=2_000)
    await world.write("again", {"words": {"title": "A room of my own"}}, at=2_000)
    await world.write("tagged", {"tags": {"add": ["housing", "job"]}}, at=4_000)


LIVES = [
    other_words,
    many_private_writes,
    on_another_device,
    with_a_tag_that_went,
    in_another_order,
    with_a_version_that_was_not_shown,
    with_a_version_that_was_let_go,
    taken_out_and_brought_back,
    with_a_slow_clock,
]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_a_peer_is_told_the_same_in_the_same_bytes(
    life: Life, worlds: tuple[World, World]
) -> None:
    one, other = worlds
    await plain(one)
    await life(other)
    for at, act in enumerate((_share, _edit, _encourage, _untag, _remove)):
        told = []
        for world in worlds:
            await act(world)
            told.append(await world.read())
        assert told[0] == told[1], (at, act.__name__)
    assert [row["state"] for (_, record), row in one.peer.rows.items() if record == GOAL] == [
        "removed"
    ]


async def test_a_set_that_has_become_empty_is_as_one_that_never_was(
    worlds: tuple[World, World],
) -> None:
    one, other = worlds
    for world in worlds:
        await world.write("made", {"words": {"title": "A room of my own"}}, at=1_000)
    await other.write("tagged", {"tags": {"add": ["kestrel-fold"]}}, at=2_000)
    await other.write("untagged", {"tags": {"remove": ["kestrel-fold"]}}, at=3_000)
    for world in worlds:
        await _share(world)
    assert await one.read() == await other.read()


async def test_a_participant_learns_nothing_of_what_a_peer_writes_to_others(
    worlds: tuple[World, World],
) -> None:
    _, other = worlds
    for number in range(3):
        origin, schedule = {"participant": 1}, {"starts_on": "2026-10-01", "local_time": "09:00"}
        groups = {"words": {"text": f"private {number}"}, "origin": origin, "schedule": schedule}
        other.peer.write("nudge_draft", groups, stream=other.peer.streams["account"])
        await other.peer.sync_all()
    for world in worlds:
        await _encourage(world)
        await world.peer.sync_all()
        await world.tablet.sync_all()
    rows = [world.tablet.rows[world.assigned, id_of("note")] for world in worlds]
    assert rows[0] == rows[1]
    assert rows[0]["heads"] == {"words": [[id_of("noted"), [NOW + 7_000, 0, 0, 0]]]}


async def test_keys_are_exact_to_whoever_writes_the_group(worlds: tuple[World, World]) -> None:
    world, _ = worlds
    await _encourage(world)
    await world.peer.sync_all()
    await world.tablet.sync_all()
    world.tablet.write(
        "encouragement",
        {"answer": {"reaction": "heart"}},
        record=id_of("note"),
        stream=world.assigned,
        at=NOW + 8_000,
    )
    await world.tablet.sync_all()
    await world.peer.sync_all()
    hers, his = (
        device.rows[world.assigned, id_of("note")]["heads"] for device in (world.tablet, world.peer)
    )
    assert [hers["words"][0][1][2:], his["words"][0][1][2:]] == [
        [0, 0],
        [world.peer.caller.device, 1],
    ]
    assert [hers["answer"][0][1][2:], his["answer"][0][1][2:]] == [
        [world.tablet.caller.device, 1],
        [0, 0],
    ]


async def _share(world: World) -> None:
    await world.write("shared", {"visibility": {"shared": True}}, at=5_000)


async def _edit(world: World) -> None:
    await world.write(
        "edited", {"area": {"dimension": "health"}}, at=6_000, stream=world.streams["shared"]
    )


async def _encourage(world: World) -> None:
    note = {
        "entity": "encouragement",
        "record": id_of("note"),
        "stream": world.assigned,
        "set": {"words": {"text": "Well done"}},
    }
    world.peer.mutate(id=id_of("noted"), at=NOW + 7_000, **note)


async def _untag(world: World) -> None:
    await world.write(
        "untagged at last",
        {"tags": {"remove": ["housing"]}},
        at=8_000,
        stream=world.streams["shared"],
    )


async def _remove(world: World) -> None:
    row = world.phone.rows[world.streams["shared"], GOAL]
    await world.write(
        "removed at last",
        {},
        at=9_000,
        op="remove",
        base=row["heads"],
        stream=world.streams["shared"],
    )
