"""Of what was collected those are asked that can notice, in that order.

What is there by a change alone is asked too.
"""

from typing import NamedTuple, cast

import pytest

from tests.mutation.choosing import Chosen


class Item(NamedTuple):
    nodeid: str


def asked(collected: list[str], tests: list[str], known: list[str]) -> list[str]:
    items = cast("list[pytest.Item]", [Item(each) for each in collected])
    Chosen(tests, known).pytest_collection_modifyitems(items)
    return [each.nodeid for each in items]


def test_those_that_can_notice_are_asked_in_their_order_and_no_other() -> None:
    assert asked(["a", "b", "c", "d"], ["c", "a"], ["a", "b", "c", "d"]) == ["c", "a"]


def test_one_that_is_there_by_the_change_alone_is_asked_too_and_last() -> None:
    assert asked(["new", "a", "newer", "b"], ["b"], ["a", "b"]) == ["b", "new", "newer"]


def test_one_that_is_gone_by_the_change_is_not_missed() -> None:
    assert asked(["a"], ["gone", "a"], ["gone", "a"]) == ["a"]
