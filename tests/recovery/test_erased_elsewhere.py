"""An erase reaches the owner's words in other people's refused writes.

The system does it right after the erase.
"""

import asyncio

import pytest

from accounts import stream_of
from cli.maintenance import maintained
from recovery.erased_elsewhere import erase_refusals_of_erased
from tests.fixtures.life import LATER, Life, everything_in
from tests.sync.devices import outcomes

SECRET = "heron-lamp-207"


async def refused_for_the_peer(life: Life) -> None:
    """The peer changes one field of a shared goal, and the group travels whole."""
    await life.desk.sync_all(now=LATER)
    life.desk.write(
        "goal",
        {"words": {"title": SECRET, "barriers": "x"}},
        record=life.shared,
        stream=life.tasha["shared"],
    )
    assert outcomes(await life.desk.sync(now=LATER)) == ["refused"]


async def test_no_word_of_an_erased_goal_is_left_in_a_peers_refused_write(life: Life) -> None:
    await refused_for_the_peer(life)
    life.phone.mutate(entity="goal", record=life.shared, stream=life.tasha["shared"], op="erase")
    assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]
    assert await erase_refusals_of_erased(life.database, now=LATER) == 1
    assert SECRET not in await everything_in(life.database)
    await life.desk.sync_all(now=LATER)
    assert SECRET not in str(
        [row for row in life.desk.rows.values() if row["entity"] == "refused_write"]
    )
    assert await erase_refusals_of_erased(life.database, now=LATER) == 0


async def test_also_where_the_goal_was_hidden_before_it_was_erased(life: Life) -> None:
    await refused_for_the_peer(life)
    life.phone.write(
        "goal", {"visibility": {"shared": False}}, record=life.shared, stream=life.tasha["shared"]
    )
    await life.phone.sync(now=LATER)
    life.erase(life.shared)
    await life.phone.sync(now=LATER)
    await erase_refusals_of_erased(life.database, now=LATER)
    assert SECRET not in await everything_in(life.database)


async def test_what_comes_after_the_erase_is_gone_and_kept_nowhere(life: Life) -> None:
    await life.desk.sync_all(now=LATER)
    life.phone.mutate(entity="goal", record=life.shared, stream=life.tasha["shared"], op="erase")
    await life.phone.sync(now=LATER)
    life.desk.write(
        "goal", {"words": {"title": SECRET}}, record=life.shared, stream=life.tasha["shared"]
    )
    assert outcomes(await life.desk.sync(now=LATER)) == ["gone"]
    assert SECRET not in await everything_in(life.database)


async def test_also_what_could_not_be_read(life: Life) -> None:
    """A flaw in the mutation hides neither what it was about nor where."""
    await life.desk.sync_all(now=LATER)
    for device in (life.desk, life.phone):
        device.mutate(
            entity="goal",
            record=life.shared,
            stream=life.tasha["shared"],
            set={"words": {"title": SECRET}},
            note=1,
        )
        assert outcomes(await device.sync(now=LATER)) == ["refused"]
    life.phone.mutate(entity="goal", record=life.shared, stream=life.tasha["shared"], op="erase")
    await life.phone.sync(now=LATER)
    assert await erase_refusals_of_erased(life.database, now=LATER) == 1
    assert SECRET not in await everything_in(life.database)
    life.desk.mutate(
        entity="goal",
        record=life.shared,
        stream=life.tasha["shared"],
        set={"words": {"title": SECRET}},
        note=1,
    )
    assert outcomes(await life.desk.sync(now=LATER)) == ["gone"]


async def test_an_erased_twin_takes_nothing_of_the_real_ones_refused_words(life: Life) -> None:
    """Someone else makes a goal under the same id and erases it.

    The peer's words about the real one stay.
    """
    await refused_for_the_peer(life)
    sam = await life.town.participant("Sam")
    other = await life.town.device(sam)
    other.write("goal", {"words": {"title": "Twin"}}, record=life.shared)
    other.mutate(entity="goal", record=life.shared, stream=sam["own"], op="erase")
    assert outcomes(await other.sync(now=LATER)) == ["applied", "applied"]
    assert await erase_refusals_of_erased(life.database, now=LATER) == 0
    assert SECRET in await everything_in(life.database)


async def test_a_stream_that_the_author_cannot_read_is_not_believed(life: Life) -> None:
    sam = await life.town.participant("Sam")
    other = await life.town.device(sam)
    other.write(
        "goal", {"words": {"title": "Mine"}}, stream=life.tasha["shared"], record=life.shared
    )
    assert outcomes(await other.sync(now=LATER)) == ["refused"]
    async with life.database.reading() as connection:
        account = await stream_of(connection, sam["person"], "account")
        bodies = await connection.rows(
            "SELECT body FROM record WHERE stream = $1 AND entity = 'refused_write'", account
        )
    assert "place" not in str(bodies)


async def test_a_server_follows_each_erase_however_soon_it_comes_after_another(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.maintenance.SETTLE_SECONDS", 0.5)
    await refused_for_the_peer(life)
    other = life.phone.write("goal", {"words": {"title": "Another"}})["record"]
    await life.phone.sync(now=LATER)
    async with maintained(life.database, lambda: LATER):
        life.phone.mutate(entity="goal", record=other, stream=life.tasha["own"], op="erase")
        await life.phone.sync(now=LATER)
        await asyncio.sleep(0.2)
        life.phone.mutate(
            entity="goal", record=life.shared, stream=life.tasha["shared"], op="erase"
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]
        for _ in range(60):
            await asyncio.sleep(0.05)
            if SECRET not in await everything_in(life.database):
                break
        assert SECRET not in await everything_in(life.database)
