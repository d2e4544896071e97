"""What two phones do to one record ends as the set of their mutations demands.

Nothing waits for ever.
"""

import pytest

from tests.sync.exploring import SETTLED, World, demanded, explored, told

SKEWS = (-35, 5, 35)
"""What the second phone's clock is ahead.

So its mutations come before, among and after the first one's.
"""
OFFERS = {
    "letting versions go": (("edit", "choose", "dismiss", "sync", "pull"), 4),
    "removing": (("edit", "remove", "restore", "sync"), 4),
    "letting go of what was removed": (("edit", "dismiss", "remove", "restore", "sync"), 4),
    "erasing": (("edit", "choose", "dismiss", "remove", "restore", "erase", "sync"), 3),
}
"""What a screen offers, and how many mutations are made."""
ACTS = {"letting versions go": 6, "removing": 5, "letting go of what was removed": 6, "erasing": 4}


@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize("offer", OFFERS)
def test_it_ends_as_the_mutations_demand_whatever_came_first(offer: str, skew: int) -> None:
    _hold(offer, ACTS[offer], skew)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize("offer", OFFERS)
def test_it_ends_so_after_more_acts(offer: str, skew: int) -> None:
    _hold(offer, ACTS[offer] + 2, skew)


def test_letting_go_of_the_last_uncovered_version_leaves_the_record_removed() -> None:
    """As when the remove had come last: the state is a function of the heads."""
    for path in (
        ("A edit", "A remove", "A sync", "B edit", "B sync", "B dismiss", "B sync"),
        ("A edit", "A sync", "A remove", "B edit", "B sync", "B dismiss", "B sync", "A sync"),
    ):
        world = World.after(path, -35)
        assert told(world)["state"] == "removed", path


def _hold(offer: str, acts: int, skew: int) -> None:
    ops, writes = OFFERS[offer]
    worlds = 0
    for path in explored(ops, writes=writes, acts=acts, skew=skew):
        worlds += 1
        world = World.after(path + SETTLED, skew)
        assert told(world) == demanded(world.done), path
        assert not any(phone.outbox for phone in world.phones.values()), path
    assert worlds > 300
