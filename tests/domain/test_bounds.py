"""The bounds of a record are those that the rules of sync name (`docs/sync.md`, section 4)."""

from pathlib import Path

import pytest

from domain.bounds import AHEAD, AHEAD_IN_ALL, CHAIN, ELEMENTS, HEADS, LET_GO, PARTS

PAGE = " ".join((Path(__file__).parents[2] / "docs/sync.md").read_text().split())


@pytest.mark.parametrize(
    "said",
    [
        f"network: {HEADS} heads of a group or of one element",
        f"{LET_GO:,} versions that wait after they were let go",
        f"{ELEMENTS:,} elements that a set ever had, {PARTS:,} parts of a whole",
        f"A chain of refused bases is followed for {CHAIN:,}.",
        f"a record remembers {AHEAD_IN_ALL:,}, of one group {AHEAD:,}",
    ],
)
def test_a_bound_is_the_one_that_is_written(said: str) -> None:
    assert said in PAGE
