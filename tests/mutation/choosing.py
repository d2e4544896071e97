"""A plugin of pytest's that keeps the tests that are asked, in the order of asking."""

import pytest


class Chosen:
    """The tests that are asked.

    `known` are all tests that there were without a change: one that is there by the change alone is
    asked too.
    """

    def __init__(self, tests: list[str], known: list[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self._left_out = {*known} - {*tests}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        asked = [item for item in items if item.nodeid not in self._left_out]
        items[:] = sorted(asked, key=lambda item: self._places.get(item.nodeid, len(self._places)))
