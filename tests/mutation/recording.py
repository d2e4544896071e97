"""A plugin of pytest's: which lines of the product each test executes, and how long it takes.

What is executed once for several tests counts as executed outside of all: while modules load, or in
a fixture that several share. What is kept from one call to the next is forgotten before each test,
so that each executes all that it depends on. A test that starts a process has lines there that
nobody sees.
"""

import functools
import gc
import json
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

OUTSIDE = ""
STARTS_A_PROCESS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec"}


class Recording:
    def __init__(self, tree: Path, files: list[str], to: Path) -> None:
        self._tree, self._files, self._to = tree, files, to
        self._before = {*sys.modules}
        self._tests: dict[str, dict[str, Any]] = {}
        self._now = OUTSIDE
        self._kept: list[Any] = []
        sys.addaudithook(self._heard)
        self._coverage = Coverage(
            data_file=None, config_file=False, include=[str(tree / file) for file in files]
        )
        self._coverage.start()

    def pytest_collection_finish(self) -> None:
        every = (
            each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)
        )
        self._kept = [each for each in every if self._is_of_the_tree(each.__module__)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for each in self._kept:
            each.cache_clear()
        generated = hasattr(getattr(item, "obj", None), "is_hypothesis_test")
        self._tests[item.nodeid] = {
            "file": item.nodeid.partition("::")[0],
            "generated": generated,
            "starts": False,
        }
        self._turn(item.nodeid)
        began = time.monotonic()
        try:
            return (yield)
        finally:
            self._tests[item.nodeid]["seconds"] = time.monotonic() - began
            self._turn(OUTSIDE)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        now, shared = self._now, fixturedef.scope != "function"
        if shared:
            self._coverage.switch_context(OUTSIDE)
        try:
            return (yield)
        finally:
            if shared:
                self._coverage.switch_context(now)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        places = {test: place for place, test in enumerate(self._tests)}
        lines = {
            file: {
                line: [places.get(test, -1) for test in tests]
                for line, tests in self._coverage.get_data()
                .contexts_by_lineno(str(self._tree / file))
                .items()
            }
            for file in self._files
        }
        tests = [{"name": name} | test for name, test in self._tests.items()]
        self._to.write_text(json.dumps({"tests": tests, "lines": lines, "loaded": self._loaded()}))

    def _turn(self, to: str) -> None:
        self._now = to
        self._coverage.switch_context(to)

    def _heard(self, event: str, _: object) -> None:
        if self._now and event in STARTS_A_PROCESS:
            self._tests[self._now]["starts"] = True

    def _is_of_the_tree(self, module: str) -> bool:
        file = getattr(sys.modules.get(module), "__file__", None)
        return file is not None and Path(file).is_relative_to(self._tree)

    def _loaded(self) -> list[str]:
        """What came from elsewhere."""
        new = [
            (name, getattr(module, "__file__", None))
            for name, module in sys.modules.items()
            if name not in self._before
        ]
        return [
            name
            for name, file in new
            if file and ("site-packages" in file or file.startswith(sys.base_prefix))
        ]
