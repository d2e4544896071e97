"""Plants a change in a copy of the repository and asks the tests that can notice it, which stop at the first that turns red."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from os import environ
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.fixtures.memory import scratch
from tests.mutants.mutant import write
from tests.mutants.running import ENVIRONMENT, PLUGINS
from tests.mutation.changes import Change
from tests.mutation.covering import Recorded, RecordedTest, portions, recorded
from tests.mutation.suites import SEARCHES

PATIENCE_SECONDS = 900
"""For some tests of a module, and for each of them: a change may make a test wait for ever. No test takes so much longer than before."""
PATIENCE_TIMES = 10
PATIENCE_AT_LEAST_SECONDS = 20
RECORDING_SECONDS = 3600
NO_TESTS = 5
NOT_IN_TIME = -1
HERE = Path(__file__).resolve().parents[2]


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    DID_NOT_LOAD = "did not load"
    """No test was asked: nothing that imports the module would start, so nobody can have shipped it. Another is drawn in its stead."""


class Tried(Struct, frozen=True):
    """`by` is the test that noticed."""

    outcome: Outcome
    by: str = ""


class Nursery:
    """A copy of the repository with a process that starts runs of tests in it."""

    def __init__(self, tree: Path, engines: str, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._tree, self._process, self._folder = tree, process, folder
        self._options = ["-x", "-q", "-rfE", "--no-header", "--tb=no", "-k", engines, "-p", "no:cacheprovider", *PLUGINS]
        self._options += [f"--basetemp={folder / 'tests'}", *(f"--ignore={search}" for search in SEARCHES)]

    def record(self, files: list[str], suite: tuple[str, ...]) -> tuple[Tried, Recorded | None]:
        """Without any change: what becomes of the tests, and which lines each executes."""
        to = self._folder / "recorded.json"
        asked = {
            "options": [*self._options, f"--timeout={RECORDING_SECONDS}", *suite],
            "record": str(to),
            "files": files,
            "patience": RECORDING_SECONDS,
        }
        found = _verdict(self._answer(asked))
        return found, recorded(to) if found.outcome is Outcome.SURVIVED else None

    def load(self, known: Recorded) -> None:
        """What comes from elsewhere, once for all runs."""
        self._answer({"load": known.loaded})

    def tried(self, change: Change, known: Recorded, suite: tuple[str, ...]) -> Tried:
        path = self._tree / change.file
        text = path.read_text()
        write(path, change.made(text))
        try:
            for tests in portions(known.covering(change.file, text, change.line, suite)):
                found = self._asked(tests, known)
                if found.outcome is not Outcome.SURVIVED:
                    return found
        finally:
            write(path, text)
        return Tried(Outcome.SURVIVED)

    def _asked(self, tests: list[RecordedTest], known: Recorded) -> Tried:
        files = list(dict.fromkeys(test.file for test in tests))
        seconds = PATIENCE_AT_LEAST_SECONDS + PATIENCE_TIMES * max(test.seconds for test in tests)
        asked = {
            "options": [*self._options, f"--timeout={seconds:.0f}", *files],
            "tests": [test.name for test in tests],
            "all": [test.name for test in known.tests if test.file in files],
            "patience": PATIENCE_SECONDS,
        }
        answer = self._answer(asked)
        # Where tests are made for each of what the product lists, a change may leave none: that noticed nothing.
        return Tried(Outcome.SURVIVED) if answer["code"] == NO_TESTS else _verdict(answer)

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def nursery(tree: Path, engines: str, database: dict[str, str]) -> Iterator[Nursery]:
    """`engines` is an expression of pytest's that says which tests are asked."""
    env = environ | ENVIRONMENT | database | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "tests.mutation.nursery", str(tree)]
    with (
        tempfile.TemporaryDirectory(prefix="alongside-mutation-", dir=scratch()) as folder,
        subprocess.Popen(command, cwd=HERE, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        yield Nursery(tree, engines, process, Path(folder))


def _verdict(answer: dict[str, Any]) -> Tried:
    if answer["code"] == NOT_IN_TIME:
        return Tried(Outcome.KILLED, "it does not come to an end")
    return verdict(answer["code"], answer["said"])


def verdict(code: int, said: str) -> Tried:
    if code == 0:
        return Tried(Outcome.SURVIVED)
    if red := re.search(r"^(?:FAILED|ERROR) (tests/\S+::\S+.*?)(?: - |$)", said, re.MULTILINE):
        return Tried(Outcome.KILLED, red[1])
    return Tried(Outcome.DID_NOT_LOAD)
