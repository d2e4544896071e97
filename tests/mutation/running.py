"""Plant a change in a copy of the repository and ask the tests that can notice it.

They stop at the first that turns red.
"""

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
from threading import Lock
from typing import Any

import msgspec
from msgspec import Struct

from tests.fixtures.memory import scratch
from tests.mutants.mutant import write
from tests.mutants.running import ENVIRONMENT, PLUGINS
from tests.mutation.changes import Change
from tests.mutation.covering import Recorded, RecordedTest, portions
from tests.mutation.suites import SEARCHES

PATIENCE_SECONDS = 900
"""For some tests of a module, and for each of them: a change may make a test wait for ever.

No test takes so much longer than before.
"""
PATIENCE_TIMES = 10
PATIENCE_AT_LEAST_SECONDS = 20
RECORDING_SECONDS = 3600
SAID = 600
"""So many of the last characters say why."""
NO_TESTS = 5
NOT_IN_TIME = -1
HERE = Path(__file__).resolve().parents[2]


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    DID_NOT_LOAD = "did not load"
    """No test was asked: nothing that imports the module would start.

    Nobody can have shipped that, so another change is drawn in its stead.
    """


class Tried(Struct, frozen=True):
    """`by` is the test that noticed."""

    outcome: Outcome
    by: str = ""


class Unsound(Exception):
    """A test does not pass where nothing is changed."""


class Nursery:
    """A copy of the repository with a process that starts runs of tests in it."""

    def __init__(
        self, tree: Path, engines: str, process: "subprocess.Popen[str]", folder: Path
    ) -> None:
        self._tree, self._process, self._folder = tree, process, folder
        self._options = [
            "-x",
            "-q",
            "-rfE",
            "--no-header",
            "--tb=no",
            "-k",
            engines,
            "-p",
            "no:cacheprovider",
            *PLUGINS,
        ]
        self._options += [
            f"--basetemp={folder / 'tests'}",
            *(f"--ignore={search}" for search in SEARCHES),
        ]

    def load(self, suite: tuple[str, ...]) -> None:
        """Load what comes from elsewhere, once for all runs, before anything is recorded.

        Tests must pass with what they find loaded.
        """
        self._answer({"load": self._recorded(["--collect-only", *suite], []).loaded})

    def recorded(self, tests: str, files: list[str]) -> Recorded:
        """Which lines of these files each test executes.

        Raises Unsound where one does not pass: each change would seem to be noticed.
        """
        return self._recorded([f"--timeout={RECORDING_SECONDS}", tests], files)

    def _recorded(self, options: list[str], files: list[str]) -> Recorded:
        to = self._folder / "recorded.json"
        answer = self._answer(
            {
                "options": [*self._options, *options],
                "record": str(to),
                "files": files,
                "patience": RECORDING_SECONDS,
            }
        )
        found = _verdict(answer)
        if found.outcome is not Outcome.SURVIVED:
            raise Unsound(
                f"without any change: {found.by or 'no test runs'}\n{answer['said'][-SAID:]}"
            )
        return msgspec.json.decode(to.read_bytes(), type=Recorded, strict=False)

    def tried(self, change: Change, suite: tuple[str, ...], recordings: "Recordings") -> Tried:
        """The nearest tests first. Raises Unsound."""
        path = self._tree / change.file
        text = path.read_text()
        for tests in suite:
            known = recordings.of(tests, self)
            write(path, change.made(text))
            try:
                for portion in portions(known.covering(change.file, text, change.line)):
                    found = self._asked(portion, known)
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
        # Tests made from what the product lists may be none after a change: that noticed nothing.
        return Tried(Outcome.SURVIVED) if answer["code"] == NO_TESTS else _verdict(answer)

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


class Recordings:
    """What was recorded of each file or folder of tests, when it was first asked."""

    def __init__(self, files: list[str]) -> None:
        self._files, self._lock = files, Lock()
        self._kept: dict[str, Recorded] = {}

    def of(self, tests: str, one: Nursery) -> Recorded:
        """Raises Unsound."""
        with self._lock:
            if tests not in self._kept:
                self._kept[tests] = one.recorded(tests, self._files)
            return self._kept[tests]


@contextmanager
def nursery(tree: Path, engines: str, database: dict[str, str]) -> Iterator[Nursery]:
    """`engines` is an expression of pytest's that says which tests are asked."""
    env = (
        environ | ENVIRONMENT | database | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    )
    command = [sys.executable, "-m", "tests.mutation.nursery", str(tree)]
    with (
        tempfile.TemporaryDirectory(prefix="alongside-mutation-", dir=scratch()) as folder,
        subprocess.Popen(
            command, cwd=HERE, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
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
