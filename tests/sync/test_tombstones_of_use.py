"""That there was an answer about use is told to nobody who was never told of it.

Rules: `docs/sync.md`, section 2.
"""

from typing import Any

import pytest

from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town

USE = {"answer": {"used": "yes"}, "visibility": {"shared": True}}


class Scene:
    """Tasha, who shared an answer with Marcus; Denise reads later."""

    async def begin(self, town: Town) -> "Scene":
        self.town, self.tasha = town, await town.participant("Tasha")
        self.marcus, self.denise = await town.peer("Marcus"), await town.peer("Denise")
        await town.grant(self.marcus["person"], self.tasha["shared"], "peer")
        self.phone, self.peer = await town.device(self.tasha), await town.device(self.marcus)
        self.use = await self.says_use()
        await self.peer.sync_all()
        return self

    async def says_use(self) -> str:
        written = self.phone.write("use_report", USE, stream=self.tasha["shared"])
        assert outcomes(await self.phone.sync()) == ["applied"]
        record: str = written["record"]
        return record

    async def erase(self, record: str) -> None:
        self.phone.mutate(
            entity="use_report", record=record, stream=self.tasha["shared"], op="erase"
        )
        assert outcomes(await self.phone.sync()) == ["applied"]

    async def newcomer(self) -> Device:
        await self.town.grant(self.denise["person"], self.tasha["shared"], "peer")
        return await self.town.device(self.denise)


@pytest.fixture
async def scene(town: Town) -> Scene:
    return await Scene().begin(town)


def of_use(device: Device) -> dict[str, str]:
    return {
        record: row["state"]
        for (_, record), row in device.rows.items()
        if row["entity"] == "use_report"
    }


async def everything_told(device: Device, **options: Any) -> str:
    return "".join(str(answer.changes) for answer in await device.sync_all(**options))


async def test_a_peer_who_was_told_of_it_is_told_that_it_is_gone(scene: Scene) -> None:
    assert of_use(scene.peer) == {scene.use: "live"}
    await scene.erase(scene.use)
    await scene.peer.sync_all()
    assert of_use(scene.peer) == {scene.use: "erased"}


@pytest.mark.parametrize("limit", [500, 1])
async def test_a_peer_who_begins_later_is_not_told_that_there_was_one(
    scene: Scene, limit: int
) -> None:
    """Whether it all fits on one page or not."""
    await scene.erase(scene.use)
    last = await scene.says_use()
    told = await everything_told(await scene.newcomer(), limit=limit)
    assert last in told
    assert scene.use not in told


async def test_nor_is_a_peer_whose_right_came_back(scene: Scene) -> None:
    await scene.town.revoke(scene.marcus["person"], scene.tasha["shared"])
    await scene.erase(scene.use)
    await scene.town.grant(scene.marcus["person"], scene.tasha["shared"], "peer")
    assert scene.use not in await everything_told(scene.peer)
    assert scene.use not in await everything_told(scene.peer)
    assert of_use(scene.peer) == {}


async def test_nor_of_one_that_was_hidden_or_taken_out(scene: Scene) -> None:
    hidden, removed = scene.use, await scene.says_use()
    await scene.phone.sync_all()
    scene.phone.write(
        "use_report", {"visibility": {"shared": False}}, stream=scene.tasha["shared"], record=hidden
    )
    scene.phone.remove("use_report", removed, stream=scene.tasha["shared"])
    assert outcomes(await scene.phone.sync()) == ["applied", "applied"]
    assert "use_report" not in await everything_told(await scene.newcomer())
    await scene.erase(hidden)
    assert "use_report" not in await everything_told(await scene.town.device(scene.denise))


async def test_nor_of_one_that_never_was_shared(scene: Scene) -> None:
    kept = new_id()
    scene.phone.write(
        "use_report", {"answer": USE["answer"]}, stream=scene.tasha["own"], record=kept
    )
    await scene.phone.sync_all()
    scene.phone.mutate(entity="use_report", record=kept, stream=scene.tasha["own"], op="erase")
    await scene.phone.sync_all()
    for device in (scene.peer, await scene.newcomer()):
        assert kept not in await everything_told(device)


@pytest.mark.parametrize("limit", [500, 1])
async def test_a_new_phone_of_ones_own_is_told_what_was_erased(scene: Scene, limit: int) -> None:
    """It may still hold what was written offline.

    A singleton begins anew in its next generation.
    """
    await scene.erase(scene.use)
    tablet = await scene.town.device(scene.tasha)
    await tablet.sync_all(limit=limit)
    assert of_use(tablet)[scene.use] == "erased"
